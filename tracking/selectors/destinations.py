"""Destinations of a year: of one young person, and of everybody somebody is responsible for (W10).

A number and the list behind it come from one place: `learners_listed` narrows with the conditions that are counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, User
from accounts.selectors import current_memberships
from learners.models import Learner
from tracking.enums import DestinationGroup, DestinationKind, Route
from tracking.models import ComparisonFigure, Destination
from tracking.registry import Aspiration, aspirations_of
from tracking.rules.attendance import percent
from tracking.rules.destinations import born, differs

#: In the place of a route: nothing is recorded.
NOTHING = "none"
_KINDS = tuple(DestinationKind)
ROUTES: Mapping[str, str] = {**dict(Route.choices), NOTHING: "Nothing recorded"}
SHOWS: Mapping[str, str] = {
    "no_guarantee": "Without an offer under the September Guarantee",
    "guarantee": "With an offer under the September Guarantee",
    "differs": "Went elsewhere than intended",
}


@dataclass(frozen=True)
class DestinationFilters:
    """Empty asks nothing. `route` is asked about `kind`."""

    year: int
    group: str = DestinationGroup.YEAR_11.value
    kind: str = ""
    route: str = ""
    show: str = ""

    def address(self, name: str = "tracking:destination-list") -> str:
        """The page of that name with these filters."""
        chosen = {key: str(value) for key, value in vars(self).items() if value not in (None, "")}
        return f"{reverse(name)}?{urlencode(chosen)}"


def population(user: User, year: int, group: str) -> QuerySet[Learner]:
    """The young people of the user’s own agencies who belong to a group in a year: their case was not closed before its
    destinations were due, and they have not died.
    """
    span = born(DestinationGroup(group), year)
    learners = Learner.objects.visible_to(user).of_own_agencies(user)
    return learners.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=date(year, 8, 31)),
        date_of_birth__range=(span.first, span.last),
        died_on__isnull=True,
    )


def learners_listed(user: User, filters: DestinationFilters) -> QuerySet[Learner]:
    """The list behind a number, by name."""
    learners = population(user, filters.year, filters.group)
    if filters.kind and filters.route == NOTHING:
        learners = learners.exclude(_has(filters.year, kind=filters.kind))
    elif filters.kind:
        of_route = {"route": filters.route} if filters.route else {}
        learners = learners.filter(_has(filters.year, kind=filters.kind, **of_route))
    if filters.show in _CONDITIONS:
        learners = learners.filter(_CONDITIONS[filters.show](filters.year))
    return learners.order_by("sort_name", "pk")


def _has(year: int, **which: Any) -> Exists:
    return Exists(Destination.objects.filter(learner=OuterRef("pk"), year=year, **which))


def _offered(year: int) -> Exists:
    return _has(year, kind=DestinationKind.OFFERED, meets_guarantee=True)


def _went_elsewhere(year: int) -> Exists:
    intended = Destination.objects.filter(
        learner=OuterRef("learner"), year=year, kind=DestinationKind.INTENDED
    ).exclude(route=Route.NOT_KNOWN)
    actual = Destination.objects.filter(learner=OuterRef("pk"), year=year, kind=DestinationKind.ACTUAL)
    elsewhere = actual.exclude(route=Route.NOT_KNOWN).filter(Exists(intended.exclude(route=OuterRef("route"))))
    return Exists(elsewhere)


_CONDITIONS = {
    "no_guarantee": lambda year: ~_offered(year),
    "guarantee": _offered,
    "differs": _went_elsewhere,
}


@dataclass(frozen=True)
class Cell:
    """How many of a group have one route; beside it what everybody did, if somebody entered the figure."""

    kind: str
    count: int
    percent: Decimal | None
    everybody: Decimal | None
    url: str


@dataclass(frozen=True)
class RouteRow:
    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class Overview:
    """`people`: how many the shares are of."""

    people: int
    people_url: str
    rows: list[RouteRow]
    without_guarantee: int
    without_guarantee_url: str
    elsewhere: int
    elsewhere_url: str
    figures: list[ComparisonFigure]


def overview(user: User, filters: DestinationFilters) -> Overview:
    """Destinations of a group in a year by route, each number with its list. Six queries."""
    filters = replace(filters, kind="", route="", show="")
    learners = population(user, filters.year, filters.group)
    people = learners.count()
    numbers: dict[tuple[str, str], int] = {
        (row["kind"], row["route"]): row["number"]
        for row in Destination.objects.filter(learner__in=learners.values("pk"), year=filters.year)
        .order_by()
        .values("kind", "route")
        .annotate(number=Count("pk"))
    }
    for kind in _KINDS:
        recorded = sum(number for (of, _), number in numbers.items() if of == kind)
        numbers[kind, NOTHING] = people - recorded
    figures = figures_for(user, filters.year)
    everybody = {(figure.kind, figure.route): figure.percent for figure in figures}
    guarantee = replace(filters, group=DestinationGroup.GUARANTEE.value, show="no_guarantee")
    elsewhere = replace(filters, show="differs")

    def cell(kind: DestinationKind, route: str) -> Cell:
        number = numbers.get((kind, route), 0)
        url = replace(filters, kind=kind.value, route=route).address()
        return Cell(str(kind.label), number, percent(number, people), everybody.get((kind, route)), url)

    return Overview(
        people=people,
        people_url=filters.address(),
        rows=[RouteRow(label, [cell(kind, route) for kind in _KINDS]) for route, label in ROUTES.items()],
        without_guarantee=learners_listed(user, guarantee).count(),
        without_guarantee_url=guarantee.address(),
        elsewhere=learners_listed(user, elsewhere).count(),
        elsewhere_url=elsewhere.address(),
        figures=figures,
    )


def figures_for(user: User, year: int) -> list[ComparisonFigure]:
    """The figures of the Virtual School of the user’s own authority, one for each kind and route."""
    authorities = {hat.agency.local_authority_id for hat in current_memberships(user)}
    figures = ComparisonFigure.objects.filter(virtual_school__local_authority__in=authorities, year=year)
    return list(figures.order_by("kind", "route", "virtual_school_id").distinct("kind", "route"))


def schools_keeping_figures(user: User) -> list[Agency]:
    """The Virtual Schools for which the user may enter figures."""
    return [
        hat.agency
        for hat in current_memberships(user)
        if hat.agency.kind == AgencyKind.VIRTUAL_SCHOOL
        and Permission.RECORD_PROGRESS in hat.role_definition.permissions
    ]


@dataclass(frozen=True)
class YearOf:
    """The three destinations of one year of one young person. `kinds` in the order of the list of kinds."""

    year: int
    by_kind: dict[str, Destination]

    @property
    def kinds(self) -> list[tuple[DestinationKind, Destination | None]]:
        return [(kind, self.by_kind.get(kind)) for kind in _KINDS]

    @property
    def went_elsewhere(self) -> bool:
        return differs(self._route(DestinationKind.INTENDED), self._route(DestinationKind.ACTUAL))

    @property
    def offered_elsewhere(self) -> bool:
        return differs(self._route(DestinationKind.INTENDED), self._route(DestinationKind.OFFERED))

    @property
    def is_guaranteed(self) -> bool:
        offered = self.by_kind.get(DestinationKind.OFFERED)
        return offered is not None and offered.meets_guarantee

    def _route(self, kind: DestinationKind) -> Route | None:
        found = self.by_kind.get(kind)
        return Route(found.route) if found else None


@dataclass(frozen=True)
class ListRow:
    learner: Learner
    year: YearOf
    aspiration: Aspiration | None


def rows_of(learners: Sequence[Learner], year: int, user: User) -> list[ListRow]:
    """One page of the list. Two queries, and those of the aspirations, however many they are."""
    found: dict[int, dict[str, Destination]] = {}
    for destination in Destination.objects.filter(learner__in=learners, year=year):
        found.setdefault(destination.learner_id, {})[destination.kind] = destination
    hopes = aspirations_of([learner.pk for learner in learners], user)
    return [ListRow(learner, YearOf(year, found.get(learner.pk, {})), hopes.get(learner.pk)) for learner in learners]


def years_of(learner: Learner, *, this_year: int) -> list[YearOf]:
    """Every year with a destination of the young person, and the one people speak of now, newest first."""
    found: dict[int, dict[str, Destination]] = {this_year: {}}
    for destination in Destination.objects.filter(learner=learner):
        found.setdefault(destination.year, {})[destination.kind] = destination
    return [YearOf(year, found[year]) for year in sorted(found, reverse=True)]


def years_with_destinations(user: User, this_year: int) -> list[int]:
    """Years to choose from: the present one, and those in which anything is recorded that the user sees."""
    seen = Destination.objects.visible_to(user).order_by().values_list("year", flat=True).distinct()
    return sorted({this_year, *seen}, reverse=True)
