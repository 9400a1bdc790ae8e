"""How alike a line and a young person are, as tables."""

from datetime import date

import pytest

from tracking.enums import FileHolds
from tracking.rules.roll import (
    SHOWN_FROM,
    DayFit,
    day_fit,
    least_likeness_of_names,
    likeness,
    likeness_of_names,
    what_fits,
)


@pytest.mark.parametrize(
    ("listed", "fit"),
    [
        (date(2008, 3, 5), DayFit.SAME),
        (date(2008, 5, 3), DayFit.SWAPPED),
        (date(2008, 3, 6), DayFit.ONE_PART),
        (date(2008, 4, 5), DayFit.ONE_PART),
        (date(2007, 3, 5), DayFit.ONE_PART),
        (date(2007, 4, 5), DayFit.OTHER),
        (None, DayFit.UNKNOWN),
    ],
)
def test_dates_of_birth(listed: date | None, fit: DayFit):
    assert day_fit(listed, date(2008, 3, 5)) == fit


@pytest.mark.parametrize(
    ("listed", "least", "most"),
    [
        ("okafor  siobhan", 100, 100),
        ("siobhan  okafor", 100, 100),
        ("okafor  siobahn", 85, 99),
        ("okafor  shiv", 65, 85),
        ("zielinski  marta", 0, 50),
    ],
)
def test_names(listed: str, least: int, most: int):
    assert least <= likeness_of_names(listed, "okafor  siobhan") <= most


@pytest.mark.parametrize(
    ("names", "fit", "score"),
    [
        (100, DayFit.SAME, 100), (80, DayFit.SAME, 88), (100, DayFit.SWAPPED, 92), (100, DayFit.ONE_PART, 84),
        (100, DayFit.UNKNOWN, 76), (100, DayFit.OTHER, 60), (0, DayFit.SAME, 40),
    ],
)  # fmt: skip
def test_likeness(names: int, fit: DayFit, score: int):
    assert likeness(names, fit) == score


@pytest.mark.parametrize("holds", list(FileHolds))
@pytest.mark.parametrize("fit", list(DayFit))
def test_least_likeness_of_names_is_where_somebody_begins_to_be_shown(holds: FileHolds, fit: DayFit):
    least = least_likeness_of_names(holds, fit)
    for names in range(101):
        assert (names >= least) is (names * 60 + likeness(0, fit) * 100 >= SHOWN_FROM[holds] * 100)


def test_words():
    assert what_fits(100, DayFit.SAME) == "The same name, the same date of birth"
    assert what_fits(87, DayFit.SWAPPED) == "Names 87 of 100 alike, day and month of birth swapped"
