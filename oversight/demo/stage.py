"""Plays acts in order of time, sweeping and delivering in between, as the worker would have done."""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from itertools import count

from accounts.clock import local_date
from deadlines.calendar import at_local
from deadlines.services import sweep
from notifications.services import deliver

Act = Callable[[datetime], object]

#: When the worker passes by, each local day: after the morning reminders, in the evening, and just after midnight.
ROUNDS = (time(0, 1), time(8, 1), time(18, 1))

#: In the last days it passes as often as this, so that hour clocks look right.
FINE = timedelta(hours=1)
FINE_DAYS = 3

#: A mail server that takes everything: the past needs no letters on disk.
ACCEPTS_ALL = "django.core.mail.backends.dummy.EmailBackend"


class Stage:
    def __init__(self, *, begins_at: datetime, ends_at: datetime) -> None:
        self.begins_at = begins_at
        self.ends_at = ends_at
        self._acts: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def at(self, moment: datetime, act: Act) -> None:
        """Plan `act` for `moment`; it is called with that moment. What lies after today is not played."""
        if self.begins_at <= moment <= self.ends_at:
            heapq.heappush(self._acts, (moment, next(self._order), act))

    def play(self, *, on_progress: Callable[[datetime], None] | None = None) -> int:
        """Play everything, including acts planned by acts. Returns how many acts there were."""
        played = 0
        for moment in self._rounds():
            while self._acts and self._acts[0][0] <= moment:
                now, _, act = heapq.heappop(self._acts)
                act(now)
                played += 1
                _deliver(now)
            sweep(now=moment)
            _deliver(moment)
            if on_progress:
                on_progress(moment)
        return played

    def _rounds(self) -> Iterator[datetime]:
        day = local_date(self.begins_at)
        fine_from = self.ends_at - timedelta(days=FINE_DAYS)
        moment = self.begins_at
        while moment < fine_from:
            for at in ROUNDS:
                moment = at_local(day, at)
                if self.begins_at <= moment < fine_from:
                    yield moment
            day += timedelta(days=1)
        moment = fine_from
        while moment < self.ends_at:
            yield moment
            moment += FINE
        yield self.ends_at


def _deliver(now: datetime) -> None:
    deliver(now_source=lambda: now, backend=ACCEPTS_ALL)
