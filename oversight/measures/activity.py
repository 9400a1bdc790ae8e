"""What young people do on the day: learning, work, or neither (A41, M6, KPI 1.6, 1.12 and 2.1.5)."""

from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from learners.querysets import LearnerQuerySet
from oversight.enums import Direction, MeasurePeriod
from oversight.measures.conditions import EET, does, is_missing_education, of_age, spells_on
from oversight.measures.measure import Measure, Scope
from oversight.rules.age_groups import UP_TO_17, YEARS_12_AND_13
from tracking.enums import CodeList
from tracking.rules.ages import born_by
from tracking.rules.in_touch import CARE_LEAVERS

#: Higher education in the national list of activities.
HIGHER_EDUCATION = "240"


def _years_12_and_13(scope: Scope) -> LearnerQuerySet:
    return scope.learners.filter(of_age(YEARS_12_AND_13, scope.on))


def _care_leavers(scope: Scope) -> LearnerQuerySet:
    return scope.learners.filter(care_status__in=CARE_LEAVERS, date_of_birth__lte=born_by(18, scope.on))


def _grown_up_in_eet(scope: Scope) -> LearnerQuerySet:
    return scope.learners.filter(does(EET, scope.on), date_of_birth__lte=born_by(18, scope.on))


def _in_higher_education(scope: Scope) -> Q:
    there = spells_on(scope.on).filter(code__code_list=CodeList.NCCIS, code__code=HIGHER_EDUCATION)
    return Q(Exists(there.filter(learner=OuterRef("pk"))))


MEASURES = (
    Measure(
        code="years_12_13_in_eet",
        title="Years 12 and 13 in learning or work",
        definition="Of young people with an open case who are 16 or 17 on 31 August before the academic year: whose activity "
        "on the day is education, employment or training.",
        sources=("KPI 1.12.1", "M7"),
        population=_years_12_and_13,
        met=lambda scope: does(EET, scope.on),
        period=MeasurePeriod.DAY,
        aim=Decimal(100),
    ),
    Measure(
        code="care_leavers_in_eet",
        title="Care leavers in learning or work",
        definition="Of care leavers with an open case who have completed 18 years: whose activity on the day is education, "
        "employment or training.",
        sources=("KPI 2", "M7"),
        population=_care_leavers,
        met=lambda scope: does(EET, scope.on),
        period=MeasurePeriod.DAY,
    ),
    Measure(
        code="higher_education",
        title="In higher education",
        definition="Of young people with an open case who have completed 18 years and whose activity on the day is education, "
        "employment or training: whose activity is higher education (code 240 of the national list).",
        sources=("K3", "KPI 2.1.5"),
        population=_grown_up_in_eet,
        met=_in_higher_education,
        period=MeasurePeriod.DAY,
        aim=Decimal(30),
    ),
    Measure(
        code="missing_education",
        title="Missing education",
        definition="Of young people with an open case who are 17 or younger on 31 August before the academic year: of whom the "
        "activity of the day is none in education, employment or training, or is not known; or of whom no activity is "
        "recorded and who hold no place that has begun.",
        sources=("M6", "KPI 1.6"),
        population=lambda scope: scope.learners.filter(of_age(UP_TO_17, scope.on)),
        met=lambda scope: is_missing_education(scope.on),
        period=MeasurePeriod.DAY,
        direction=Direction.LOWER,
        aim=Decimal(5),
        aim_is_beyond=True,
    ),
)
