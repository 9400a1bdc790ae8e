"""Age as education counts it. Pure."""

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
