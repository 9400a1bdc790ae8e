"""Figures for each role: of how many young people something is true, and of how many of each provider or key worker.

Each number is the length of the list its link opens. A card is the count of that very list; the cells of a table are
counted from the same lists, in one query for each column. The number of queries does not depend on how many young
people there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Value, When

from accounts.clock import local_date
from accounts.enums import AgencyKind, Permission, Scope
from accounts.models import Agency, User
from accounts.selectors import current_memberships
from learners.models import Enrolment, KeyWorker
from learners.selectors.caseload import NO_KEY_WORKER, PlanState, Show
from oversight.enums import Ages, Area, Attending, Doing, Recorded
from oversight.selectors.measures import PeopleFilters, area_is, first_week, knows_activity, people


class Seat(Enum):
    """From where somebody looks at figures."""

    VIRTUAL_SCHOOL = "virtual_school"
    MANAGER = "manager"
    PROVIDER = "provider"
    OWN = "own"


@dataclass(frozen=True)
class Measure:
    """Something that is true of some young people: as a filter beside those chosen already. `own`: only their own agencies
    know of it. `sets` is the filter it uses; where somebody has chosen that one already it says nothing new.
    """

    label: str
    change: Mapping[str, Any]
    tone: str = ""
    own: bool = False

    @property
    def sets(self) -> frozenset[str]:
        return frozenset(self.change)


MEASURES: Mapping[str, Measure] = {
    "all": Measure("Young people", {}),
    "neet": Measure("Not in education, employment or training", {"doing": Doing.NEET.value}, "amber", own=True),
    "long_neet": Measure("Long without a place", {"doing": Doing.LONG_NEET.value}, "red", own=True),
    "not_known": Measure("What they do is not known", {"doing": Doing.NOT_KNOWN.value}, "amber", own=True),
    "not_recorded": Measure("Nothing recorded of what they do", {"doing": Doing.NOT_RECORDED.value}, own=True),
    "missing": Measure("Missing education", {"doing": Doing.MISSING.value}, "red", own=True),
    "outside": Measure("Learn in another authority", {"area": Area.OUTSIDE.value}),
    "no_place": Measure("No place", {"area": Area.NO_PLACE.value}),
    "no_key_worker": Measure("No key worker", {"key_worker": NO_KEY_WORKER}, "red"),
    "overdue": Measure("Something is overdue", {"show": Show.OVERDUE.value}, "red"),
    "plan_overdue": Measure("Education plan overdue", {"plan": PlanState.OVERDUE.value}, "red"),
    "below_target": Measure("Attendance below the target", {"attending": Attending.BELOW_TARGET.value}, "amber"),
    "at_limit": Measure("Attendance at or below the limit", {"attending": Attending.AT_LIMIT.value}, "red"),
    "no_attendance": Measure("No attendance recorded", {"attending": Attending.NOT_RECORDED.value}, "amber"),
}

_CARDS: Mapping[Seat, tuple[str, ...]] = {
    Seat.VIRTUAL_SCHOOL: (
        "all", "neet", "long_neet", "not_known", "not_recorded", "missing", "outside", "no_place", "no_key_worker",
        "at_limit", "plan_overdue",
    ),
    Seat.MANAGER: ("all", "overdue", "neet", "long_neet", "missing", "no_place", "no_key_worker", "at_limit", "plan_overdue"),
    Seat.PROVIDER: ("all", "below_target", "at_limit", "no_attendance", "overdue", "plan_overdue"),
    Seat.OWN: ("all", "overdue", "neet", "long_neet", "not_known", "no_place", "at_limit", "plan_overdue"),
}  # fmt: skip

_COLUMNS: tuple[str, ...] = ("all", "neet", "at_limit", "overdue", "plan_overdue")
#: What the headings of narrow columns say.
SHORT: Mapping[str, str] = {
    "all": "Young people", "neet": "NEET", "at_limit": "Attendance at or below the limit", "overdue": "Something overdue",
    "plan_overdue": "Plan overdue",
}  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number, and the list it is the length of. `measure`: the name of what is counted, on a card."""

    label: str
    count: int
    url: str
    tone: str = ""
    hint: str = ""
    measure: str = ""


@dataclass(frozen=True)
class Line:
    """One provider, key worker or place; the numbers in the order of the headings of its table. `area`: where it lies."""

    label: str
    url: str
    numbers: list[Number]
    area: str = ""


@dataclass(frozen=True)
class Table:
    title: str
    heading: str
    headings: list[str]
    lines: list[Line]
    note: str = ""
    #: The measures that its columns count.
    columns: tuple[str, ...] = ()


def seat_of(user: User) -> Seat:
    """What a person’s roles let them look at, the widest first."""
    hats = [hat for hat in current_memberships(user) if Permission.VIEW_LEARNER in hat.role_definition.permissions]
    wide = {AgencyKind(hat.agency.kind) for hat in hats if hat.role_definition.scope == Scope.AGENCY}
    for kind, seat in _SEATS.items():
        if kind in wide:
            return seat
    return Seat.OWN


_SEATS: Mapping[AgencyKind, Seat] = {
    AgencyKind.VIRTUAL_SCHOOL: Seat.VIRTUAL_SCHOOL,
    AgencyKind.SOCIAL_CARE: Seat.MANAGER,
    AgencyKind.PROVIDER: Seat.PROVIDER,
}


def cards(user: User, filters: PeopleFilters, now: datetime) -> list[Number]:
    """The numbers that belong to where somebody sits, each counted on its list."""
    found = []
    for name in _CARDS[seat_of(user)]:
        measure = MEASURES[name]
        if _offered(measure, user, filters):
            asked = replace(filters, **measure.change)
            count = people(user, asked, now).count()
            found.append(Number(measure.label, count, asked.address(), measure.tone if count else "", measure=name))
    return found


def _offered(measure: Measure, user: User, filters: PeopleFilters) -> bool:
    """Whether it says something that the filters do not say already, of which the person may know."""
    chosen = {name for name in measure.sets if getattr(filters, name)}
    return not chosen and (knows_activity(user) or not measure.own)


def missing_education(user: User, filters: PeopleFilters, now: datetime) -> tuple[Number, Number] | None:
    """Those missing education, and all those among whom they are counted: everybody up to Year 13 (M6). None for somebody
    who may not know of it, or who has chosen an age group.
    """
    if not knows_activity(user) or filters.ages:
        return None
    found = []
    for label, change in (
        ("Missing education", {"doing": Doing.MISSING.value}),
        ("Up to Year 13", {"ages": Ages.UP_TO_17.value}),
    ):
        asked = replace(filters, **change)
        found.append(Number(label, people(user, asked, now).count(), asked.address()))
    return found[0], found[1]


def this_week(user: User, filters: PeopleFilters, now: datetime) -> list[Number]:
    """Of how many young people the attendance of the running week has been entered, and of how many not yet."""
    week = first_week(local_date(now), 1)
    found = []
    for label, recorded, tone in (("Entered this week", Recorded.YES, ""), ("Not entered yet", Recorded.NO, "amber")):
        asked = replace(filters, week=week, recorded=recorded.value)
        count = people(user, asked, now).count()
        found.append(Number(label, count, asked.address(), tone if count else ""))
    return found


def by_provider(user: User, filters: PeopleFilters, now: datetime) -> Table:
    """Young people at each provider. Who learns at two counts at both."""
    places = Enrolment.objects.known_to(user).open().filter(learner__in=_ids(people(user, filters, now)))
    if filters.provider:
        places = places.filter(provider__uuid=filters.provider)
    columns = _columns(user, filters)
    groups = _grouped(places, "provider", "learner", columns, user, filters, now)
    agencies = Agency.objects.in_bulk([group["provider"] for group in groups])
    groups.sort(key=lambda group: agencies[group["provider"]].name.casefold())
    named = [
        (agencies[group["provider"]].name, {"provider": str(agencies[group["provider"]].uuid)}, group)
        for group in groups
    ]
    home = {hat.agency.local_authority_id for hat in current_memberships(user)}
    areas = [
        Area.INSIDE.value if agencies[group["provider"]].local_authority_id in home else Area.OUTSIDE.value
        for group in groups
    ]
    return _table(
        "By provider", "Provider", columns, named, filters, areas=areas,
        note="A young person who learns at two providers counts at both.",
    )  # fmt: skip


def by_area(user: User, filters: PeopleFilters, now: datetime) -> Table:
    """Young people by whether they learn in the home authority."""
    whens = [When(area_is(area, user), then=Value(area.value)) for area in Area]
    found = people(user, filters, now).annotate(place=Case(*whens, output_field=CharField()))
    columns = _columns(user, filters)
    groups = {group["place"]: group for group in _grouped(found, "place", "pk", columns, user, filters, now)}
    there = [area for area in Area if area in groups]
    named = [(area.label, {"area": area.value}, groups[area]) for area in there]
    return _table(
        "In and out of the area", "Where they learn", columns, named, filters, areas=[area.value for area in there]
    )


def by_key_worker(user: User, filters: PeopleFilters, now: datetime) -> Table:
    """The workload of each key worker."""
    current = KeyWorker.objects.active().filter(learner__in=_ids(people(user, filters, now)))
    groups = _grouped(
        current.annotate(worker=F("membership__user")), "worker", "learner", columns := _columns(user, filters), user,
        filters, now,
    )  # fmt: skip
    workers = User.objects.in_bulk([group["worker"] for group in groups])
    named = [
        (workers[group["worker"]].name, {"key_worker": str(workers[group["worker"]].uuid)}, group) for group in groups
    ]
    return _table("Workload", "Key worker", columns, sorted(named, key=lambda one: one[0].casefold()), filters)


def _columns(user: User, filters: PeopleFilters) -> list[str]:
    return [name for name in _COLUMNS if _offered(MEASURES[name], user, filters)]


def _ids(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.order_by().values("pk")


def _grouped(
    rows: QuerySet[Any],
    by: str,
    learner: str,
    columns: Iterable[str],
    user: User,
    filters: PeopleFilters,
    now: datetime,
) -> list[dict[str, Any]]:
    """How many young people each group has, and of how many of them each measure is true. One query for each column: asked
    all at once, what is true of whom would be looked up anew for every row.
    """
    columns = list(columns)
    groups: dict[Any, dict[str, Any]] = {}
    for name in columns:
        change = MEASURES[name].change
        true_of = (
            rows.filter(**{f"{learner}__in": _ids(people(user, replace(filters, **change), now))}) if change else rows
        )
        for key, number in true_of.order_by().values_list(by).annotate(n=Count(learner, distinct=True)):
            group = groups.setdefault(key, {by: key, **{f"n_{column}": 0 for column in columns}})
            group[f"n_{name}"] = number
    return list(groups.values())


def _table(
    title: str,
    heading: str,
    columns: list[str],
    named: Iterable[tuple[str, dict[str, str], dict[str, Any]]],
    filters: PeopleFilters,
    note: str = "",
    areas: Sequence[str] = (),
) -> Table:
    lines = []
    for place, (label, where, group) in enumerate(named):
        here = replace(filters, **where)
        numbers = [
            Number(SHORT[name], group[f"n_{name}"], replace(here, **MEASURES[name].change).address())
            for name in columns
        ]
        lines.append(Line(label, here.address(), numbers, areas[place] if areas else ""))
    return Table(title, heading, [SHORT[name] for name in columns], lines, note, tuple(columns))
