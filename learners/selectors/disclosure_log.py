"""The disclosure log of a young person: what went to other agencies, and what their people looked at, day by day."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.clock import LONDON, local_date
from accounts.models import Look, User
from learners.enums import Basis, DisclosureKind
from learners.models import AgencyLink, Disclosure, InformationRequest, Learner
from learners.selectors.sharing import RESPONSIBLE

DAYS_PER_PAGE = 10


@dataclass
class LogEntry:
    """One line: what, to or by whom, on which basis."""

    what: str
    agency: str
    person: str
    basis: str
    detail: str = ""


@dataclass
class LogDay:
    on: date
    entries: list[LogEntry] = field(default_factory=list)


def disclosure_log(learner: Learner, number: str | None, *, user: User) -> tuple[Page[Any], list[LogDay]]:
    """One page of days, newest first, and what happened on them. Six queries however long the log is.

    Looks of the responsible agencies are not sharing; the same person looking again on the same basis is one line. What was
    released to somebody who asked is for those alone who may know of the request.
    """
    known = ~Q(kind=DisclosureKind.RELEASE) | Q(release__request__in=InformationRequest.objects.visible_to(user))
    disclosures = Disclosure.objects.filter(known, learner=learner).annotate(on=TruncDate("at", tzinfo=LONDON))
    looks = _looks_of_others(learner).annotate(on=TruncDate("at", tzinfo=LONDON))
    days = disclosures.order_by().values("on").union(looks.values("on")).order_by("-on")
    page = Paginator(days, DAYS_PER_PAGE).get_page(number)
    shown = {row["on"]: LogDay(row["on"]) for row in page.object_list}
    _add_disclosures(disclosures, shown)
    _add_looks(looks, shown)
    return page, list(shown.values())


def _looks_of_others(learner: Learner) -> QuerySet[Look]:
    own = AgencyLink.objects.filter(learner=learner, purpose__in=RESPONSIBLE).values("agency")
    return Look.objects.filter(learner_uuids__contains=[learner.uuid], agency__isnull=False).exclude(agency__in=own)


def _add_disclosures(disclosures: QuerySet[Disclosure], days: dict[date, LogDay]) -> None:
    rows = disclosures.filter(on__in=_within(days)).select_related("by", "override", "consent", "release")
    for row in rows.order_by("-at", "-id"):
        days[local_date(row.at)].entries.append(
            LogEntry(
                what=f"{row.get_kind_display()}: {row.what}" if not row.what.startswith("File: ") else row.what,
                agency=row.recipient_name,
                person=f"by {row.by}" if row.by else "by Mainstay",
                basis=str(row.get_basis_display()),
                detail=_ground(row),
            )
        )


def _ground(row: Disclosure) -> str:
    """The ground on which it went without consent."""
    if row.override:
        return str(row.override.get_ground_display())
    return str(row.release.get_ground_display()) if row.release and row.release.ground else ""


def _add_looks(looks: QuerySet[Look], days: dict[date, LogDay]) -> None:
    grouped = (
        looks.filter(on__in=_within(days))
        .order_by()
        .values("on", "agency__name", "user__name", "kind", "basis")
        .annotate(times=Count("pk"), last=Max("at"))
        .order_by("-last")
    )
    labels = {"view": "Opened the record", "search": "Found in a search", "export": "In a downloaded list",
              "download": "Downloaded a file"}  # fmt: skip
    for row in grouped:
        times = f", {row['times']} times" if row["times"] > 1 else ""
        days[row["on"]].entries.append(
            LogEntry(
                what=f"{labels.get(row['kind'], row['kind'])}{times}",
                agency=row["agency__name"],
                person=row["user__name"],
                basis=str(Basis(row["basis"]).label) if row["basis"] in Basis.values else "",
            )
        )


def _within(days: dict[date, LogDay]) -> Collection[date]:
    return list(days)
