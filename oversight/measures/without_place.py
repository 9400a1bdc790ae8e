"""What is done for whoever is without a place (K6, K11, KPI 3.1 and 3.2)."""

from decimal import Decimal

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Coalesce, Lower

from agreements.enums import TermKey
from agreements.terms import terms_of
from deadlines.calendar import add_months
from learners.querysets import LearnerQuerySet
from oversight.enums import MeasurePeriod
from oversight.measures.measure import Measure, Scope, of_learner
from tracking.enums import DayKind, HealthRoute
from tracking.models import NeetDay, NeetEpisode, NeetRole
from tracking.rules.spells import begun_by_when_long

#: So many different parties make a plan one of several agencies.
PARTIES = 2


def _running(scope: Scope) -> QuerySet[NeetEpisode]:
    return NeetEpisode.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=scope.on), starts_on__lte=scope.on)


def _without_place(scope: Scope) -> LearnerQuerySet:
    return scope.learners.filter(of_learner(_running(scope)))


def _has_plan(scope: Scope) -> Q:
    """A party is an agency; where none is named, whoever is named instead."""
    party = Coalesce(Cast("agency", CharField()), Lower("who"))
    parties = (
        NeetRole.objects.filter(episode=OuterRef("pk"))
        .order_by()
        .values("episode")
        .annotate(parties=Count(party, distinct=True))
        .filter(parties__gte=PARTIES)
    )
    return Q(of_learner(_running(scope).filter(Exists(parties), plan_agreed_on__lte=scope.on)))


def _months(scope: Scope) -> int:
    return terms_of(None, on=scope.on).limit(TermKey.TASTER_DAY).amount


def _long_enough(scope: Scope) -> LearnerQuerySet:
    since = begun_by_when_long(terms_of(None, on=scope.on).limit(TermKey.TASTER_DAY), scope.on)
    return scope.learners.filter(of_learner(_running(scope).filter(starts_on__lte=since)))


def _had_taster_day(scope: Scope) -> Q:
    days = NeetDay.objects.filter(
        kind=DayKind.TASTER, attended=True, on__gte=add_months(scope.on, -_months(scope)), on__lte=scope.on
    )
    return Q(Exists(days.filter(episode__learner=OuterRef("pk"))))


def _kept_by_health(scope: Scope) -> LearnerQuerySet:
    return scope.learners.filter(of_learner(_running(scope).exclude(health_route=HealthRoute.NOT_NEEDED)))


MEASURES = (
    Measure(
        code="neet_with_plan",
        title="Without a place, with a plan of several agencies",
        definition="Of young people with an open case who are in neither education, employment nor training on the day: for whom "
        f"a plan was agreed by then in which at least {PARTIES} agencies, or people of none, have a part.",
        sources=("K3", "K6", "KPI 3.1.1"),
        population=_without_place,
        met=_has_plan,
        period=MeasurePeriod.DAY,
        aim=Decimal(100),
    ),
    Measure(
        code="taster_day",
        title="Without a place, with a taster day in three months",
        definition="Of young people with an open case who have been in neither education, employment nor training for as long as "
        "the terms leave for a taster day (three months) or longer: who came to one within that time up to the day.",
        sources=("K3", "K6", "KPI 3.1.2"),
        population=_long_enough,
        met=_had_taster_day,
        period=MeasurePeriod.THREE_MONTHS,
        aim=Decimal(100),
    ),
    Measure(
        code="health_support",
        title="Without a place for reasons of health, open to the health service",
        definition="Of young people with an open case who are in neither education, employment nor training on the day and for "
        "whom health is a reason: who are open to the health service.",
        sources=("K11", "KPI 3.2.2"),
        population=_kept_by_health,
        met=lambda scope: Q(of_learner(_running(scope).filter(health_route=HealthRoute.OPEN))),
        period=MeasurePeriod.DAY,
        aim=Decimal(100),
    ),
)
