"""From a limit to a moment: every clock of the agreement, exactly. Pure: the present is never asked for.

Instants are in UTC, days are days in Europe/London. A clock counted in days ends at the local midnight *after* its last
day, so a duty that is due today is not overdue. On time means strictly before that midnight.

    DAYS          the start is day 0: 30 days from 1 September end with 1 October
    MONTHS        the same day of the month, or its last day: six months from 31 August end with 28 or 29 February
    WORKING_DAYS  counted from the day after the start, without weekends and bank holidays
    END_OF_DAY    ends with the day on which it started
    FIXED_DAY     ends with the day that was named
    HOURS         elapsed time; a change of the clocks neither shortens nor lengthens it
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from accounts.clock import LONDON, local_date
from deadlines.bank_holidays import is_bank_holiday
from deadlines.enums import Unit
from deadlines.rules import AtLocalTime, Days, Hours, Limit

NOON = time(12)

#: Answers whether a day is a bank holiday.
Holidays = Callable[[date], bool]


@dataclass(frozen=True)
class Due:
    """When a clock ends. `due_on` is its last local day; None for a clock that counts hours."""

    starts_at: datetime
    due_at: datetime
    due_on: date | None


def due_for(
    limit: Limit,
    *,
    start: datetime | None = None,
    start_on: date | None = None,
    due_on: date | None = None,
    holidays: Holidays = is_bank_holiday,
) -> Due:
    """When `limit` ends for a clock that started at the instant `start`, or with the local day `start_on`.

    `due_on` names the day of a FIXED_DAY clock. ValueError when it is missing there, or when not exactly one start is
    given.
    """
    if start is not None and start_on is None:
        starts_at = start.astimezone(UTC)
    elif start_on is not None and start is None:
        starts_at = local_midnight(start_on)
    else:
        raise ValueError("A clock starts either at an instant or with a day.")
    if limit.unit == Unit.HOURS:
        return Due(starts_at, starts_at + timedelta(hours=limit.amount), None)
    day_zero = local_date(starts_at)
    match limit.unit:
        case Unit.DAYS:
            last_day = day_zero + timedelta(days=limit.amount)
        case Unit.MONTHS:
            last_day = add_months(day_zero, limit.amount)
        case Unit.WORKING_DAYS:
            last_day = add_working_days(day_zero, limit.amount, holidays=holidays)
        case Unit.END_OF_DAY:
            last_day = day_zero
        case Unit.FIXED_DAY:
            if due_on is None:
                raise ValueError("A clock that ends on a fixed day needs that day.")
            last_day = due_on
        case Unit.PERCENT:
            raise ValueError("A percentage is no clock.")
    return Due(starts_at, end_of_local_day(last_day), last_day)


def after_pause(
    due: Due, *, unit: Unit, paused_at: datetime, resumed_at: datetime, holidays: Holidays = is_bank_holiday
) -> Due:
    """The same clock after a pause: days gain the local days paused, working days the working days, hours the time."""
    if due.due_on is None:
        return Due(due.starts_at, due.due_at + (resumed_at - paused_at), None)
    first, last = local_date(paused_at), local_date(resumed_at)
    if unit == Unit.WORKING_DAYS:
        gained = working_days_between(
            first_working_day(first, holidays=holidays), first_working_day(last, holidays=holidays), holidays=holidays
        )
        # A last day that was moved onto a weekend gains nothing from that weekend; it still never ends while paused.
        due_on = max(add_working_days(due.due_on, gained, holidays=holidays), last)
    else:
        due_on = due.due_on + (last - first)
    return Due(due.starts_at, end_of_local_day(due_on), due_on)


def step_at(when: Days | AtLocalTime | Hours, due: Due, *, morning_hour: int) -> datetime:
    """The instant of a step of the ladder.

    Days count from the due day and fire at the morning hour of the terms; a time of day is that of the due day; hours
    count from the end of the clock and are elapsed hours.
    """
    match when:
        case Hours(after_due):
            return due.due_at + timedelta(hours=after_due)
        case Days(after_due):
            return at_local(last_day_of(due) + timedelta(days=after_due), time(morning_hour))
        case AtLocalTime(at):
            return at_local(last_day_of(due), at)


def last_day_of(due: Due) -> date:
    """The local day in which the clock ends, also for a clock that counts hours."""
    return due.due_on or local_date(due.due_at)


def at_local(day: date, at: time) -> datetime:
    """The instant of a local time of day: the first of two equal ones in autumn; an hour on for one skipped in spring."""
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)


def local_midnight(day: date) -> datetime:
    """The instant at which the local day begins. The clocks never change at midnight, so there is exactly one."""
    return at_local(day, time())


def end_of_local_day(day: date) -> datetime:
    """The instant at which the local day is over: the next local midnight."""
    return local_midnight(day + timedelta(days=1))


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on, or the last day of a shorter month."""
    return day + relativedelta(months=months)


def add_working_days(day: date, count: int, *, holidays: Holidays = is_bank_holiday) -> date:
    """The `count`th working day after `day`; `day` itself, whatever it is, is not counted."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, holidays=holidays)
    return day


def working_days_between(first: date, last: date, *, holidays: Holidays = is_bank_holiday) -> int:
    """How many working days lie after `first`, up to and with `last`."""
    days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    return sum(is_working_day(day, holidays=holidays) for day in days)


def first_working_day(day: date, *, holidays: Holidays = is_bank_holiday) -> date:
    """`day` if it is a working day, else the next one."""
    return day if is_working_day(day, holidays=holidays) else add_working_days(day, 1, holidays=holidays)


def is_working_day(day: date, *, holidays: Holidays = is_bank_holiday) -> bool:
    """Monday to Friday, and not a bank holiday in England and Wales."""
    return day.weekday() < 5 and not holidays(day)


def moment_of_day(day: date, *, now: datetime) -> datetime:
    """The instant that stands for something said to have happened on `day`: noon in London, but never after `now`.

    The clocks it meets end at midnight, so that only the day matters to them.
    """
    return min(at_local(day, NOON), now)


def chain(first: date, days: Iterable[date]) -> Iterator[tuple[date, date | None]]:
    """Clocks of which each meeting starts the next, as (the day it starts with, the day that meets it or None while it is
    open).

    `days` in the order in which they were recorded. One on or before the day the clock starts with says nothing about the
    time that follows, so it moves no clock.
    """
    for day in days:
        if day > first:
            yield first, day
            first = day
    yield first, None
