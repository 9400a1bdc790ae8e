"""Careers advice by year of school (K12, KPI 1.14 and 1.15). The same sessions as on the page of who has had it."""

from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from education_plans.models import GuidanceSession
from education_plans.rules.guidance import STAGES, Stage, born_between, counted_from
from learners.querysets import LearnerQuerySet
from oversight.enums import MeasurePeriod
from oversight.measures.measure import Measure, Scope

_OPTIONS, _CAREERS = STAGES


def _in_year(group: int, scope: Scope) -> Q:
    return Q(date_of_birth__range=born_between(group, scope.on))


def _in_stage(stage: Stage, scope: Scope) -> LearnerQuerySet:
    of_stage = Q()
    for group in range(stage.first, stage.last + 1):
        of_stage |= _in_year(group, scope)
    return scope.learners.filter(of_stage)


def _had(stage: Stage, scope: Scope) -> Q:
    """Since the stage began for the year group: a session in Year 10 counts in Year 11 too."""
    had = Q(pk__in=[])
    for group in range(stage.first, stage.last + 1):
        sessions = GuidanceSession.objects.filter(held_on__gte=counted_from(group, scope.on), held_on__lte=scope.on)
        had |= _in_year(group, scope) & Q(Exists(sessions.filter(learner=OuterRef("pk"))))
    return had


def _measure(code: str, title: str, stage: Stage, sources: tuple[str, ...]) -> Measure:
    return Measure(
        code=code,
        title=title,
        definition=f"Of young people with an open case who are usually in Year {stage.first} or {stage.last} now: who have had a "
        f"session of careers guidance since Year {stage.first} began for them.",
        sources=sources,
        population=lambda scope: _in_stage(stage, scope),
        met=lambda scope: _had(stage, scope),
        period=MeasurePeriod.DAY,
        aim=Decimal(100),
    )


MEASURES = (
    _measure("careers_advice", "Careers advice in Years 10 and 11", _CAREERS, ("K12", "KPI 1.14")),
    _measure("options_support", "Support with options in Years 8 and 9", _OPTIONS, ("K12", "KPI 1.15")),
)
