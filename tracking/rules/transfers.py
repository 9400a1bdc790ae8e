"""How old a request for records is (P4). Pure."""

from datetime import date, timedelta
from enum import Enum

#: Within fifteen school days, so three weeks, a school must send what it has on a pupil who has left (Education (Pupil
#: Information) (England) Regulations 2005, regulation 9): after that somebody should ring.
LONG_AFTER = timedelta(days=21)
WAITS_AFTER = timedelta(days=10)


class Age(Enum):
    NEW = "new"
    WAITING = "waiting"
    LONG = "long"


def age_of(requested_on: date, today: date) -> Age:
    """How long the answer has taken, on local days."""
    waited = today - requested_on
    if waited >= LONG_AFTER:
        return Age.LONG
    return Age.WAITING if waited >= WAITS_AFTER else Age.NEW
