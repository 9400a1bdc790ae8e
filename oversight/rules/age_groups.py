"""Groups of young people by the age that education counts, as bounds of the date of birth. Pure."""

from dataclasses import dataclass
from datetime import date

from agreements.rules import academic_year_of

#: Who reaches 16 in the academic year, by academic age.
YEAR_11 = (15, 15)
YEARS_12_AND_13 = (16, 17)
#: Who is under the duty to take part in education or training (domain facts §6).
UP_TO_17 = (0, 17)
FROM_18 = (18, 120)


@dataclass(frozen=True)
class Born:
    """Born on these days, both included."""

    first: date
    last: date


def born(ages: tuple[int, int], day: date) -> Born:
    """When people were born whose academic age on `day` lies between the two, both included."""
    youngest, oldest = ages
    year = academic_year_of(day)
    return Born(first=date(year - oldest - 1, 9, 1), last=date(year - youngest, 8, 31))


def born_by(age: int, day: date) -> date:
    """The last day on which somebody was born who has completed `age` years on `day`."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:  # 29 February: who was born on 1 March has not completed the year
        return date(day.year - age, 2, 28)
