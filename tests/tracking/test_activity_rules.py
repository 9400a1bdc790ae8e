"""Spells, ages, results, the return on care leavers and contacts in a new job."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from deadlines.enums import Unit
from deadlines.rules import Limit
from tracking.enums import ActivityGroup, AimOutcome, Completion
from tracking.rules.ages import academic_age, age_on, year_group
from tracking.rules.care_leaver_return import Entry, age_in, faults, return_year
from tracking.rules.new_work import Rhythm, rhythm
from tracking.rules.results import Aim, Results, counted_in, results, value_added
from tracking.rules.spells import Spell, Without, now_without, without_place

NEET, ILL, COLLEGE = ActivityGroup.NEET, ActivityGroup.NEET_UNAVAILABLE, ActivityGroup.EDUCATION
SIX_MONTHS = Limit(6, Unit.MONTHS)


def day(month: int, of: int, year: int = 2026) -> date:
    return date(year, month, of)


@pytest.mark.parametrize(
    ("spells", "times"),
    [
        ([], []),
        ([Spell(day(1, 1), None, COLLEGE)], []),
        ([Spell(day(1, 1), None, NEET)], [Without(day(1, 1), None)]),
        (  # touching spells are one, whatever the reason
            [Spell(day(1, 1), day(1, 31), NEET), Spell(day(2, 1), None, ILL)],
            [Without(day(1, 1), None)],
        ),
        (  # a day of which nothing is known parts them
            [Spell(day(1, 1), day(1, 30), NEET), Spell(day(2, 1), None, NEET)],
            [Without(day(1, 1), day(1, 30)), Without(day(2, 1), None)],
        ),
        (
            [
                Spell(day(3, 1), day(3, 9), NEET),
                Spell(day(2, 1), day(2, 28), COLLEGE),
                Spell(day(1, 1), day(1, 31), ILL),
            ],
            [Without(day(1, 1), day(1, 31)), Without(day(3, 1), day(3, 9))],
        ),
    ],
)
def test_times_without_a_place(spells: list[Spell], times: list[Without]):
    assert without_place(spells) == times


@pytest.mark.parametrize("first_ends", [None, day(2, 1), day(2, 2)])
def test_spells_that_overlap_are_refused(first_ends: date | None):
    with pytest.raises(ValueError, match="begins before"):
        without_place([Spell(day(1, 1), first_ends, NEET), Spell(day(2, 1), None, COLLEGE)])


def test_days_count_the_first_and_the_last():
    time = Without(day(2, 27), day(3, 1))
    assert [time.days(on) for on in (day(2, 26), day(2, 27), day(3, 1), day(5, 1))] == [0, 1, 3, 3]
    assert Without(day(2, 27, 2028), None).days(day(3, 1, 2028)) == 4, "2028 has a 29 February"


@pytest.mark.parametrize(
    ("starts_on", "on", "is_long"),
    [
        (day(1, 1), day(6, 30), False),
        (day(1, 1), day(7, 1), True),
        (day(8, 31, 2025), day(2, 27), False),
        (day(8, 31, 2025), day(2, 28), True),  # no 31 February
    ],
)
def test_long_is_counted_in_calendar_months(starts_on: date, on: date, is_long: bool):
    assert Without(starts_on, None).is_long(SIX_MONTHS, on) is is_long


def test_what_ended_before_it_was_long_never_becomes_long():
    assert not Without(day(1, 1), day(6, 29)).is_long(SIX_MONTHS, day(12, 1))
    assert Without(day(1, 1), day(6, 30)).is_long(SIX_MONTHS, day(12, 1))
    assert Without(day(1, 1), None).is_long(Limit(10, Unit.DAYS), day(1, 11))


def test_the_time_in_which_a_day_lies():
    spells = [Spell(day(1, 1), day(1, 31), NEET), Spell(day(2, 1), None, COLLEGE)]
    assert now_without(spells, day(1, 15)) == Without(day(1, 1), day(1, 31))
    assert now_without(spells, day(2, 1)) is None


@pytest.mark.parametrize(
    ("born", "on", "age", "group"),
    [
        (date(2010, 8, 31), date(2026, 9, 1), 16, 12),
        (date(2010, 9, 1), date(2026, 9, 1), 15, 11),
        (date(2010, 9, 1), date(2026, 8, 31), 14, 10),
        (date(2008, 2, 29), date(2026, 9, 1), 18, 14),
    ],
)
def test_academic_age_is_that_of_31_august(born: date, on: date, age: int, group: int):
    assert academic_age(born, on) == age
    assert year_group(born, on) == group


def test_a_year_is_complete_on_1_march_for_who_is_born_on_29_february():
    assert age_on(date(2008, 2, 29), date(2027, 2, 28)) == 18
    assert age_on(date(2008, 2, 29), date(2027, 3, 1)) == 19


def aim(completion: str, outcome: str = "", **more) -> Aim:
    return Aim(
        Completion(completion), AimOutcome(outcome) if outcome else None, more.pop("planned", date(2026, 7, 10)), **more
    )


def test_rates_leave_out_who_goes_on_and_multiply():
    found = results([aim("1"), aim("6"), aim("2", "1"), aim("2", "1"), aim("2", "2"), aim("3", "3"), aim("2", "8")])
    assert found == Results(leavers=5, completed=4, achieved=2)
    assert (found.retention, found.pass_rate, found.achievement) == (Decimal("80.0"), Decimal("50.0"), Decimal("40.0"))


def test_of_nobody_there_is_no_rate():
    found = results([aim("1")])
    assert (found.retention, found.pass_rate, found.achievement) == (None, None, None)


@pytest.mark.parametrize(
    ("planned", "ended", "year"),
    [
        (date(2026, 7, 31), date(2026, 6, 1), 2025),
        (date(2026, 7, 31), date(2026, 9, 1), 2026),  # finished late
        (date(2027, 7, 31), date(2026, 1, 5), 2026),  # left early: counted where it should have ended
        (date(2026, 8, 31), None, 2025),
    ],
)
def test_an_aim_counts_in_the_later_of_planned_and_actual_end(planned: date, ended: date | None, year: int):
    assert counted_in(aim("2", "1", planned=planned, ended_on=ended)) == year


def test_value_added_is_what_was_reached_beyond_what_was_expected():
    assert value_added(aim("2", "1", expected_points=Decimal(30), actual_points=Decimal("32.5"))) == Decimal("2.5")
    assert value_added(aim("2", "1", expected_points=Decimal(30))) is None


BORN = date(2007, 6, 15)


def texts(entry: Entry, *, born: date = BORN, year: int = 2026, before: Entry | None = None) -> list[str]:
    return [fault.field for fault in faults(entry, date_of_birth=born, year=year, before=before)]


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        (Entry("YES", "F2", "U1"), []),
        (Entry("", "", ""), []),
        (Entry("YES", "", "U1"), ["activity"]),
        (Entry("YES", "0", "0"), ["activity", "accommodation"]),
        (Entry("NO", "0", "0"), []),
        (Entry("DIED", "0", "0"), []),
        (Entry("DIED", "F2", "0"), ["activity"]),
        (Entry("RHOM", "0", "B1"), ["accommodation"]),
        (Entry("YES", "G5", "S1"), ["accommodation"]),
        (Entry("YES", "G5", "X1"), ["accommodation"]),
        (Entry("YES", "G5", "S2"), []),
        (Entry("REFU", "0", "0"), []),
    ],
)
def test_the_three_fields_fit_each_other(entry: Entry, fields: list[str]):
    assert texts(entry) == fields


def test_who_died_stays_dead():
    assert texts(Entry("YES", "F2", "U1"), before=Entry("DIED", "0", "0")) == ["in_touch"]
    assert texts(Entry("DIED", "0", "0"), before=Entry("DIED", "0", "0")) == []


@pytest.mark.parametrize(
    ("born", "entry", "fields"),
    [
        (date(2009, 4, 1), Entry("YES", "F2", "U1"), ["in_touch"]),  # 16 on 31 March 2026
        (date(2009, 3, 31), Entry("YES", "F2", "U1"), []),  # 17 that day
        (date(2009, 3, 31), Entry("YES", "F2", "T1"), ["accommodation"]),
        (date(2009, 3, 31), Entry("YES", "F2", "Z1"), ["accommodation"]),
        (date(2008, 3, 31), Entry("YES", "F2", "T1"), []),
        (date(2004, 3, 31), Entry("NO", "0", "0"), ["in_touch"]),  # 22
        (date(2004, 4, 1), Entry("NO", "0", "0"), []),  # 21
        (date(2000, 3, 31), Entry("YES", "F2", "U1"), ["in_touch"]),  # 26
    ],
)
def test_who_is_in_the_return_at_which_age(born: date, entry: Entry, fields: list[str]):
    assert texts(entry, born=born) == fields


def test_the_year_of_the_return_ends_on_31_march():
    assert [return_year(on) for on in (day(3, 31), day(4, 1), day(12, 31))] == [2026, 2027, 2027]
    assert age_in(BORN, 2026) == 18


@pytest.mark.parametrize(
    ("supported", "after", "expected"),
    [
        (True, 0, Rhythm.WEEKLY),
        (True, 55, Rhythm.WEEKLY),
        (True, 56, Rhythm.MONTHLY),
        (False, 0, Rhythm.MONTHLY),
        (False, 180, Rhythm.MONTHLY),
        (False, 181, None),  # 1 July, six months after 1 January
    ],
)
def test_weekly_for_eight_weeks_then_monthly_to_six_months(supported: bool, after: int, expected: Rhythm | None):
    starts_on = day(1, 1)
    assert rhythm(starts_on=starts_on, was_supported=supported, on=starts_on + timedelta(days=after)) == expected
