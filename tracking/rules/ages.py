"""Age as education counts it, and when people of an age were born. Pure."""

from dataclasses import dataclass
from datetime import date

from agreements.rules import academic_year_of

#: Year 11 is the year in which somebody turns 16: they were 15 when it began.
_YEAR_GROUP_OF_AGE = 4


def age_on(date_of_birth: date, day: date) -> int:
    """Completed years. Born on 29 February, a year is complete on 1 March."""
    return day.year - date_of_birth.year - ((day.month, day.day) < (date_of_birth.month, date_of_birth.day))


def academic_age(date_of_birth: date, day: date) -> int:
    """Age on the 31 August before the academic year of `day` began (domain facts §6)."""
    return age_on(date_of_birth, date(academic_year_of(day), 8, 31))


def year_group(date_of_birth: date, day: date) -> int:
    """The school year in which somebody of that age is usually: 11 for who turns 16 between September and August."""
    return academic_age(date_of_birth, day) - _YEAR_GROUP_OF_AGE


@dataclass(frozen=True)
class Born:
    """Born on these days, both included."""

    first: date
    last: date

    def __contains__(self, date_of_birth: date) -> bool:
        return self.first <= date_of_birth <= self.last


def born_of_age(youngest: int, oldest: int, year: int) -> Born:
    """When people were born whose age on 31 August of `year` lies between the two, both included: their academic age in the
    academic year that begins then.
    """
    return Born(date(year - oldest - 1, 9, 1), date(year - youngest, 8, 31))


def born_for_year_group(group: int, year: int) -> Born:
    """When people were born who are usually in that year group in the academic year that begins in `year`."""
    return born_of_age(group + _YEAR_GROUP_OF_AGE, group + _YEAR_GROUP_OF_AGE, year)


def born_by(age: int, day: date) -> date:
    """The last day on which somebody was born who has completed `age` years on `day`."""
    try:
        return day.replace(year=day.year - age)
    except ValueError:  # 29 February: who was born on 1 March has not completed the year
        return date(day.year - age, 2, 28)
