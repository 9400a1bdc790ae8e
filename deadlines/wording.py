"""How far off a deadline is, in the words of a person standing at `now`. Pure.

Worded from the present, never from when a message was planned: nothing says “due tomorrow” once it is due.
"""

from datetime import datetime, timedelta

from accounts.clock import LONDON, local_date
from accounts.wording import clock
from deadlines.calendar import Due


def due_words(due: Due, now: datetime) -> str:
    """“due in 5 days”, “due tomorrow”, “due today”, “2 days overdue”; for a clock of hours “due in 3 hours”."""
    if due.due_on is None:
        return _in_hours(due.due_at - now)
    days = (due.due_on - local_date(now)).days
    if days < 0:
        return f"{_count(-days, 'day')} overdue"
    return {0: "due today", 1: "due tomorrow"}.get(days, f"due in {days} days")


def due_moment(due: Due) -> str:
    """The moment itself: “by the end of Thursday 1 October 2026”, “by 2:30pm on Thursday 1 October 2026”."""
    if due.due_on is not None:
        return f"by the end of {due.due_on:%A} {due.due_on.day} {due.due_on:%B %Y}"
    local = due.due_at.astimezone(LONDON)
    return f"by {clock(local)} on {local:%A} {local.day} {local:%B %Y}"


def _in_hours(left: timedelta) -> str:
    size = _length(abs(left))
    return f"due in {size}" if left > timedelta() else f"{size} overdue"


def _length(length: timedelta) -> str:
    """Whole units, rounded down: never more time than there is. Days only from two days on."""
    hours = int(length / timedelta(hours=1))
    if hours >= 48:
        return _count(hours // 24, "day")
    if hours:
        return _count(hours, "hour")
    minutes = int(length / timedelta(minutes=1))
    return _count(minutes, "minute") if minutes else "less than a minute"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
