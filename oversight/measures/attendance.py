"""Attendance of the last four weeks, from counted sessions (A35, K9, KPI 1.4 and 2.1.1)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from learners.querysets import LearnerQuerySet
from oversight.enums import MeasurePeriod
from oversight.measures.conditions import attended, counted_weeks, first_week, limits
from oversight.measures.measure import Measure, Scope


def _weeks(scope: Scope) -> QuerySet:
    return counted_weeks(scope.places, first_week(scope.on), scope.on).filter(learner=OuterRef("pk"))


def _with_sessions(scope: Scope) -> LearnerQuerySet:
    return scope.learners.filter(Exists(_weeks(scope)))


def _at_target(scope: Scope) -> Q:
    return Q(Exists(attended(_weeks(scope), "gte", limits(scope.on).target)))


def _above_limit(scope: Scope) -> Q:
    return Q(Exists(attended(_weeks(scope), "gt", limits(scope.on).limit)))


def _with_place(scope: Scope) -> LearnerQuerySet:
    return scope.learners.filter(Exists(scope.places_held.filter(starts_on__lte=scope.on, learner=OuterRef("pk"))))


def _entered(scope: Scope) -> Q:
    return Q(Exists(_weeks(scope)))


_WHOLE = "Of young people with an open case of whom sessions were counted in the four weeks up to the day:"

MEASURES = (
    Measure(
        code="attendance_at_target",
        title="Attendance on the target",
        definition=f"{_WHOLE} who attended at least the part of their possible sessions that the terms aim at (95%). "
        "Weeks of which only a percentage is known are left out.",
        sources=("K9", "KPI 1.4.1", "KPI 2.1.1.1"),
        population=_with_sessions,
        met=_at_target,
        within="attendance_above_limit",
        period=MeasurePeriod.FOUR_WEEKS,
        own=False,
    ),
    Measure(
        code="attendance_above_limit",
        title="Attendance above the limit",
        definition=f"{_WHOLE} who attended more than the part at or below which the terms ask for something to be done "
        "(90%). Weeks of which only a percentage is known are left out.",
        sources=("K9", "A35"),
        population=_with_sessions,
        met=_above_limit,
        period=MeasurePeriod.FOUR_WEEKS,
        own=False,
    ),
    Measure(
        code="attendance_known",
        title="Attendance is known",
        definition="Of young people with an open case and a place that has begun: of whom sessions were counted in the four "
        "weeks up to the day.",
        sources=("A35", "M7"),
        population=_with_place,
        met=_entered,
        period=MeasurePeriod.FOUR_WEEKS,
        own=False,
    ),
)
