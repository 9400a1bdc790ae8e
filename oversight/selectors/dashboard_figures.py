"""Figures for each role (M7, M13): of how many young people something is true, and of how many of each provider or key worker.

Each number is the length of the list its link opens. Each list is read once for a page, however many numbers are counted
on it: a card is as long as the list, a cell as long as what the list has in common with the line. The number of queries
does not depend on how many young people there are.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from django.db.models import QuerySet

from accounts.clock import local_date
from accounts.enums import AgencyKind, Permission, Scope
from accounts.models import Agency, User
from accounts.selectors import current_memberships
from learners.models import Enrolment, KeyWorker
from learners.selectors.caseload import NO_KEY_WORKER, PlanState, Show
from oversight.enums import Ages, Area, Attending, Doing, Recorded
from oversight.measures.conditions import first_week
from oversight.selectors.measures import PeopleFilters, knows_activity, people


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


class Asked:
    """What a page of figures is about: the young people that `user` may see and that fit the filters, at one moment."""

    def __init__(self, user: User, filters: PeopleFilters, now: datetime) -> None:
        self.user, self.filters, self.now = user, filters, now
        self._read: dict[PeopleFilters, frozenset[int]] = {}

    def who(self, change: Mapping[str, Any]) -> frozenset[int]:
        """The ids in the list with these filters besides. One query at the first time."""
        filters = replace(self.filters, **change)
        if filters not in self._read:
            found = people(self.user, filters, self.now).order_by().values_list("pk", flat=True)
            self._read[filters] = frozenset(found)
        return self._read[filters]

    def number(self, label: str, change: Mapping[str, Any], tone: str = "") -> "Number":
        """How many are in that list; `tone` only if somebody is."""
        count = len(self.who(change))
        return Number(label, count, replace(self.filters, **change).address(), tone if count else "")

    def offers(self, measure: Measure) -> bool:
        """Whether it says something that the filters do not say already, of which the person may know."""
        chosen = {name for name in measure.sets if getattr(self.filters, name)}
        return not chosen and (knows_activity(self.user) or not measure.own)

    @property
    def columns(self) -> list[str]:
        return [name for name in _COLUMNS if self.offers(MEASURES[name])]


def cards(asked: Asked) -> list[Number]:
    """The numbers that belong to where somebody sits, each counted on its list."""
    measures = [(name, MEASURES[name]) for name in _CARDS[seat_of(asked.user)]]
    return [
        replace(asked.number(each.label, each.change, each.tone), measure=name)
        for name, each in measures
        if asked.offers(each)
    ]


def missing_education(asked: Asked) -> tuple[Number, Number] | None:
    """Those missing education, and all those among whom they are counted: everybody up to Year 13 (M6). None for somebody
    who may not know of it, or who has chosen an age group.
    """
    if not knows_activity(asked.user) or asked.filters.ages:
        return None
    missing = asked.number("Missing education", {"doing": Doing.MISSING.value})
    return missing, asked.number("Up to Year 13", {"ages": Ages.UP_TO_17.value})


def this_week(asked: Asked) -> list[Number]:
    """Of how many young people the attendance of the running week has been entered, and of how many not yet."""
    week = first_week(local_date(asked.now), 1)
    return [
        asked.number(label, {"week": week, "recorded": recorded.value}, tone)
        for label, recorded, tone in (
            ("Entered this week", Recorded.YES, ""),
            ("Not entered yet", Recorded.NO, "amber"),
        )
    ]


def by_provider(asked: Asked) -> Table:
    """Young people at each provider. Who learns at two counts at both."""
    places = Enrolment.objects.known_to(asked.user).open().filter(learner__in=_ids(asked))
    if asked.filters.provider:
        places = places.filter(provider__uuid=asked.filters.provider)
    groups = _grouped(places.values_list("provider", "learner"))
    home = {hat.agency.local_authority_id for hat in current_memberships(asked.user)}
    named = [
        _Group(
            agency.name, {"provider": str(agency.uuid)}, groups[agency.pk],
            (Area.INSIDE if agency.local_authority_id in home else Area.OUTSIDE).value,
        )
        for agency in sorted(Agency.objects.filter(pk__in=groups), key=lambda agency: agency.name.casefold())
    ]  # fmt: skip
    return _table(
        "By provider", "Provider", asked, named, note="A young person who learns at two providers counts at both."
    )


def by_area(asked: Asked) -> Table:
    """Young people by whether they learn in the home authority."""
    named = [
        _Group(area.label, change, there, area.value)
        for area in Area
        if (there := asked.who(change := {"area": area.value}))
    ]
    return _table("In and out of the area", "Where they learn", asked, named)


def by_key_worker(asked: Asked) -> Table:
    """The workload of each key worker."""
    current = KeyWorker.objects.active().filter(learner__in=_ids(asked))
    groups = _grouped(current.values_list("membership__user", "learner"))
    named = [
        _Group(worker.name, {"key_worker": str(worker.uuid)}, groups[worker.pk])
        for worker in sorted(User.objects.filter(pk__in=groups), key=lambda worker: worker.name.casefold())
    ]
    return _table("Workload", "Key worker", asked, named)


@dataclass(frozen=True)
class _Group:
    """The young people of one line, and the filter that finds them."""

    label: str
    change: Mapping[str, str]
    learners: Set[int]
    area: str = ""


def _ids(asked: Asked) -> QuerySet[Any]:
    return people(asked.user, asked.filters, asked.now).order_by().values("pk")


def _grouped(pairs: QuerySet[Any]) -> dict[int, set[int]]:
    """The young people of each: `pairs` are of something and a young person."""
    groups: dict[int, set[int]] = {}
    for key, learner_id in pairs.order_by():
        groups.setdefault(key, set()).add(learner_id)
    return groups


def _table(title: str, heading: str, asked: Asked, groups: Iterable[_Group], note: str = "") -> Table:
    columns, lines = asked.columns, []
    for group in groups:
        here = replace(asked.filters, **group.change)
        numbers = []
        for name in columns:
            change = MEASURES[name].change
            count = len(group.learners & asked.who(change))
            numbers.append(Number(SHORT[name], count, replace(here, **change).address()))
        lines.append(Line(group.label, here.address(), numbers, group.area))
    return Table(title, heading, [SHORT[name] for name in columns], lines, note, tuple(columns))
