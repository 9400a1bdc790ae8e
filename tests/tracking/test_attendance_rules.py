"""Attendance: what counts, and where the lines are."""

from decimal import Decimal

import pytest

from tracking.enums import MarkMeaning
from tracking.rules.attendance import NO_SESSIONS, Sessions, UnknownMark, count, marks_of, percent, total


@pytest.mark.parametrize(
    ("attended", "possible", "persistent", "severe"),
    [
        (91, 100, False, False),
        (90, 100, True, False),  # exactly 90.0 %
        (901, 1000, False, False),  # rounds to 90.1
        (9004, 10_000, False, False),  # rounds to 90.0 and is not persistent
        (9, 10, True, False),
        (51, 100, True, False),
        (50, 100, True, True),
        (0, 10, True, True),
        (0, 0, False, False),
    ],
)
def test_persistent_absence_begins_at_ninety_per_cent(attended: int, possible: int, persistent: bool, severe: bool):
    sessions = Sessions(possible, attended, unauthorised=possible - attended)
    assert (sessions.is_persistent, sessions.is_severe) == (persistent, severe)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(9, 10, "90.0"), (1, 3, "33.3"), (2, 3, "66.7"), (0, 4, "0.0"), (1, 16, "6.3"), (10, 10, "100.0")],
)
def test_percentages_have_one_decimal_half_up(part: int, whole: int, expected: str):
    assert percent(part, whole) == Decimal(expected)


def test_of_nothing_there_is_no_percentage():
    assert percent(0, 0) is None
    assert NO_SESSIONS.percent is None


@pytest.mark.parametrize(
    ("attended", "limit", "below"), [(90, 90, True), (91, 90, False), (95, 95, True), (80, 90, True)]
)
def test_the_limit_of_the_terms_is_still_below(attended: int, limit: int, below: bool):
    assert Sessions(100, attended, authorised=100 - attended).is_at_or_below(limit) is below


def test_a_long_week_weighs_more_than_a_short_one():
    weeks = [Sessions(10, 10), Sessions(2, 0, unauthorised=2)]
    assert total(weeks).percent == Decimal("83.3")
    assert total([]) == NO_SESSIONS


def test_what_was_attended_and_missed_is_what_was_possible():
    with pytest.raises(ValueError, match="make up"):
        Sessions(10, 8, authorised=1)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("//\\\\", ["/", "/", "\\", "\\"]),
        ("/ C1 Y2 n", ["/", "C1", "Y2", "N"]),
        ("//c1y2", ["/", "/", "C1", "Y2"]),
        ("", []),
        ("#,#", ["#", "#"]),
    ],
)
def test_marks_are_read_together_or_apart(text: str, marks: list[str]):
    assert marks_of(text) == marks


def test_the_marks_of_a_week_are_counted():
    assert count(marks_of("//\\\\ L K C1 N X Y1")) == Sessions(8, 6, 1, 1)


def test_a_college_says_what_its_own_marks_mean():
    assert count(["P", "A"], {"P": MarkMeaning.PRESENT, "A": MarkMeaning.UNAUTHORISED}) == Sessions(2, 1, 0, 1)


def test_an_unknown_mark_is_named():
    with pytest.raises(UnknownMark) as caught:
        count(["/", "@"])
    assert caught.value.mark == "@"
