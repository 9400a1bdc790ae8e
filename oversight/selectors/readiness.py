"""Can Mainstay do its work? One line for each thing it needs: for `/readyz`, and for the operators’ page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader

from accounts.wording import duration_words
from deadlines.rules import HEARTBEAT_LATE
from deadlines.selectors.sweeps import heartbeat
from notifications.selectors import outbox
from notifications.services import reach_broker


@dataclass(frozen=True)
class Line:
    """One thing that is needed, whether it is there, and how it stands in a few words. Never a name or an address."""

    name: str
    is_well: bool
    words: str

    def __str__(self) -> str:
        return f"{self.name}: {'ok' if self.is_well else 'failed'} ({self.words})"


def readiness(now_source: Callable[[], datetime]) -> list[Line]:
    """Every line; `now_source` reads the database’s clock, which may be away. What the database would have to say is left out
    when it does not answer.
    """
    try:
        now = now_source()
        lines = [
            Line("database", True, "it answers"),
            _migrations(),
            _sweep(heartbeat(), now),
            _outbox(now),
        ]
    except Error:
        lines = [Line("database", False, "it does not answer")]
    return [*lines, _broker()]


def age_in_words(age: timedelta) -> str:
    """“20 seconds”, “5 minutes”, “3 hours”, “2 days”: how long ago, rounded down."""
    seconds = max(int(age.total_seconds()), 0)
    for unit, size in (("day", 86_400), ("hour", 3_600)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s"
    return duration_words(seconds if seconds < 60 else seconds // 60 * 60)


def _sweep(alive_at: datetime | None, now: datetime) -> Line:
    if alive_at is None:
        return Line("sweep", False, "it has never run")
    age = now - alive_at
    return Line("sweep", age <= HEARTBEAT_LATE, f"it last ran {age_in_words(age)} ago")


def _outbox(now: datetime) -> Line:
    found = outbox(now)
    if not found.waiting:
        return Line("outbox", True, "nothing waits")
    through = "others get through" if found.gets_through else "none was accepted in the last hour"
    words = f"{found.waiting} waiting, the oldest for {age_in_words(found.age(now))}; {through}"
    return Line("outbox", not found.is_stuck(now), words)


def _broker() -> Line:
    return Line("broker", True, "it answers") if reach_broker() else Line("broker", False, "it does not answer")


_is_migrated = False


def _migrations() -> Line:
    """Whether this process’s code and the database belong together. Migrations are not taken back under running processes, so
    that once it is true it is not asked again.
    """
    global _is_migrated
    if not _is_migrated:
        loader = MigrationLoader(connection)
        _is_migrated = loader.graph.nodes.keys() <= (loader.applied_migrations or {}).keys()
    if _is_migrated:
        return Line("migrations", True, "all are applied")
    return Line("migrations", False, "some are not applied")
