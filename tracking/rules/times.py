"""Times in which something holds, as a record tells them by its changes, and the clocks that follow each other in one. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.clock import local_date
from deadlines.calendar import chain


@dataclass(frozen=True)
class Time:
    """From a moment until another, None while it goes on."""

    since: datetime
    until: datetime | None

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True)
class Reached:
    """Somebody reached them at `at`, written down at `recorded_at`."""

    at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class Link:
    """One clock of those that follow each other: the local day it starts with, the moment that meets it or None while it
    runs. What was stopped is none.
    """

    duty: str
    starts_on: date
    met_at: datetime | None


def times_when(changes: Iterable[tuple[datetime, bool]]) -> list[Time]:
    """The times in which something held, from the moments at which it was said to hold or not, the earliest first."""
    found: list[Time] = []
    since: datetime | None = None
    for at, holds in changes:
        if holds and since is None:
            since = at
        elif not holds and since is not None:
            found.append(Time(since, at))
            since = None
    if since is not None:
        found.append(Time(since, None))
    return found


def clocks_from(first: date, time: Time, reached: Sequence[Reached]) -> Iterator[tuple[date, datetime | None]]:
    """The clocks of one time, as (the local day it starts with, the moment that meets it or None for the last), of which the
    first starts with the local day `first`. `reached` in the order of recording; only what was written down within the time
    counts.
    """
    met: dict[date, datetime] = {}
    for each in reached:
        if time.holds(each.recorded_at):
            met.setdefault(local_date(each.at), each.at)
    for starts_on, day in chain(first, met):
        yield starts_on, met[day] if day else None
