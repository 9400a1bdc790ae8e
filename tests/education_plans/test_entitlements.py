"""What a young person may be entitled to, by care status, age on 31 August, and course: a table for each rule."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from education_plans.enums import EntitlementFit, PlanVariant
from education_plans.rules.entitlements import ENTITLEMENTS, Circumstances, judge, prompts
from learners.enums import CareStatus, Level
from tracking.rules.ages import age_on

LIKELY, FIND_OUT = EntitlementFit.LIKELY, EntitlementFit.FIND_OUT
LATER, NOT = EntitlementFit.LATER, EntitlementFit.NOT


def known(**changes: object) -> Circumstances:
    """Somebody of 17 in care, on a course of the whole academic year 2026–27."""
    given: dict[str, object] = {
        "care_status": CareStatus.ELIGIBLE,
        "date_of_birth": date(2009, 3, 1),
        "on": date(2026, 10, 6),
        "variant": PlanVariant.COURSE,
        "level": Level.LEVEL_2,
        "starts_on": date(2026, 9, 7),
        "planned_end_on": date(2027, 6, 25),
    }
    return Circumstances(**(given | changes))  # type: ignore[arg-type]


def fit(code: str, **changes: object) -> EntitlementFit:
    return judge(ENTITLEMENTS[code], known(**changes)).fit


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2010, 8, 31), LIKELY),  # 16 on 31 August itself
        (date(2010, 9, 1), LATER),  # 15, by a day
        (date(2007, 9, 1), LIKELY),  # still 18, by a day
        (date(2007, 8, 31), NOT),  # 19 on that day
    ],
)
def test_the_bursary_counts_age_on_31_august(born: date, expected: EntitlementFit):
    assert fit("bursary_16_19", date_of_birth=born) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (CareStatus.LOOKED_AFTER, LIKELY),
        (CareStatus.ELIGIBLE, LIKELY),
        (CareStatus.RELEVANT, LIKELY),
        (CareStatus.FORMER_RELEVANT, LIKELY),
        (CareStatus.QUALIFYING, FIND_OUT),
        (CareStatus.NONE, NOT),
    ],
)
def test_the_bursary_is_for_those_in_care_and_care_leavers(status: CareStatus, expected: EntitlementFit):
    assert fit("bursary_16_19", care_status=status) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"planned_end_on": date(2026, 9, 7) + timedelta(weeks=30, days=-1)}, LIKELY),
        ({"planned_end_on": date(2026, 9, 7) + timedelta(weeks=30, days=-2)}, FIND_OUT),  # a part may be paid
        ({"planned_end_on": None}, FIND_OUT),
        ({"level": Level.LEVEL_4_PLUS}, NOT),
        ({"variant": PlanVariant.APPRENTICE}, NOT),
        ({"variant": PlanVariant.SEEKING, "starts_on": None, "planned_end_on": None, "level": ""}, LATER),
    ],
)
def test_the_bursary_asks_for_a_course_of_thirty_weeks(changes: dict[str, object], expected: EntitlementFit):
    assert fit("bursary_16_19", **changes) == expected


def test_a_place_that_begins_next_year_is_judged_by_next_year():
    next_year = known(on=date(2026, 6, 1), starts_on=date(2026, 9, 7), date_of_birth=date(2010, 8, 31))
    assert next_year.year == 2026
    assert judge(ENTITLEMENTS["bursary_16_19"], next_year).fit == LIKELY


@pytest.mark.parametrize(
    ("starts_on", "paid"),
    [(date(2023, 7, 31), 1000), (date(2023, 8, 1), 3000), (date(2018, 7, 31), None)],
)
def test_the_apprenticeship_bursary_is_that_of_the_day_of_the_start(starts_on: date, paid: int | None):
    prompt = judge(ENTITLEMENTS["apprenticeship_bursary"], known(variant=PlanVariant.APPRENTICE, starts_on=starts_on))
    assert prompt.sum == (Decimal(paid) if paid else None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"variant": PlanVariant.APPRENTICE}, LIKELY),
        ({"variant": PlanVariant.APPRENTICE, "date_of_birth": date(2001, 9, 8)}, LIKELY),  # 25 a day after the start
        ({"variant": PlanVariant.APPRENTICE, "date_of_birth": date(2001, 9, 7)}, NOT),
        ({"variant": PlanVariant.SEEKING}, LATER),
        ({}, NOT),
    ],
)
def test_the_apprenticeship_bursary_is_for_those_under_25_at_the_start(changes, expected):
    assert fit("apprenticeship_bursary", **changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"level": Level.LEVEL_4_PLUS}, LIKELY),
        ({"aims_for_higher_education": True}, LATER),
        ({}, NOT),
        ({"level": Level.LEVEL_4_PLUS, "care_status": CareStatus.LOOKED_AFTER}, NOT),
    ],
)
def test_the_bursary_for_higher_education(changes, expected):
    assert fit("he_bursary", **changes) == expected


@pytest.mark.parametrize(
    ("status", "born", "expected"),
    [
        (CareStatus.FORMER_RELEVANT, date(2005, 4, 2), LIKELY),  # 18 on 2 April 2023
        (CareStatus.FORMER_RELEVANT, date(2005, 4, 1), FIND_OUT),
        (CareStatus.ELIGIBLE, date(2009, 3, 1), LATER),
        (CareStatus.NONE, date(2009, 3, 1), NOT),
    ],
)
def test_setting_up_home_is_for_care_leavers_who_turned_18_after_1_april_2023(status, born, expected):
    assert fit("setting_up_home", care_status=status, date_of_birth=born) == expected


def test_a_sum_that_is_not_known_is_not_named():
    """The sum of one financial year says nothing of the next."""
    rule = ENTITLEMENTS["pupil_premium_plus_school"]
    in_year_11 = {"date_of_birth": date(2010, 11, 1), "starts_on": None, "planned_end_on": None}
    assert judge(rule, known(on=date(2025, 10, 1), **in_year_11)).sum_in_words == "£2,630"
    later = judge(rule, known(on=date(2026, 10, 1), **in_year_11))
    assert later.sum is None
    assert later.says.startswith("An amount of money")
    assert "£" not in later.says


def test_every_prompt_says_why_and_names_its_source():
    for status in CareStatus:
        for variant in PlanVariant:
            for prompt in prompts(known(care_status=status, variant=variant)):
                assert prompt.rule.source
                assert prompt.findings
                assert prompt.for_it or prompt.against
                assert "{" not in prompt.says + prompt.to_young_person


def test_the_likeliest_stand_first():
    order = list(EntitlementFit)
    fits = [order.index(prompt.fit) for prompt in prompts(known())]
    assert fits == sorted(fits)
    assert fits[0] == 0


def test_born_on_29_february_a_year_is_complete_on_1_march():
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
