"""Who has looked at one young person's record: a page of it, newest first, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from accounts.enums import RoleCode
from accounts.models import Agency, Look, User
from accounts.wording import comma_and
from deadlines.calendar import local_midnight
from learners.models import BrokenGlass, DelegatedLearner, Learner
from oversight.selectors.keyset import Cursor, page_at
from oversight.wording import what_was_looked_at

PER_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class LookFilters:
    """What is asked for. Empty values ask nothing; both days are included."""

    person: str = ""
    agency: str = ""
    kind: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class LookRow:
    """One look in words."""

    at: datetime
    name: str
    agency: str
    roles: str
    what: str
    address: str
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class LookPage:
    rows: list[LookRow]
    newer: Cursor | None
    older: Cursor | None


def looks_at(learner: Learner) -> QuerySet[Look]:
    """Every look that named the young person, in no order. Found by the index on the named ones."""
    return Look.objects.filter(learner_uuids__contains=[learner.uuid])


def who_looked(learner: Learner, filters: LookFilters, cursor: Cursor | None) -> LookPage:
    """One page. Three queries: the rows with their people, openings in an emergency, deputies."""
    found = _narrowed(looks_at(learner), filters).select_related("user", "agency")
    page = page_at(found, cursor, moment="at", per_page=PER_PAGE)
    return LookPage(_rows(learner, page.rows), page.newer, page.older)


def people_who_looked(learner: Learner) -> list[User]:
    return list(User.objects.filter(pk__in=looks_at(learner).values("user")).order_by("name", "pk"))


def agencies_that_looked(learner: Learner) -> list[Agency]:
    return list(Agency.objects.filter(pk__in=looks_at(learner).values("agency")).order_by("sort_name", "pk"))


def _narrowed(looks: QuerySet[Look], filters: LookFilters) -> QuerySet[Look]:
    if filters.person:
        looks = looks.filter(user__uuid=UUID(filters.person))
    if filters.agency:
        looks = looks.filter(agency__uuid=UUID(filters.agency))
    if filters.kind:
        looks = looks.filter(kind=filters.kind)
    if filters.first_day:
        looks = looks.filter(at__gte=local_midnight(filters.first_day))
    if filters.last_day:
        looks = looks.filter(at__lt=local_midnight(filters.last_day + timedelta(days=1)))
    return looks


def _rows(learner: Learner, looks: Iterable[Look]) -> list[LookRow]:
    broken = list(BrokenGlass.objects.filter(learner=learner).select_related("membership"))
    deputies = list(
        DelegatedLearner.objects.filter(learner=learner).select_related("delegation__deputy", "delegation__giver__user")
    )
    rows = []
    for look in looks:
        notes = [
            "Opened in an emergency"
            for glass in broken
            if glass.membership.user_id == look.user_id and glass.opened_at <= look.at < glass.ends_at
        ][:1]
        notes += [
            f"Deputy for {each.delegation.giver.user.name}"
            for each in deputies
            if each.delegation.deputy.user_id == look.user_id
            and each.delegation.starts_at <= look.at
            and (each.delegation.ends_at is None or look.at < each.delegation.ends_at)
        ]
        rows.append(
            LookRow(
                at=look.at,
                name=look.user.name,
                agency=look.agency.name if look.agency else "",
                roles=comma_and(RoleCode(role).label for role in look.roles),
                what=what_was_looked_at(look.kind, look.what, len(look.learner_uuids)),
                address=look.address or "",
                notes=notes,
            )
        )
    return rows
