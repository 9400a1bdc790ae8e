"""Who is kept in touch with, and how the clocks of it follow each other (P1). Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.clock import local_date
from learners.enums import CareStatus
from tracking.rules.ages import age_on
from tracking.rules.times import Reached, Time, clocks_from, times_when

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


def times_owed(standings: Iterable[Standing]) -> list[Time]:
    """The times in which they were care leavers with an open case, from the record as it changed, the earliest first."""
    return times_when((each.at, each.care_status in CARE_LEAVERS and not each.is_closed) for each in standings)


def clocks(time: Time, reached: Sequence[Reached], date_of_birth: date) -> Iterator[tuple[date, datetime | None]]:
    """The clocks of one time (`tracking.rules.times`). What was written down after the last birthday does not count."""
    counted = [each for each in reached if age_on(date_of_birth, local_date(each.recorded_at)) < UNTIL_AGE]
    return clocks_from(local_date(time.since), time, counted)
