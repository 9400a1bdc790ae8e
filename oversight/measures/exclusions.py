"""Who lost their place by the provider’s decision (A32, KPI 1.7 and 2.1.3)."""

from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from learners.querysets import LearnerQuerySet
from oversight.enums import Direction, MeasurePeriod, MeasureUnit
from oversight.measures.measure import Measure, Scope
from tracking.enums import ExclusionKind
from tracking.models import Exclusion


def _with_place(scope: Scope) -> LearnerQuerySet:
    """Closed cases too: who lost the place may have gone since."""
    held = scope.places.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=scope.year_began), starts_on__lte=scope.on)
    return scope.everybody.filter(Exists(held.filter(learner=OuterRef("pk"))))


def _excluded(kind: ExclusionKind, scope: Scope) -> Q:
    decided = Exclusion.objects.filter(
        kind=kind,
        effective_on__gte=scope.year_began,
        effective_on__lte=scope.on,
        enrolment__in=scope.places.values("pk"),
    )
    return Q(Exists(decided.filter(enrolment__learner=OuterRef("pk"))))


_WHOLE = "Of young people who had a place in the academic year so far:"

MEASURES = (
    Measure(
        code="permanent_exclusions",
        title="Permanently excluded",
        definition=f"{_WHOLE} how many were excluded for good by their school or college in it. Closed cases count.",
        sources=("A32", "KPI 1.7"),
        population=_with_place,
        met=lambda scope: _excluded(ExclusionKind.PERMANENT_EXCLUSION, scope),
        period=MeasurePeriod.SCHOOL_YEAR,
        unit=MeasureUnit.COUNT,
        direction=Direction.LOWER,
        own=False,
        aim=Decimal(0),
    ),
    Measure(
        code="courses_ended",
        title="Course ended by the provider",
        definition=f"{_WHOLE} of how many a school or college ended the course in it. Closed cases count.",
        sources=("A32", "KPI 2.1.3"),
        population=_with_place,
        met=lambda scope: _excluded(ExclusionKind.TERMINATION, scope),
        period=MeasurePeriod.SCHOOL_YEAR,
        unit=MeasureUnit.COUNT,
        direction=Direction.LOWER,
        own=False,
        aim=Decimal(0),
    ),
)
