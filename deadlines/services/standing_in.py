"""The clock must not stop because the broker has: the beat speaks through it, so while it is away nobody asks for a sweep.

Whoever stands in needs the database and the mail server only. It looks as often as the beat would ask, and works while no
round of the beat comes: it moves deadlines on and sends what waits. Any number may look; sweeps pass over rows that another
one holds, and e-mails are leased, so standing in beside a beat that is only slow doubles nothing.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from deadlines.rules import HEARTBEAT_LATE, silence
from deadlines.selectors.sweeps import heartbeat
from deadlines.services.running import run_sweep
from notifications.services import deliver

logger = logging.getLogger(__name__)


class StandIn:
    """One process that looks, again and again. `silent_for` is how old the beat’s last round must be; the beat is given as long
    after the first look, so that nobody stands in while everything is started.
    """

    def __init__(self, *, silent_for: timedelta = HEARTBEAT_LATE) -> None:
        self.silent_for = silent_for
        self.stands_in = False
        self._looking_since: datetime | None = None

    def look(self, *, now_source: Callable[[], datetime]) -> bool:
        """Sweep and send if nobody else does; whether it did. `now_source` reads the database’s clock."""
        now = now_source()
        self._looking_since = self._looking_since or now
        is_needed = silence(heartbeat(), looking_since=self._looking_since, now=now) > self.silent_for
        if is_needed != self.stands_in:
            logger.error("No round of the beat comes: standing in.") if is_needed else logger.warning(
                "The beat is back."
            )
        self.stands_in = is_needed
        if is_needed:
            run_sweep(now=now, by_stand_in=True)
            deliver(now_source=now_source)
        return is_needed
