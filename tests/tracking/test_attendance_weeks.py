"""Weeks together, and a week as it is typed: tables."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tracking.rules.attendance import SCHOOL_MARKS, Sessions
from tracking.rules.attendance_entry import Entry, read_marks, read_numbers, read_percent, week_fault
from tracking.rules.attendance_weeks import Below, Week, judged, monday_of, standing, telling, year_begins

MONDAY = date(2026, 9, 7)


def weeks_of(*attended: int | str, possible: int = 10) -> list[Week]:
    """Consecutive weeks: so many sessions attended of `possible`, or a percentage alone as text."""
    return [
        Week(MONDAY + timedelta(weeks=n), percent=Decimal(each))
        if isinstance(each, str)
        else Week(MONDAY + timedelta(weeks=n), Sessions(possible, each, unauthorised=possible - each))
        for n, each in enumerate(attended)
    ]


@pytest.mark.parametrize(
    ("weeks", "percent"),
    [
        (weeks_of(9, 9, 9, 9), "90.0"),  # exactly the limit is at the limit
        (weeks_of(9, 9, 9, 10), None),
        (weeks_of(0, 0, 10, 10, 10, 10), None),  # only the last four
        (weeks_of(10, 10, 10, 10, 0), "75.0"),
        (weeks_of(0), None),  # one week is no reason yet
        (weeks_of(0, 0), "0.0"),
        (weeks_of(1, 1, possible=4), None),  # too few sessions
        (weeks_of("90", "90"), "90.0"),
        (weeks_of("91", "90"), None),
        (weeks_of(10, 10, "0", "0"), None),  # where sessions are counted, percentages alone do not weigh
        ([], None),
    ],
)
def test_the_last_four_recorded_weeks_are_judged(weeks: list[Week], percent: str | None):
    below = judged(weeks, 90)
    assert (below and below.percent) == (Decimal(percent) if percent else None)


def test_the_weeks_that_were_judged_are_named():
    assert judged(weeks_of(10, 5, 5, 5, 5), 90) == Below(date(2026, 9, 14), date(2026, 10, 5), Decimal("50.0"))


def test_a_week_of_holiday_says_nothing():
    holiday = Week(date(2026, 10, 26), Sessions(0, 0))
    below = judged([*weeks_of(0, 0), holiday], 90)
    assert below is not None
    assert below.last_week_on == date(2026, 9, 14)


def test_few_sessions_and_percentages_alone_are_marked():
    assert standing(weeks_of(10, 10, 10)).is_short
    assert not standing(weeks_of(10, 10, 10, 10)).is_short
    alone = standing(weeks_of("80", "91"))
    assert (alone.percent, alone.is_verified, alone.is_short) == (Decimal("85.5"), False, False)


@pytest.mark.parametrize(
    ("weeks", "percent", "is_verified"),
    [
        (weeks_of("80", "91"), "85.5", False),
        ([*weeks_of("80", "91"), Week(date(2026, 10, 26), Sessions(0, 0))], "85.5", False),  # a holiday among them
        ([*weeks_of("80", 5), Week(date(2026, 10, 26), Sessions(0, 0))], "50.0", True),
        ([Week(date(2026, 10, 26), Sessions(0, 0))], None, True),
        ([], None, True),
    ],
)
def test_a_week_without_sessions_does_not_hide_what_was_said(weeks: list[Week], percent: str | None, is_verified: bool):
    found = standing(weeks)
    assert (found.percent, found.is_verified) == (percent and Decimal(percent), is_verified)


def test_the_last_weeks_are_those_that_say_something():
    holidays = [Week(date(2026, 11, day), Sessions(0, 0)) for day in (2, 9)]
    assert telling([*weeks_of(1, 2, 3, 4, 5), *holidays]) == weeks_of(1, 2, 3, 4, 5)[1:]


@pytest.mark.parametrize(
    ("day", "monday"), [(date(2026, 9, 1), date(2026, 8, 31)), (date(2027, 8, 31), date(2026, 8, 31))]
)
def test_the_year_begins_in_the_week_of_the_first_of_september(day: date, monday: date):
    assert year_begins(day) == monday
    assert monday_of(monday) == monday


@pytest.mark.parametrize(
    ("typed", "sessions"),
    [
        (("10", "8", ""), Sessions(10, 8, 0, 2)),
        (("10", "8", "2"), Sessions(10, 8, 2, 0)),
        ((" 6 ", "6", "0"), Sessions(6, 6)),
        (("0", "0", ""), Sessions(0, 0)),
    ],
)
def test_numbers_are_read(typed: tuple[str, str, str], sessions: Sessions):
    assert read_numbers(*typed) == (Entry(sessions), {})


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (("10", "11", ""), ["attended"]),
        (("15", "8", ""), ["possible"]),
        (("10", "8", "3"), ["authorised"]),
        (("x", "y", "-1"), ["attended", "authorised", "possible"]),
        (("", "8", ""), ["possible"]),
        (("10", "7.5", ""), ["attended"]),
    ],
)
def test_everything_wrong_is_said_at_once(typed: tuple[str, str, str], wrong: list[str]):
    entry, faults = read_numbers(*typed)
    assert entry is None
    assert sorted(faults) == wrong


@pytest.mark.parametrize(
    ("text", "sessions"),
    [
        ("/\\/\\/\\/\\/\\", Sessions(10, 10)),
        ("//II O# Y1", Sessions(5, 2, 2, 1)),
        ("c1 l", Sessions(2, 1, 1)),
    ],
)
def test_marks_are_counted(text: str, sessions: Sessions):
    entry, faults = read_marks(text, SCHOOL_MARKS)
    assert not faults
    assert entry is not None
    assert entry.sessions == sessions


@pytest.mark.parametrize("text", ["//?", "/" * 15, "/ " * 40])
def test_marks_that_cannot_be(text: str):
    entry, faults = read_marks(text, SCHOOL_MARKS)
    assert entry is None
    assert list(faults) == ["marks"]


@pytest.mark.parametrize(("text", "percent"), [("87.5", "87.5"), ("87,5 %", "87.5"), ("100", "100.0"), ("0", "0.0")])
def test_a_percentage_alone(text: str, percent: str):
    assert read_percent(text) == (Entry(percent=Decimal(percent)), {})


@pytest.mark.parametrize("text", ["101", "87.55", "most", "-5", ""])
def test_percentages_that_cannot_be(text: str):
    assert list(read_percent(text)[1]) == ["percent"]


@pytest.mark.parametrize(
    ("week_on", "fault"),
    [
        (date(2026, 10, 5), ""),
        (date(2026, 10, 6), "must be a Monday"),
        (date(2026, 10, 12), "has not begun yet"),
        (date(2026, 8, 24), "is before the place began"),
        (date(2026, 8, 31), ""),
        (date(2026, 9, 28), ""),
    ],
)
def test_weeks_that_can_be_recorded(week_on: date, fault: str):
    of = {"today": date(2026, 10, 6), "starts_on": date(2026, 9, 2), "ended_on": None}
    assert week_fault(week_on, **of) == fault


def test_a_week_after_the_end_cannot_be_recorded():
    of = {"today": date(2026, 10, 6), "starts_on": date(2026, 9, 2), "ended_on": date(2026, 9, 30)}
    assert week_fault(date(2026, 9, 28), **of) == ""
    assert week_fault(date(2026, 10, 5), **of) == "is after the place ended"
