"""Age groups as bounds of the date of birth agree with the age that education counts."""

from datetime import date, timedelta

import pytest

from oversight.rules.age_groups import FROM_18, UP_TO_17, YEAR_11, YEARS_12_AND_13, born
from tracking.rules.ages import academic_age, age_on, born_by, year_group

DAYS = (date(2026, 8, 31), date(2026, 9, 1), date(2026, 12, 31), date(2028, 2, 29), date(2028, 8, 31))


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("ages", [YEAR_11, YEARS_12_AND_13, UP_TO_17, FROM_18])
def test_whoever_is_born_within_has_the_age(ages, day):
    within = born(ages, day)
    for birthday in (within.first, within.last):
        assert ages[0] <= academic_age(birthday, day) <= ages[1]
    assert academic_age(within.first - timedelta(days=1), day) > ages[1]
    assert academic_age(within.last + timedelta(days=1), day) < ages[0]


@pytest.mark.parametrize("day", DAYS)
def test_year_11_is_the_year_in_which_somebody_turns_16(day):
    within = born(YEAR_11, day)
    assert year_group(within.first, day) == year_group(within.last, day) == 11


@pytest.mark.parametrize("day", [*DAYS, date(2027, 2, 28), date(2027, 3, 1)])
def test_sixteen_is_completed(day):
    last = born_by(16, day)
    assert age_on(last, day) == 16
    assert age_on(last + timedelta(days=1), day) == 15
