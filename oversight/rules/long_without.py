"""From when somebody must have been without a place for the time to count as long. Pure."""

from datetime import date, timedelta

from deadlines.calendar import add_months
from deadlines.enums import Unit
from deadlines.rules import Limit


def latest_start(limit: Limit, on: date) -> date:
    """The last day on which a time without a place may have begun that has reached the limit on `on`, as
    `tracking.rules.spells` reckons it: in months by the day of the month, a shorter month by its last day.
    """
    if limit.unit != Unit.MONTHS:
        return on - timedelta(days=limit.amount)
    start = add_months(on, -limit.amount)
    while add_months(start + timedelta(days=1), limit.amount) <= on:
        start += timedelta(days=1)
    return start
