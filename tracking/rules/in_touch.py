"""Who is kept in touch with, and how the clocks of it follow each other (P1). Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.clock import local_date
from deadlines.calendar import chain
from learners.enums import CareStatus
from tracking.rules.ages import age_on

#: Care leavers: their authority keeps in touch with them (Children Act 1989 s. 23B(2), s. 23C(2)).
CARE_LEAVERS = frozenset({CareStatus.RELEVANT, CareStatus.FORMER_RELEVANT})

#: Who asks is supported until this birthday (Children Act 1989 s. 23CZB); who no longer wants it has the case closed.
UNTIL_AGE = 25


def is_owed(*, care_status: str, is_closed: bool, date_of_birth: date, on: date) -> bool:
    """Whether somebody keeps in touch with them on the local day `on`."""
    return care_status in CARE_LEAVERS and not is_closed and age_on(date_of_birth, on) < UNTIL_AGE


@dataclass(frozen=True)
class Standing:
    """How the record stood from a moment on."""

    at: datetime
    care_status: str
    is_closed: bool


@dataclass(frozen=True)
class Owed:
    """A time in which somebody keeps in touch: from a moment until another, None while it goes on."""

    since: datetime
    until: datetime | None

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


def times_owed(standings: Iterable[Standing]) -> list[Owed]:
    """The times in which they were care leavers with an open case, from the record as it changed, the earliest first."""
    found: list[Owed] = []
    since: datetime | None = None
    for standing in standings:
        is_care_leaver = standing.care_status in CARE_LEAVERS and not standing.is_closed
        if is_care_leaver and since is None:
            since = standing.at
        elif not is_care_leaver and since is not None:
            found.append(Owed(since, standing.at))
            since = None
    if since is not None:
        found.append(Owed(since, None))
    return found


@dataclass(frozen=True)
class Reached:
    """Somebody reached them at `at`, written down at `recorded_at`."""

    at: datetime
    recorded_at: datetime


def clocks(time: Owed, reached: Sequence[Reached], date_of_birth: date) -> Iterator[tuple[date, datetime | None]]:
    """The clocks of one time, as (the local day it starts with, the moment that meets it or None for the last). `reached` in
    the order of recording; only what was written down within the time counts.
    """
    met: dict[date, datetime] = {}
    for each in reached:
        if time.holds(each.recorded_at) and age_on(date_of_birth, local_date(each.recorded_at)) < UNTIL_AGE:
            met.setdefault(local_date(each.at), each.at)
    for starts_on, day in chain(local_date(time.since), met):
        yield starts_on, met[day] if day else None
