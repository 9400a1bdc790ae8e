"""What people read about how far off a deadline is."""

from datetime import timedelta

import pytest

from deadlines.calendar import due_for
from deadlines.enums import Unit
from deadlines.rules import Limit
from deadlines.wording import due_moment, due_words
from tests.deadlines.test_calendar import day, london

PLAN = due_for(Limit(30, Unit.DAYS), start_on=day("2026-09-01"))  # ends with 1 October
EMERGENCY = due_for(Limit(24, Unit.HOURS), start=london("2026-10-24 12:00"))  # ends 25 October 11:00


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-09-01 00:00", "due in 30 days"),
        ("2026-09-29 23:59", "due in 2 days"),
        ("2026-09-30 00:00", "due tomorrow"),
        ("2026-10-01 00:00", "due today"),
        ("2026-10-01 23:59", "due today"),
        ("2026-10-02 00:00", "1 day overdue"),
        ("2026-10-04 12:00", "3 days overdue"),
    ],
)
def test_clock_of_days(now: str, words: str) -> None:
    assert due_words(PLAN, london(now)) == words


@pytest.mark.parametrize(
    ("before_end", "words"),
    [
        (timedelta(hours=72), "due in 3 days"),
        (timedelta(hours=47, minutes=59), "due in 47 hours"),
        (timedelta(hours=1), "due in 1 hour"),
        (timedelta(minutes=59), "due in 59 minutes"),
        (timedelta(seconds=20), "due in less than a minute"),
        (timedelta(), "less than a minute overdue"),
        (timedelta(minutes=-1), "1 minute overdue"),
        (timedelta(hours=-5), "5 hours overdue"),
        (timedelta(hours=-50), "2 days overdue"),
    ],
)
def test_clock_of_hours(before_end: timedelta, words: str) -> None:
    assert due_words(EMERGENCY, EMERGENCY.due_at - before_end) == words


def test_the_moment_in_full() -> None:
    assert due_moment(PLAN) == "by the end of Thursday 1 October 2026"
    assert due_moment(EMERGENCY) == "by 11am on Sunday 25 October 2026"


def test_limits_in_words() -> None:
    assert [
        str(Limit(*row)) for row in [(1, Unit.DAYS), (30, Unit.DAYS), (1, Unit.WORKING_DAYS), (0, Unit.END_OF_DAY)]
    ] == [
        "1 calendar day",
        "30 calendar days",
        "1 working day",
        "end of the same day",
    ]
