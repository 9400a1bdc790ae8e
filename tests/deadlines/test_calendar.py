"""Every clock, row by row: the table of the agreement's times."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines import bank_holidays
from deadlines.calendar import (
    Due,
    add_months,
    add_working_days,
    after_pause,
    at_local,
    due_for,
    end_of_local_day,
    is_working_day,
    local_midnight,
    step_at,
    working_days_between,
)
from deadlines.enums import Unit
from deadlines.rules import AtLocalTime, Days, Hours, Limit

LONDON = ZoneInfo("Europe/London")


def london(text: str) -> datetime:
    """The instant of a local time written as “2026-10-25 01:30”."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


DAY_CLOCKS = [
    # limit, start day, last day, why
    (Limit(30, Unit.DAYS), "2026-09-01", "2026-10-01", "the start is day 0"),
    (Limit(30, Unit.DAYS), "2026-10-01", "2026-10-31", "over the end of summer time"),
    (Limit(30, Unit.DAYS), "2027-03-01", "2027-03-31", "over the start of summer time"),
    (Limit(30, Unit.DAYS), "2028-01-30", "2028-02-29", "onto 29 February"),
    (Limit(30, Unit.DAYS), "2027-01-30", "2027-03-01", "a February without one"),
    (Limit(56, Unit.DAYS), "2026-12-01", "2027-01-26", "eight weeks"),
    (Limit(7, Unit.DAYS), "2026-10-20", "2026-10-27", "weekly contact"),
    (Limit(1, Unit.DAYS), "2026-12-31", "2027-01-01", "over the year's end"),
    (Limit(0, Unit.DAYS), "2026-09-01", "2026-09-01", "no days at all"),
    (Limit(6, Unit.MONTHS), "2026-08-31", "2027-02-28", "31 August, no leap year"),
    (Limit(6, Unit.MONTHS), "2027-08-31", "2028-02-29", "31 August, leap year"),
    (Limit(6, Unit.MONTHS), "2027-08-30", "2028-02-29", "30 August, leap year"),
    (Limit(6, Unit.MONTHS), "2028-02-29", "2028-08-29", "from 29 February"),
    (Limit(12, Unit.MONTHS), "2028-02-29", "2029-02-28", "a year from 29 February"),
    (Limit(6, Unit.MONTHS), "2026-09-15", "2027-03-15", "an ordinary day"),
    (Limit(1, Unit.MONTHS), "2027-01-31", "2027-02-28", "the last day of a shorter month"),
    (Limit(1, Unit.WORKING_DAYS), "2026-10-08", "2026-10-09", "a Thursday ends on Friday"),
    (Limit(1, Unit.WORKING_DAYS), "2026-10-09", "2026-10-12", "a Friday ends on Monday"),
    (Limit(1, Unit.WORKING_DAYS), "2026-10-10", "2026-10-12", "a Saturday ends on Monday"),
    (Limit(1, Unit.WORKING_DAYS), "2026-10-11", "2026-10-12", "a Sunday ends on Monday"),
    (Limit(1, Unit.WORKING_DAYS), "2026-10-12", "2026-10-13", "a Monday ends on Tuesday"),
    (Limit(1, Unit.WORKING_DAYS), "2026-12-24", "2026-12-29", "Christmas: Friday, and Boxing Day taken on Monday"),
    (Limit(1, Unit.WORKING_DAYS), "2027-03-25", "2027-03-30", "Good Friday and Easter Monday"),
    (Limit(1, Unit.WORKING_DAYS), "2023-05-05", "2023-05-09", "a holiday given once: the coronation"),
    (Limit(1, Unit.WORKING_DAYS), "2026-08-28", "2026-09-01", "August bank holiday in England, not in Scotland"),
    (Limit(1, Unit.WORKING_DAYS), "2026-07-31", "2026-08-03", "no bank holiday in England: Scotland's August"),
    (Limit(10, Unit.WORKING_DAYS), "2026-12-21", "2027-01-07", "ten working days over Christmas"),
    (Limit(1, Unit.WORKING_DAYS), "2035-12-24", "2035-12-27", "beyond the published list"),
]


@pytest.mark.parametrize(("limit", "start", "last", "why"), DAY_CLOCKS, ids=[row[3] for row in DAY_CLOCKS])
def test_clock_of_days_ends_at_the_midnight_after_its_last_day(limit: Limit, start: str, last: str, why: str) -> None:
    due = due_for(limit, start_on=day(start))
    assert due == Due(london(f"{start} 00:00"), london(f"{day(last) + timedelta(days=1)} 00:00"), day(last))


def test_thirty_days_from_the_first_of_september() -> None:
    due = due_for(Limit(30, Unit.DAYS), start_on=date(2026, 9, 1))
    assert due.due_on == date(2026, 10, 1)
    assert due.due_at == utc("2026-10-01 23:00")  # 2 October 00:00 in London, still summer time


def test_due_today_is_not_overdue() -> None:
    due = due_for(Limit(30, Unit.DAYS), start_on=date(2026, 9, 1))
    assert london("2026-10-01 23:59:59.999999") < due.due_at
    assert london("2026-10-02 00:00") >= due.due_at


SAME_DAY = [
    ("2026-10-06 09:00", "2026-10-06", "2026-10-06 23:00", "an ordinary day in summer time"),
    ("2026-10-06 23:50", "2026-10-06", "2026-10-06 23:00", "ten to midnight: ten minutes are left"),
    ("2026-10-07 00:00", "2026-10-07", "2026-10-07 23:00", "midnight belongs to the new day"),
    ("2026-10-25 00:30", "2026-10-25", "2026-10-26 00:00", "the day of 25 hours"),
    ("2027-03-28 00:30", "2027-03-28", "2027-03-28 23:00", "the day of 23 hours"),
    ("2028-02-29 12:00", "2028-02-29", "2028-03-01 00:00", "29 February"),
]


@pytest.mark.parametrize(("start", "last", "end_utc", "why"), SAME_DAY, ids=[row[3] for row in SAME_DAY])
def test_end_of_the_same_day(start: str, last: str, end_utc: str, why: str) -> None:
    due = due_for(Limit(0, Unit.END_OF_DAY), start=london(start))
    assert (due.due_on, due.due_at) == (day(last), utc(end_utc))


def test_an_instant_belongs_to_its_local_day_not_to_that_of_utc() -> None:
    due = due_for(Limit(0, Unit.END_OF_DAY), start=utc("2026-07-01 23:30"))
    assert due.due_on == date(2026, 7, 2)


HOUR_CLOCKS = [
    ("2026-10-06 10:00", "2026-10-07 10:00", "an ordinary day"),
    ("2026-10-24 12:00", "2026-10-25 11:00", "the clocks go back: 24 hours pass by 11:00"),
    ("2027-03-27 12:00", "2027-03-28 13:00", "the clocks go forward: 24 hours pass by 13:00"),
    ("2028-02-28 18:00", "2028-02-29 18:00", "29 February"),
]


@pytest.mark.parametrize(("start", "end", "why"), HOUR_CLOCKS, ids=[row[2] for row in HOUR_CLOCKS])
def test_clock_of_hours_counts_elapsed_time(start: str, end: str, why: str) -> None:
    due = due_for(Limit(24, Unit.HOURS), start=london(start))
    assert due == Due(london(start), london(end), None)
    assert due.due_at - due.starts_at == timedelta(hours=24)


def test_the_doubled_hour_is_two_different_starts() -> None:
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=0)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1)
    ends = [due_for(Limit(24, Unit.HOURS), start=start).due_at for start in (first, second)]
    assert ends[1] - ends[0] == timedelta(hours=1)


def test_fixed_day() -> None:
    due = due_for(Limit(0, Unit.FIXED_DAY), start_on=date(2027, 1, 10), due_on=date(2027, 6, 25))
    assert (due.due_on, due.due_at) == (date(2027, 6, 25), london("2027-06-26 00:00"))


def test_a_start_in_the_past_is_counted_from_that_start() -> None:
    assert due_for(Limit(30, Unit.DAYS), start_on=date(2020, 2, 1)).due_on == date(2020, 3, 2)


@pytest.mark.parametrize(
    "starts",
    [{}, {"start": utc("2026-10-06 10:00"), "start_on": date(2026, 10, 6)}],
    ids=["no start", "two starts"],
)
def test_a_clock_needs_exactly_one_start(starts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="either at an instant or with a day"):
        due_for(Limit(30, Unit.DAYS), **starts)  # type: ignore[arg-type]


def test_a_fixed_day_clock_needs_its_day() -> None:
    with pytest.raises(ValueError, match="needs that day"):
        due_for(Limit(0, Unit.FIXED_DAY), start_on=date(2026, 10, 6))


PLAN = due_for(Limit(30, Unit.DAYS), start_on=date(2026, 9, 28))  # due on Wednesday 28 October, after the clocks change
EMERGENCY = due_for(Limit(24, Unit.HOURS), start=london("2026-10-24 12:00"))
STEPS = [
    (Days(-7), PLAN, "2026-10-21 08:00", "before, in summer time"),
    (Days(-3), PLAN, "2026-10-25 08:00", "on the day the clocks go back: still 08:00 on the wall"),
    (Days(0), PLAN, "2026-10-28 08:00", "on the due day"),
    (Days(1), PLAN, "2026-10-29 08:00", "the day after"),
    (AtLocalTime(time(18)), PLAN, "2026-10-28 18:00", "a time of the due day"),
    (Hours(-24), EMERGENCY, "2026-10-24 12:00", "at once"),
    (Hours(-12), EMERGENCY, "2026-10-25 00:00", "twelve hours after the start and before the end"),
    (Hours(-4), EMERGENCY, "2026-10-25 07:00", "twenty hours after the start, one of them doubled"),
    (Hours(0), EMERGENCY, "2026-10-25 11:00", "the end itself"),
    (Days(1), EMERGENCY, "2026-10-26 08:00", "the morning after a clock of hours"),
]


@pytest.mark.parametrize(("when", "due", "expected", "why"), STEPS, ids=[row[3] for row in STEPS])
def test_steps_of_the_ladder(when: Days | AtLocalTime | Hours, due: Due, expected: str, why: str) -> None:
    assert step_at(when, due, morning_hour=8) == london(expected)


def test_the_morning_hour_is_a_term() -> None:
    assert step_at(Days(0), PLAN, morning_hour=9) == london("2026-10-28 09:00")


def test_hour_steps_keep_their_distance_from_an_end_that_moved() -> None:
    moved = Due(EMERGENCY.starts_at, EMERGENCY.due_at + timedelta(hours=6), None)
    assert step_at(Hours(-4), moved, morning_hour=8) == moved.due_at - timedelta(hours=4)
    shorter = due_for(Limit(12, Unit.HOURS), start=EMERGENCY.starts_at)
    assert step_at(Hours(0), shorter, morning_hour=8) == shorter.due_at


PAUSES = [
    (Unit.DAYS, "2026-10-28", "2026-10-12 09:00", "2026-10-12 17:00", "2026-10-28", "within a day: nothing gained"),
    (Unit.DAYS, "2026-10-28", "2026-10-12 23:50", "2026-10-13 00:05", "2026-10-29", "over one midnight: one day"),
    (
        Unit.DAYS,
        "2026-10-28",
        "2026-10-12 09:00",
        "2026-11-02 09:00",
        "2026-11-18",
        "three weeks over the clock change",
    ),
    (Unit.MONTHS, "2027-02-28", "2027-02-27 09:00", "2027-03-01 09:00", "2027-03-02", "over the end of February"),
    (
        Unit.WORKING_DAYS,
        "2026-10-12",
        "2026-10-09 09:00",
        "2026-10-14 09:00",
        "2026-10-15",
        "one working day still left",
    ),
    (Unit.WORKING_DAYS, "2026-10-12", "2026-10-10 09:00", "2026-10-11 09:00", "2026-10-12", "a weekend gains nothing"),
    (
        Unit.WORKING_DAYS,
        "2026-10-09",
        "2026-10-09 09:00",
        "2026-10-10 09:00",
        "2026-10-12",
        "taken up again on a Saturday",
    ),
    (Unit.WORKING_DAYS, "2026-10-10", "2026-10-10 09:00", "2026-10-11 09:00", "2026-10-11", "moved onto a Saturday"),
]


@pytest.mark.parametrize(
    ("unit", "due_on", "paused", "resumed", "expected", "why"), PAUSES, ids=[row[5] for row in PAUSES]
)
def test_day_clocks_gain_the_days_paused(
    unit: Unit, due_on: str, paused: str, resumed: str, expected: str, why: str
) -> None:
    before = Due(london("2026-09-01 00:00"), end_of_local_day(day(due_on)), day(due_on))
    after = after_pause(before, unit=unit, paused_at=london(paused), resumed_at=london(resumed))
    assert after == Due(before.starts_at, end_of_local_day(day(expected)), day(expected))


def test_hour_clocks_gain_the_elapsed_time() -> None:
    after = after_pause(
        EMERGENCY, unit=Unit.HOURS, paused_at=london("2026-10-25 00:30"), resumed_at=london("2026-10-25 03:30")
    )
    assert after.due_at - EMERGENCY.due_at == timedelta(hours=4)  # three on the wall, four that passed


# --- Bank holidays --------------------------------------------------------------------------------------------------

#: Years whose holidays were not the usual ones: 75 years of victory, jubilees, a funeral, a coronation.
SPECIAL_YEARS = {2012, 2020, 2022, 2023}


@pytest.mark.parametrize("year", sorted({d.year for d in bank_holidays.published_holidays()} - SPECIAL_YEARS))
def test_the_usual_holidays_are_the_published_ones(year: int) -> None:
    assert bank_holidays.usual_holidays(year) == {d for d in bank_holidays.published_holidays() if d.year == year}


def test_a_holiday_given_once_is_known_from_the_list() -> None:
    assert bank_holidays.is_bank_holiday(date(2022, 9, 19))
    assert date(2022, 9, 19) not in bank_holidays.usual_holidays(2022)


def test_beyond_the_list_the_usual_ones_are_known() -> None:
    after = bank_holidays.published_until().year + 1
    assert bank_holidays.is_bank_holiday(min(bank_holidays.usual_holidays(after)))


# --- Properties -----------------------------------------------------------------------------------------------------

DATES = st.dates(date(2012, 1, 1), date(2040, 12, 31))
MOMENTS = st.datetimes(datetime(2012, 1, 1), datetime(2040, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))
DAY_LIMITS = st.one_of(
    st.builds(Limit, st.integers(0, 120), st.just(Unit.DAYS)),
    st.builds(Limit, st.integers(0, 24), st.just(Unit.MONTHS)),
    st.builds(Limit, st.integers(1, 30), st.just(Unit.WORKING_DAYS)),
    st.just(Limit(0, Unit.END_OF_DAY)),
)


@given(MOMENTS, DAY_LIMITS)
def test_a_day_clock_always_ends_at_a_local_midnight_after_its_start(start: datetime, limit: Limit) -> None:
    due = due_for(limit, start=start)
    assert due.due_at > start
    assert due.due_at.astimezone(LONDON).time() == time()
    assert due.due_on is not None
    assert due.due_at.astimezone(LONDON).date() - due.due_on == timedelta(days=1)


@given(DATES, st.integers(0, 40))
def test_working_days_added_are_working_days_counted(start: date, count: int) -> None:
    end = add_working_days(start, count)
    assert working_days_between(start, end) == count
    assert count == 0 or is_working_day(end)


@given(DATES, st.integers(1, 36))
def test_a_month_clock_never_leaves_its_month(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@given(DATES)
def test_midnight_is_where_the_day_begins(on: date) -> None:
    begins = local_midnight(on)
    assert begins.astimezone(LONDON).date() == on
    assert (begins - timedelta(microseconds=1)).astimezone(LONDON).date() == on - timedelta(days=1)
    assert end_of_local_day(on) == local_midnight(on + timedelta(days=1))


@given(MOMENTS, DAY_LIMITS, st.timedeltas(timedelta(), timedelta(days=60)))
def test_a_pause_before_the_end_never_ends_in_a_breach(start: datetime, limit: Limit, length: timedelta) -> None:
    due = due_for(limit, start=start)
    resumed = start + length
    after = after_pause(due, unit=limit.unit, paused_at=start, resumed_at=resumed)
    assert after.due_at >= due.due_at
    assert after.due_at > resumed


@given(DATES, st.integers(0, 23))
def test_morning_steps_read_the_same_on_every_wall(on: date, hour: int) -> None:
    local = at_local(on, time(hour)).astimezone(LONDON)
    assert local.date() == on
    assert local.hour == hour or (hour == 1 and local.hour == 2)
