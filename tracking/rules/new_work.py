"""How often somebody is asked how a new job goes (K7). Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import Enum

from accounts.clock import local_date
from deadlines.calendar import add_months
from tracking.rules.times import Reached, Time, clocks_from, times_when

#: Who was supported into the job is contacted every week for so long; then as everybody, every month.
WEEKLY_FOR = timedelta(weeks=8)
MONTHS_IN_ALL = 6


class Rhythm(Enum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"


def rhythm(*, starts_on: date, was_supported: bool, on: date) -> Rhythm | None:
    """How the clock that starts on the local day `on` runs; None once six months are over."""
    if on >= add_months(starts_on, MONTHS_IN_ALL):
        return None
    if was_supported and on < starts_on + WEEKLY_FOR:
        return Rhythm.WEEKLY
    return Rhythm.MONTHLY


def times_asked(recorded_at: datetime, closings: Iterable[tuple[datetime, bool]]) -> list[Time]:
    """The times in which somebody asks about a job: while the case is open. A job is recorded in an open case; `closings` are
    the moments at which the record said that the case is closed, or is not, the earliest first.
    """
    later = [(at, not is_closed) for at, is_closed in closings if at >= recorded_at]
    return times_when([(recorded_at, True), *later])


def asked_from(starts_on: date, time: Time) -> date:
    """The local day with which the first clock of a time starts: the first of the job, or from when it is asked about."""
    return max(starts_on, local_date(time.since))


def clocks(
    time: Time, reached: Sequence[Reached], *, starts_on: date, was_supported: bool
) -> Iterator[tuple[Rhythm, date, datetime | None]]:
    """The clocks of a job that begins with the local day `starts_on`, in one time (`tracking.rules.times`), until six months
    are over.
    """
    for clock_on, met_at in clocks_from(asked_from(starts_on, time), time, reached):
        found = rhythm(starts_on=starts_on, was_supported=was_supported, on=clock_on)
        if found is None:
            return
        yield found, clock_on, met_at
