"""Groups of young people by the age that education counts. Pure."""

from datetime import date

from agreements.rules import academic_year_of
from tracking.rules.ages import Born, born_of_age

UP_TO_YEAR_11 = (0, 15)
#: Who reaches 16 in the academic year, by academic age.
YEAR_11 = (15, 15)
YEARS_12_AND_13 = (16, 17)
#: Who is under the duty to take part in education or training (domain facts §6).
UP_TO_17 = (0, 17)
FROM_18 = (18, 120)


def born(ages: tuple[int, int], day: date) -> Born:
    """When people were born whose academic age on `day` lies between the two, both included."""
    return born_of_age(*ages, academic_year_of(day))
