"""Pupil Premium Plus: what was asked for, approved, spent and left, for one request and for the whole Virtual School."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, DecimalField, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.clock import end_of_day, local_date
from accounts.enums import Permission, Purpose
from accounts.models import User
from accounts.selectors import agency_ids_where
from agreements.rules import academic_year_of
from education_plans.enums import FundingState
from education_plans.models import EducationPlan, FundingRequest, FundingSpend
from learners.models import AgencyLink, Learner
from tracking.selectors.task import Task

_MONEY = DecimalField(max_digits=9, decimal_places=2)
_SPENT = Coalesce(
    Subquery(
        FundingSpend.objects.filter(request=OuterRef("pk"))
        .order_by()
        .values("request")
        .annotate(total=Sum("amount"))
        .values("total")
    ),
    Decimal(0),
    output_field=_MONEY,
)

COLOURS = {
    FundingState.REQUESTED: "yellow",
    FundingState.APPROVED: "green",
    FundingState.REFUSED: "red",
    FundingState.WITHDRAWN: "grey",
}


def spent_of(request: FundingRequest) -> Decimal:
    """All that was spent of a request, in pounds."""
    total: Decimal | None = request.spends.aggregate(total=Sum("amount"))["total"]
    return total or Decimal(0)


@dataclass(frozen=True)
class FundingFilters:
    """What the list of requests is narrowed to. `year`: in which the academic year of the request began."""

    state: str = ""
    year: int | None = None

    def address(self) -> str:
        query = {"state": self.state, "year": self.year or ""}
        asked = urlencode({name: value for name, value in query.items() if value})
        return f"{reverse('education_plans:funding-list')}{'?' + asked if asked else ''}"


@dataclass(frozen=True)
class Totals:
    """Sums in pounds over all requests of a list."""

    requests: int
    asked: Decimal
    approved: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        return self.approved - self.spent


def of_my_schools(user: User | AnonymousUser) -> QuerySet[FundingRequest]:
    """Requests about young people for whom the user decides on money: those of their Virtual Schools that they see."""
    schools = agency_ids_where(user, Permission.DECIDE_FUNDING)
    links = AgencyLink.objects.active().filter(agency__in=schools, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    seen = Learner.objects.visible_to(user).filter(pk__in=links.values("learner_id")).values("pk")
    return FundingRequest.objects.filter(target__plan__learner__in=seen)


def requests_listed(user: User | AnonymousUser, filters: FundingFilters) -> QuerySet[FundingRequest]:
    """The requests a list shows, each with `spent`, in pounds. The totals and the page come from it alike."""
    found = of_my_schools(user)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.year:
        found = found.filter(_in_year(filters.year))
    return found.annotate(spent=_SPENT)


def totals_of(found: QuerySet[FundingRequest]) -> Totals:
    """One query."""
    counted = found.order_by().aggregate(
        requests=Count("pk"),
        asked=Coalesce(Sum("amount"), Decimal(0), output_field=_MONEY),
        approved=Coalesce(Sum("approved_amount"), Decimal(0), output_field=_MONEY),
        total_spent=Coalesce(Sum("spent"), Decimal(0), output_field=_MONEY),
    )
    return Totals(
        requests=counted["requests"],
        asked=counted["asked"],
        approved=counted["approved"],
        spent=counted["total_spent"],
    )


def _in_year(year: int) -> Q:
    first, after = end_of_day(date(year, 8, 31)), end_of_day(date(year + 1, 8, 31))
    return Q(requested_at__gte=first, requested_at__lt=after)


def years_asked(user: User | AnonymousUser) -> list[int]:
    """The academic years from the newest request to the oldest."""
    asked = of_my_schools(user).aggregate(first=Min("requested_at"), last=Max("requested_at"))
    if asked["first"] is None:
        return []
    first, last = (academic_year_of(local_date(asked[name])) for name in ("first", "last"))
    return list(range(last, first - 1, -1))


def to_decide(user: User, now: datetime) -> list[Task]:
    """Requests that wait for the user's decision: not those they made themselves."""
    waiting = (
        of_my_schools(user)
        .filter(state=FundingState.REQUESTED)
        .exclude(requested_by=user)
        .select_related("target__plan__learner")
        .order_by("requested_at", "id")
    )
    return [_task("Decide on a request for money", each) for each in waiting]


def to_account_for(user: User, now: datetime) -> list[Task]:
    """Money that the user asked for, wholly spent, of which nobody has said what it brought."""
    done = (
        FundingRequest.objects.annotate(spent=_SPENT)
        .filter(
            requested_by=user,
            state=FundingState.APPROVED,
            impact="",
            spent__gte=F("approved_amount"),
            target__plan__in=EducationPlan.objects.visible_to(user),
        )
        .select_related("target__plan__learner")
        .order_by("decided_at", "id")
    )
    return [_task("Say what the money brought", each) for each in done]


def _task(text: str, request: FundingRequest) -> Task:
    plan = request.target.plan
    return Task(
        text=f"{text}: {request.what_for}",
        url=reverse("education_plans:funding", args=[plan.uuid, request.uuid]),
        learner=plan.learner,
    )
