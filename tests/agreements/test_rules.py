"""Dates the agreement speaks of."""

from datetime import date

import pytest

from agreements.rules import Window, end_of_year_11, key_worker_clock, last_friday_in_june, preferred_window
from deadlines.enums import Unit
from deadlines.rules import Limit

TEN_WORKING_DAYS = Limit(10, Unit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("born", "end"),
    [
        (date(2009, 8, 31), date(2025, 6, 27)),  # youngest of the school year
        (date(2009, 9, 1), date(2026, 6, 26)),  # oldest of the next
        (date(2010, 1, 1), date(2026, 6, 26)),
        (date(2010, 6, 30), date(2026, 6, 26)),  # turns 16 after the last Friday in June, still that year
        (date(2008, 2, 29), date(2024, 6, 28)),  # 16 years on is a leap year again
        (date(2007, 5, 17), date(2023, 6, 30)),  # the 30th is itself a Friday
        (date(2008, 12, 31), date(2025, 6, 27)),
    ],
)
def test_year_11_ends_on_the_last_friday_in_june(born: date, end: date):
    assert end_of_year_11(born) == end


@pytest.mark.parametrize("year", range(2020, 2040))
def test_last_friday_in_june_is_a_friday_of_the_last_seven_days(year: int):
    day = last_friday_in_june(year)
    assert (day.weekday(), day.month) == (4, 6)
    assert day.day >= 24


@pytest.mark.parametrize("recorded_on", [date(2026, 6, 25), date(2026, 6, 26)])
def test_recorded_by_the_end_of_year_11_has_until_that_day(recorded_on: date):
    clock = key_worker_clock(date_of_birth=date(2010, 1, 1), recorded_on=recorded_on, after_year_11=TEN_WORKING_DAYS)
    assert (clock.limit, clock.due_on) == (Limit(0, Unit.FIXED_DAY), date(2026, 6, 26))


def test_recorded_later_has_the_limit_of_the_terms():
    clock = key_worker_clock(
        date_of_birth=date(2010, 1, 1), recorded_on=date(2026, 6, 27), after_year_11=TEN_WORKING_DAYS
    )
    assert (clock.limit, clock.due_on) == (TEN_WORKING_DAYS, None)


@pytest.mark.parametrize(
    ("starts_on", "window"),
    [
        (date(2026, 9, 1), Window(date(2026, 5, 1), date(2026, 7, 31))),
        (date(2027, 1, 8), Window(date(2026, 5, 1), date(2026, 7, 31))),
        (date(2027, 4, 30), Window(date(2026, 5, 1), date(2026, 7, 31))),
        (date(2027, 6, 1), Window(date(2027, 5, 1), date(2027, 7, 31))),
    ],
)
def test_preferred_window_is_the_may_to_july_before_the_start(starts_on: date, window: Window):
    assert preferred_window(starts_on) == window


def test_window_includes_both_its_days():
    window = Window(date(2026, 5, 1), date(2026, 7, 31))
    assert date(2026, 5, 1) in window
    assert date(2026, 7, 31) in window
    assert date(2026, 4, 30) not in window
    assert date(2026, 8, 1) not in window
