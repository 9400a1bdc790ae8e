"""How alike a line of a list of who is on roll and a young person are (W9). Pure.

A line is certain if its unique learner number fits and the date of birth (where none is listed: the name) does not speak
against it, or if name and date of birth fit exactly one young person. Everything else is for a person, who is shown who it
might be and how alike they are.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from rapidfuzz import fuzz, process

from tracking.enums import FileHolds

#: How alike (0 to 100) a young person must be to be shown beside a line. Whoever is in a list of those who said they are in
#: care is looked for widely; in a list of everybody most are none of ours, and nobody should look at them.
SHOWN_FROM = {FileHolds.DECLARED: 72, FileHolds.EVERYONE: 84}
#: Young people shown beside a line.
MOST_SHOWN = 5
#: Of 100 points of likeness, those of the name; the rest are the date of birth’s.
_NAME = 60


class DayFit(StrEnum):
    """How two dates of birth fit."""

    SAME = "the same date of birth"
    SWAPPED = "day and month of birth swapped"
    ONE_PART = "a date of birth that differs in one place"
    UNKNOWN = "no date of birth in the list"
    OTHER = "another date of birth"


_OF_DAY = {DayFit.SAME: 100, DayFit.SWAPPED: 80, DayFit.ONE_PART: 60, DayFit.UNKNOWN: 40, DayFit.OTHER: 0}


def day_fit(listed: date | None, recorded: date) -> DayFit:
    """How a date of birth in the list fits the recorded one."""
    if listed is None:
        return DayFit.UNKNOWN
    if listed == recorded:
        return DayFit.SAME
    if (listed.year, listed.month, listed.day) == (recorded.year, recorded.day, recorded.month):
        return DayFit.SWAPPED
    same = (listed.year == recorded.year) + (listed.month == recorded.month) + (listed.day == recorded.day)
    return DayFit.ONE_PART if same == 2 else DayFit.OTHER


def likeness_of_names(listed: str, recorded: str) -> int:
    """From 0 to 100; both folded (`accounts.names.sort_name`). The order of the names does not matter."""
    return round(fuzz.token_sort_ratio(listed, recorded))


def alike_enough(listed: str, recorded: Sequence[str], least: int) -> Iterator[tuple[int, int]]:
    """Which of the names `recorded` are at least so like `listed`: their places, and how alike they are. The same as
    `likeness_of_names` of each, several times faster.
    """
    # What is rounded up to `least` is less than one below it.
    near = process.extract(listed, recorded, scorer=fuzz.token_sort_ratio, score_cutoff=max(least - 1, 0), limit=None)
    for _, score, place in near:
        if (alike := round(score)) >= least:
            yield place, alike


def likeness(names: int, fit: DayFit) -> int:
    """From 0 to 100: three fifths the name, two fifths the date of birth."""
    return round((names * _NAME + _OF_DAY[fit] * (100 - _NAME)) / 100)


def least_likeness_of_names(holds: FileHolds, fit: DayFit) -> int:
    """What the names must at least be alike for somebody to be shown. Above 100 nobody can be."""
    return -((_OF_DAY[fit] * (100 - _NAME) - SHOWN_FROM[holds] * 100) // _NAME)


def what_fits(names: int, fit: DayFit) -> str:
    """In words, for the person who decides."""
    name = "The same name" if names == 100 else f"Names {names} of 100 alike"
    return f"{name}, {fit.value}"


class Place(Protocol):
    """A place of a young person, as far as it matters here."""

    course: str
    starts_on: date


AnyPlace = TypeVar("AnyPlace", bound=Place)


def place_that_fits(places: Sequence[AnyPlace], course: str, starts_on: date | None) -> AnyPlace | None:
    """Of open places at the provider the one a line means: of the same course, then with the nearest start."""

    def distance(place: AnyPlace) -> tuple[bool, int]:
        days = abs((place.starts_on - starts_on).days) if starts_on else 0
        return place.course.casefold() != course.casefold(), days

    return min(places, key=distance, default=None)
