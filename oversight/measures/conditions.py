"""What may be true of young people on a day, as conditions of the database. Lists, dashboards and measures are made of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from agreements.enums import TermKey
from agreements.terms import terms_of
from learners.models import Enrolment
from learners.querysets import EnrolmentQuerySet
from oversight.enums import Ages, Area, Doing
from oversight.rules import age_groups
from tracking.enums import ActivityGroup
from tracking.models import ActivitySpell
from tracking.rules.attendance_weeks import monday_of
from tracking.rules.spells import NEET_GROUPS, begun_by_when_long

#: How many weeks, the running one included, say how somebody attends.
WEEKS = 4

EET = (ActivityGroup.EDUCATION, ActivityGroup.EMPLOYMENT, ActivityGroup.TRAINING)
NEET = tuple(sorted(NEET_GROUPS))
#: What the activities that lists ask for are made of.
GROUPS: Mapping[str, tuple[ActivityGroup, ...]] = {
    Doing.EET: EET,
    Doing.EDUCATION: (ActivityGroup.EDUCATION,),
    Doing.EMPLOYMENT: (ActivityGroup.EMPLOYMENT,),
    Doing.TRAINING: (ActivityGroup.TRAINING,),
    Doing.NEET: NEET,
    Doing.NOT_KNOWN: (ActivityGroup.NOT_KNOWN,),
    Doing.OTHER: (ActivityGroup.COMPULSORY, ActivityGroup.CUSTODY),
}
AGES: Mapping[str, tuple[int, int]] = {
    Ages.UP_TO_YEAR_11: age_groups.UP_TO_YEAR_11,
    Ages.YEAR_11: age_groups.YEAR_11,
    Ages.YEARS_12_AND_13: age_groups.YEARS_12_AND_13,
    Ages.UP_TO_17: age_groups.UP_TO_17,
    Ages.FROM_18: age_groups.FROM_18,
}


@dataclass(frozen=True)
class Limits:
    """The terms that lists are cut by. They are those of the default set, the same for every provider, so that two
    providers can be compared.
    """

    target: int
    limit: int
    long_since: date


def limits(on: date) -> Limits:
    """As of the local day `on`. One query."""
    terms = terms_of(None, on=on)
    return Limits(
        target=terms.limit(TermKey.ATTENDANCE_TARGET).amount,
        limit=terms.limit(TermKey.ATTENDANCE_LIMIT).amount,
        long_since=begun_by_when_long(terms.limit(TermKey.LONG_TERM_NEET), on),
    )


def first_week(today: date, weeks: int = WEEKS) -> date:
    """The Monday with which the last so many weeks begin, the running one included."""
    return monday_of(today) - timedelta(weeks=weeks - 1)


def spells_on(day: date) -> QuerySet[ActivitySpell]:
    """What was done on one day: at most one spell of each young person."""
    return ActivitySpell.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


def does(groups: tuple[ActivityGroup, ...], on: date) -> Q:
    """What a young person does on that day is one of these."""
    return Q(Exists(spells_on(on).filter(learner=OuterRef("pk"), code__group__in=groups)))


def is_missing_education(on: date) -> Q:
    """Of a young person under the duty to take part: that they do not (M6)."""
    spells = spells_on(on).filter(learner=OuterRef("pk"))
    astray = Q(code__group__in=[*NEET, ActivityGroup.NOT_KNOWN]) | Q(
        code__group=ActivityGroup.COMPULSORY, code__counts_as_participating=False
    )
    begun = Enrolment.objects.current(on).filter(learner=OuterRef("pk"))
    return Q(Exists(spells.filter(astray))) | (~Q(Exists(spells)) & ~Q(Exists(begun)))


def of_age(ages: tuple[int, int], on: date, *, born_on: str = "date_of_birth") -> Q:
    """Whose academic age lies between the two; `born_on` is the way to the date of birth."""
    born = age_groups.born(ages, on)
    return Q(**{f"{born_on}__gte": born.first, f"{born_on}__lte": born.last})


_AREAS: Mapping[str, Callable[[QuerySet[Enrolment], Exists], Q]] = {
    Area.INSIDE: lambda places, outside: Q(Exists(places)) & ~Q(outside),
    Area.OUTSIDE: lambda places, outside: Q(outside),
    Area.NO_PLACE: lambda places, outside: ~Q(Exists(places)),
}


def area_among(area: Area, places: QuerySet[Enrolment], *, home: str = "home_authority") -> Q:
    """Where somebody learns who has these places; `home` is the way to their home authority."""
    return _AREAS[area](places, Exists(places.exclude(provider__local_authority=OuterRef(home))))


def counted_weeks(places: EnrolmentQuerySet, since: date, until: date) -> QuerySet[Any]:
    """Of each young person with `places` what was counted there in the weeks that begin from `since` to `until`: `possible`
    and `attended`.
    """
    return (
        places.filter(
            attendance_weeks__week_on__gte=since,
            attendance_weeks__week_on__lte=until,
            attendance_weeks__possible__gt=0,
        )
        .order_by()
        .values("learner")
        .annotate(possible=Sum("attendance_weeks__possible"), attended=Sum("attendance_weeks__attended"))
    )


def attended(weeks: QuerySet[Any], than: str, percent: int) -> QuerySet[Any]:
    """Of counted weeks: those of which the attended part is `than` (gte, gt, lt, lte) so many per cent of the possible."""
    return weeks.annotate(hundredfold=F("attended") * 100).filter(**{f"hundredfold__{than}": F("possible") * percent})
