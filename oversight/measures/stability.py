"""Who stays with a young person, and how a change of school goes (K10, KPI 1.3.1 and 4.3.1)."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from deadlines.calendar import add_months, local_midnight
from learners.models import KeyWorker
from learners.querysets import LearnerQuerySet
from oversight.enums import MeasurePeriod
from oversight.measures.measure import Measure, Scope, of_learner
from tracking.enums import MoveTime
from tracking.models import SchoolMove

MONTHS = 12


def _then(scope: Scope) -> datetime:
    return local_midnight(add_months(scope.on, -MONTHS))


def _had_worker_then(scope: Scope) -> LearnerQuerySet:
    return scope.learners.filter(of_learner(KeyWorker.objects.active(_then(scope))))


def _same_worker(scope: Scope) -> Q:
    """One person, whatever the hats: a change of team is none of worker."""
    then = _then(scope)
    since = KeyWorker.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=then), starts_at__lte=scope.at)
    one = (
        since.filter(learner=OuterRef("pk"))
        .order_by()
        .values("learner")
        .annotate(people=Count("membership__user", distinct=True))
        .filter(people=1)
    )
    return Q(of_learner(KeyWorker.objects.active(scope.at))) & Q(Exists(one))


def _moves(scope: Scope) -> QuerySet[SchoolMove]:
    return SchoolMove.objects.filter(moves_on__gte=scope.year_began, moves_on__lte=scope.on)


def _well_planned(scope: Scope) -> Q:
    badly = Q(is_planned=False) | Q(time=MoveTime.TERM) | Q(in_exam_year=True)
    return ~Q(of_learner(_moves(scope).filter(badly)))


MEASURES = (
    Measure(
        code="same_worker",
        title="The same worker for twelve months",
        definition="Of young people with an open case who had a key worker twelve months before the day: who have the same "
        "person as key worker on the day, and had nobody else in between.",
        sources=("A9", "KPI 4.3.1"),
        population=_had_worker_then,
        met=_same_worker,
        period=MeasurePeriod.YEAR,
    ),
    Measure(
        code="school_moves_planned",
        title="School moves without harm",
        definition="Of young people with an open case who changed school in the academic year so far: whose moves were all "
        "planned, in the holidays and not in a year with exams.",
        sources=("K10", "KPI 1.3.1"),
        population=lambda scope: scope.learners.filter(of_learner(_moves(scope))),
        met=_well_planned,
        period=MeasurePeriod.SCHOOL_YEAR,
        aim=Decimal(100),
    ),
)
