"""Attendance of the academic year (A35, M7): everybody a person sees, by provider, and the list behind each number.

One query reads the sums of each young person at each provider; numbers and lists are made of the same rows by the same
rules.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.urls import reverse

from accounts.models import Agency, User
from learners.models import Learner
from tracking.enums import ConcernState
from tracking.models import AttendanceConcern, AttendanceWeek
from tracking.rules.attendance import NO_SESSIONS, Sessions
from tracking.rules.attendance_weeks import NOT_SEEN_WEEKS, WEEK, Standing, monday_of, said, year_begins


@dataclass(frozen=True)
class Person:
    """One young person in the year, at one provider or at all they have."""

    learner_id: int
    providers: tuple[int, ...]
    standing: Standing
    was_expected_lately: bool
    was_there_lately: bool
    has_pathway: bool

    @property
    def order(self) -> tuple[bool, Decimal, int]:
        """Those who attend least first; whoever nothing is known of last."""
        percent = self.standing.percent
        return (percent is None, percent or Decimal(0), self.learner_id)


@dataclass(frozen=True)
class Kind:
    """What can be counted and listed."""

    label: str
    holds: Callable[[Person], bool]
    tone: str = ""


KINDS: Mapping[str, Kind] = {
    "all": Kind("With attendance this year", lambda person: True),
    "persistent": Kind("Persistent absence", lambda person: person.standing.sessions.is_persistent, "amber"),
    "severe": Kind("Severe absence", lambda person: person.standing.sessions.is_severe, "red"),
    "not_seen": Kind(
        f"Not there for {NOT_SEEN_WEEKS} weeks", lambda person: person.was_expected_lately and not person.was_there_lately, "red"
    ),
    "pathway": Kind("Attendance pathway open", lambda person: person.has_pathway, "blue"),
    "few": Kind("Few sessions so far", lambda person: person.standing.is_short),
    "unverified": Kind("Percentage alone", lambda person: not person.standing.is_verified),
}  # fmt: skip


@dataclass(frozen=True)
class Number:
    kind: str
    label: str
    count: int
    url: str
    tone: str = ""


@dataclass(frozen=True)
class ProviderRow:
    provider: Agency
    standing: Standing
    numbers: list[Number]


@dataclass(frozen=True)
class Year:
    """The page: everybody together, and each provider."""

    standing: Standing
    numbers: list[Number]
    providers: list[ProviderRow]


@dataclass
class _Sums:
    sessions: Sessions = NO_SESSIONS
    percentages: Decimal = Decimal(0)
    weeks: int = 0
    expected: bool = False
    there: bool = False
    pathway: bool = False

    def add(self, other: "_Sums") -> None:
        self.sessions += other.sessions
        self.percentages += other.percentages
        self.weeks += other.weeks
        self.expected |= other.expected
        self.there |= other.there
        self.pathway |= other.pathway

    def person(self, learner_id: int, providers: Iterable[int]) -> Person:
        standing = (
            Standing(self.sessions, self.sessions.percent, self.weeks)
            if self.sessions.possible or not self.weeks
            else said(self.percentages, self.weeks)
        )
        return Person(learner_id, tuple(providers), standing, self.expected, self.there, self.pathway)


_ByPlace = dict[tuple[int, int], _Sums]


def _read(user: User, today: date) -> _ByPlace:
    """The sums of each young person at each provider. Two queries."""
    lately = Q(week_on__gt=monday_of(today) - NOT_SEEN_WEEKS * WEEK)
    groups = (
        AttendanceWeek.objects.visible_to(user)
        .filter(week_on__gte=year_begins(today), enrolment__learner__in=Learner.objects.open())
        .values("enrolment__learner_id", "enrolment__provider_id")
        .annotate(
            all_possible=Sum("possible"),
            all_attended=Sum("attended"),
            all_authorised=Sum("authorised"),
            all_unauthorised=Sum("unauthorised"),
            percentages=Sum("percent"),
            alone=Count("percent"),
            expected=Sum("possible", filter=lately),
            there=Sum("attended", filter=lately),
            there_alone=Sum("percent", filter=lately),
        )
    )
    found: _ByPlace = {}
    for group in groups:
        sessions = Sessions(
            group["all_possible"] or 0,
            group["all_attended"] or 0,
            group["all_authorised"] or 0,
            group["all_unauthorised"] or 0,
        )
        found[group["enrolment__learner_id"], group["enrolment__provider_id"]] = _Sums(
            sessions=sessions,
            percentages=group["percentages"] or Decimal(0),
            weeks=group["alone"],
            expected=bool(group["expected"]) or group["there_alone"] is not None,
            there=bool(group["there"] or group["there_alone"]),
        )
    concerns = AttendanceConcern.objects.visible_to(user).filter(state=ConcernState.OPEN)
    for key in concerns.values_list("enrolment__learner_id", "enrolment__provider_id"):
        if key in found:
            found[key].pathway = True
    return found


def _people(by_place: Iterable[tuple[tuple[int, int], _Sums]]) -> list[Person]:
    together: dict[int, _Sums] = defaultdict(_Sums)
    providers: dict[int, list[int]] = defaultdict(list)
    for (learner_id, provider_id), sums in by_place:
        together[learner_id].add(sums)
        providers[learner_id].append(provider_id)
    return [sums.person(learner_id, providers[learner_id]) for learner_id, sums in together.items()]


def year_of(user: User, today: date) -> Year:
    """Attendance of the year of everybody the user sees. Three queries."""
    by_place = _read(user, today)
    at: dict[int, list[tuple[tuple[int, int], _Sums]]] = defaultdict(list)
    for key, sums in by_place.items():
        at[key[1]].append((key, sums))
    agencies = Agency.objects.in_bulk(list(at))
    rows = []
    for provider in sorted(agencies.values(), key=lambda agency: (agency.sort_name, agency.pk)):
        people = _people(at[provider.pk])
        rows.append(ProviderRow(provider, _together(people), _numbers(people, provider.uuid)))
    people = _people(by_place.items())
    return Year(_together(people), _numbers(people, None), rows)


def people_in_year(user: User, today: date, *, kind: str = "all", provider: UUID | None = None) -> list[Person]:
    """The list behind a number, who attends least first."""
    by_place = _read(user, today)
    wanted = by_place.items()
    if provider is not None:
        agency = Agency.objects.filter(uuid=provider).values_list("pk", flat=True).first()
        wanted = {key: sums for key, sums in by_place.items() if key[1] == agency}.items()
    holds = KINDS[kind].holds
    return sorted((person for person in _people(wanted) if holds(person)), key=lambda person: person.order)


def _together(people: Iterable[Person]) -> Standing:
    """Of counted sessions: percentages alone cannot be added up."""
    sessions = sum((person.standing.sessions for person in people), NO_SESSIONS)
    return Standing(sessions, sessions.percent)


def _numbers(people: list[Person], provider: UUID | None) -> list[Number]:
    return [_number(code, people, provider) for code in KINDS]


def _number(code: str, people: list[Person], provider: UUID | None) -> Number:
    kind = KINDS[code]
    count = sum(map(kind.holds, people))
    return Number(code, kind.label, count, address(code, provider), kind.tone if count else "")


def address(kind: str, provider: UUID | None) -> str:
    """Where the list behind a number is."""
    query = {"show": kind, "provider": str(provider) if provider else ""}
    return f"{reverse('tracking:attendance-list')}?{urlencode({name: value for name, value in query.items() if value})}"
