"""How figures change (M7): what young people do month by month, how they attend week by week, how duties are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import TruncMonth

from accounts.clock import LONDON, local_date
from accounts.models import User
from accounts.wording import short_day
from deadlines.calendar import add_months
from deadlines.enums import Outcome
from deadlines.selectors import Filters, listing
from learners.models import Enrolment, Learner
from oversight.enums import Doing, Recorded
from oversight.measures.conditions import GROUPS, first_week, limits
from oversight.selectors.measures import PeopleFilters, people
from tracking.models import ActivitySpell
from tracking.rules.attendance import percent

MONTHS = 12
WEEKS = 12

#: What the bars of activity are made of, from left to right. Whoever nothing is recorded of stands in none.
ACTIVITY = (
    {"key": Doing.EET.value, "label": "Learning or work", "tone": "green"},
    {"key": Doing.OTHER.value, "label": "School age, custody", "tone": "blue"},
    {"key": Doing.NOT_KNOWN.value, "label": "Not known", "tone": "grey"},
    {"key": Doing.NEET.value, "label": "Neither", "tone": "red"},
)


@dataclass(frozen=True)
class Week:
    """How young people attended in one week: from counted sessions, of how many young people something was entered."""

    week_on: date
    possible: int
    attended: int
    people: int
    url: str

    @property
    def percent(self) -> Decimal | None:
        return percent(self.attended, self.possible)

    @property
    def label(self) -> str:
        return short_day(self.week_on)


def activity_by_month(user: User, filters: PeopleFilters, now: datetime) -> list[dict[str, Any]]:
    """What those do who are in the list today, on the last day of each of the last twelve months and today. One query."""
    days = month_ends(local_date(now))
    own = Learner.objects.of_own_agencies(user).values("pk")
    spells = ActivitySpell.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=days[0]),
        starts_on__lte=days[-1],
        learner__in=people(user, filters, now).filter(pk__in=own).order_by().values("pk"),
    )
    on_day = {
        f"d{place}": Count(Value(1), filter=Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day)))
        for place, day in enumerate(days)
    }
    counted: dict[str, Any] = {
        group["code__group"]: group for group in spells.order_by().values("code__group").annotate(**on_day)
    }
    return [
        _bar(day, {part["key"]: _of(counted, part["key"], f"d{place}") for part in ACTIVITY}, filters)
        for place, day in enumerate(days)
    ]


def month_ends(today: date) -> list[date]:
    """The last days of the eleven months before this one, and today."""
    first = today.replace(day=1)
    return [add_months(first, -back) - timedelta(days=1) for back in range(MONTHS - 2, -1, -1)] + [today]


def _of(counted: Mapping[str, Mapping[str, int]], doing: str, day: str) -> int:
    return sum(counted[group][day] for group in GROUPS[doing] if group in counted)


def _bar(day: date, counts: Mapping[str, int], filters: PeopleFilters) -> dict[str, Any]:
    on = replace(filters, on=day)
    urls = {doing: replace(on, doing=doing).address() for doing in counts}
    return {"label": short_day(day), **counts, "urls": urls}


def attendance_by_week(user: User, filters: PeopleFilters, now: datetime) -> list[Week]:
    """The last twelve weeks, the running one included; weeks of which nothing was entered as noughts. One query."""
    today = local_date(now)
    first = first_week(today, WEEKS)
    places = Enrolment.objects.known_to(user).filter(
        attendance_weeks__week_on__gte=first,
        attendance_weeks__week_on__lte=today,
        learner__in=people(user, filters, now).order_by().values("pk"),
    )
    groups = (
        places.order_by()
        .values("attendance_weeks__week_on")
        .annotate(
            possible=Sum("attendance_weeks__possible"),
            attended=Sum("attendance_weeks__attended"),
            people=Count("learner", distinct=True),
        )
    )
    counted = {group["attendance_weeks__week_on"]: group for group in groups}
    weeks = []
    for number in range(WEEKS):
        week = first + timedelta(weeks=number)
        group = counted.get(week, {})
        url = replace(filters, week=week, recorded=Recorded.YES.value).address()
        weeks.append(Week(week, group.get("possible") or 0, group.get("attended") or 0, group.get("people") or 0, url))
    return weeks


def attendance_limits(now: datetime) -> tuple[int, int]:
    """The target and the limit, in per cent."""
    terms = limits(local_date(now))
    return terms.target, terms.limit


def adherence_by_month(user: User, now: datetime) -> list[dict[str, Any]]:
    """Duties by the month in which they were first due, with how they were kept, the running month last. One query."""
    first = add_months(local_date(now).replace(day=1), 1 - MONTHS)
    months = [add_months(first, number) for number in range(MONTHS + 1)]
    population = (
        listing(user, Filters(due_from=months[0], due_to=months[-1]), now).tracked().with_outcome(now).order_by()
    )
    by_month = population.annotate(month=TruncMonth("original_due_at", tzinfo=LONDON))
    counted = {
        (group["month"].date(), group["outcome"]): group["n"]
        for group in by_month.values("month", "outcome").annotate(n=Count(Value(1)))
    }
    return [
        {
            "label": f"{month:%B %Y}",
            **{outcome.value: counted.get((month, outcome), 0) for outcome in _KEPT},
            "urls": {
                outcome.value: Filters(due_from=month, due_to=until, outcome=outcome.value).address()
                for outcome in _KEPT
            },
        }
        for month, until in zip(months, months[1:], strict=False)
    ]


_KEPT = (Outcome.ON_TIME, Outcome.LATE, Outcome.MISSED)
