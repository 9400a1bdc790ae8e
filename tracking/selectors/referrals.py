"""Referrals: the list, one young person's, and the report on starters and completers (P7, W4). A number of the report and
the list behind it come from the same conditions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Count, Func, Q, QuerySet

from accounts.models import User
from deadlines.calendar import local_midnight
from learners.models import Learner
from tracking.enums import Barrier, OpportunityKind, ReferralState
from tracking.models import NeetEpisode, Referral

#: What a list of referrals can be narrowed to, in words. "started" counts whoever began, whatever came after.
STAGES: Mapping[str, tuple[str, Q]] = {
    "waiting": ("Waiting for an answer", Q(state=ReferralState.REFERRED)),
    "suitable": ("Suitable, not started", Q(state=ReferralState.SUITABLE)),
    "unsuitable": ("Not suitable", Q(state=ReferralState.UNSUITABLE)),
    "started": ("Started", Q(started_on__isnull=False)),
    "there": ("There now", Q(state=ReferralState.STARTED)),
    "completed": ("Completed", Q(state=ReferralState.COMPLETED)),
    "left": ("Left early", Q(state=ReferralState.LEFT)),
    "next_known": ("What came next is known", ~Q(what_next="") & Q(state__in=["completed", "left"])),
}
#: The columns of the report, in the order of the way through.
COLUMNS = ("waiting", "suitable", "unsuitable", "started", "there", "completed", "left", "next_known")
#: The columns about what stood in the way; the last is about times without a place.
BARRIER_COLUMNS = ("Not suitable", "Left early", "Without a place now")

COLOURS = {
    ReferralState.REFERRED: "blue",
    ReferralState.SUITABLE: "teal",
    ReferralState.UNSUITABLE: "grey",
    ReferralState.STARTED: "purple",
    ReferralState.COMPLETED: "green",
    ReferralState.LEFT: "orange",
}


def referrals_listed(user: User | AnonymousUser, filters: Mapping[str, str]) -> QuerySet[Referral]:
    """The referrals that the user may see, newest first. Filters: stage, one of `STAGES`; kind of opportunity; barrier;
    year, the calendar year in which the academic year began in which they were referred.
    """
    found = Referral.objects.visible_to(user)
    if (stage := filters.get("stage", "")) in STAGES:
        found = found.filter(STAGES[stage][1])
    if kind := filters.get("kind"):
        found = found.filter(opportunity__kind=kind)
    if barrier := filters.get("barrier"):
        found = found.filter(barrier=barrier)
    if year := filters.get("year"):
        since, until = _of_year(int(year))
        found = found.filter(referred_at__gte=since, referred_at__lt=until)
    return found.order_by("-referred_at", "-id")


def _of_year(begins: int) -> tuple[datetime, datetime]:
    return local_midnight(date(begins, 9, 1)), local_midnight(date(begins + 1, 9, 1))


def referrals_of(learner: Learner, user: User | AnonymousUser) -> list[Referral]:
    """Those of one young person, newest first."""
    return list(
        Referral.objects.visible_to(user)
        .filter(learner=learner)
        .select_related("opportunity", "referred_by")
        .order_by("-referred_at", "-id")
    )


@dataclass(frozen=True)
class ReferralRow:
    referral: Referral
    colour: str


def rows_of(referrals: Iterable[Referral]) -> list[ReferralRow]:
    """Referrals as lists show them."""
    return [ReferralRow(each, COLOURS[ReferralState(each.state)]) for each in referrals]


@dataclass(frozen=True)
class Cell:
    number: int
    #: The filters of the list that holds exactly these.
    filters: Mapping[str, str]


@dataclass(frozen=True)
class Line:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Report:
    """Of whom was referred in one academic year: how far they came, by kind of opportunity and in all; and what stood in
    the way of those who did not get in or left early, and of those who have no place now.
    """

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line
    barriers: tuple[Line, ...]


def report(user: User, *, year: int) -> Report:
    """What the user may see of it. Two queries for referrals, one for times without a place."""
    listed = referrals_listed(user, {"year": str(year)}).order_by()
    counts = {"all": Count("id"), **{name: Count("id", filter=STAGES[name][1]) for name in COLUMNS}}
    counted: Iterable[Mapping[str, Any]] = listed.values("opportunity__kind").annotate(**counts)
    by_kind = {row["opportunity__kind"]: row for row in counted}
    lines = tuple(
        _line(str(kind.label), by_kind[kind.value], {"year": str(year), "kind": kind.value})
        for kind in OpportunityKind
        if kind.value in by_kind
    )
    sums = {name: sum(row[name] for row in by_kind.values()) for name in counts}
    return Report(
        columns=("Referred", *(STAGES[name][0] for name in COLUMNS)),
        lines=lines,
        total=_line("All", sums, {"year": str(year)}),
        barriers=_barriers(user, year),
    )


def _line(name: str, numbers: Mapping[str, int], filters: Mapping[str, str]) -> Line:
    cells = [Cell(numbers["all"], filters)]
    cells += [Cell(numbers[stage], {**filters, "stage": stage}) for stage in COLUMNS]
    return Line(name, tuple(cells))


def _barriers(user: User, year: int) -> tuple[Line, ...]:
    listed = referrals_listed(user, {"year": str(year)}).exclude(barrier="").order_by()
    ended = {"unsuitable": STAGES["unsuitable"][1], "left": STAGES["left"][1]}
    per_stage = {name: Count("id", filter=only) for name, only in ended.items()}
    counted: Iterable[Mapping[str, Any]] = listed.values("barrier").annotate(**per_stage)
    found = {row["barrier"]: row for row in counted}
    themes = (
        NeetEpisode.objects.visible_to(user)
        .filter(ended_on__isnull=True)
        .values(theme=Func("barrier_themes", function="unnest", output_field=CharField()))
        .annotate(number=Count("id"))
        .values_list("theme", "number")
    )
    without = dict(themes)
    lines = []
    for barrier in Barrier:
        row = found.get(barrier.value, dict.fromkeys(ended, 0))
        cells = [Cell(row[name], {"year": str(year), "stage": name, "barrier": barrier.value}) for name in ended]
        cells.append(Cell(without.get(barrier.value, 0), {"barrier": barrier.value}))
        if any(cell.number for cell in cells):
            lines.append(Line(str(barrier.label), tuple(cells)))
    return tuple(lines)
