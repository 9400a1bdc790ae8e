"""How often somebody is asked how a new job goes (K7). Pure."""

from datetime import date, timedelta
from enum import Enum

from deadlines.calendar import add_months

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
