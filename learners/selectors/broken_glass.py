"""Restricted records that were opened in an emergency, and attempts that opened nothing."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import Permission
from accounts.models import Look, User
from accounts.selectors import agency_ids_where
from learners.models import AgencyLink, BrokenGlass, Learner

#: How an attempt is called in the record of who looked: the name of its address.
ATTEMPT = "learners:break-glass"


class OpeningState(StrEnum):
    OPEN = "open"
    PAST = "past"


def own_openings(user: User) -> list[BrokenGlass]:
    """What `user` has open now, the one that ends first at the top."""
    openings = BrokenGlass.objects.active().filter(membership__user=user).select_related("learner", "membership")
    return list(openings.order_by("ends_at", "id"))


def own_opening(user: User, learner: Learner) -> BrokenGlass | None:
    """The emergency access through which `user` may see the record now."""
    return (
        BrokenGlass.objects.active().filter(membership__user=user, learner=learner).order_by("-ends_at", "-id").first()
    )


def openings_of(learner: Learner) -> list[BrokenGlass]:
    """Everybody who ever opened this record in an emergency, latest first: for those who see the record."""
    openings = learner.broken_glass.select_related("membership__user", "membership__agency", "ended_by")
    return list(openings.order_by("-opened_at", "-id"))


def openings_listed(user: User, *, now: datetime, state: str = "") -> QuerySet[BrokenGlass]:
    """Every opening by people of the agencies where `user` may restrict records, or of young people linked to these,
    latest first; `is_known` says whether `user` may know whose record it is.
    """
    agencies = agency_ids_where(user, Permission.RESTRICT_RECORD)
    linked = AgencyLink.objects.active().filter(agency__in=agencies).values("learner")
    known = Learner.objects.visible_to(user).filter(pk=OuterRef("learner"))
    openings = BrokenGlass.objects.filter(Q(membership__agency__in=agencies) | Q(learner__in=linked))
    if state == OpeningState.OPEN:
        openings = openings.filter(ends_at__gt=now)
    elif state == OpeningState.PAST:
        openings = openings.filter(ends_at__lte=now)
    return (
        openings.annotate(is_known=Exists(known))
        .select_related("learner", "membership__user", "membership__agency", "ended_by")
        .order_by("-opened_at", "-id")
    )


def attempts_of(user: User, *, since: datetime) -> QuerySet[Look]:
    """What `user` tried after `since`, in order; without `learner_uuids` where nothing was opened."""
    return Look.objects.filter(user=user, what=ATTEMPT, at__gt=since).order_by("at", "id")


def failed_attempts_at(user: User) -> QuerySet[Look]:
    """Attempts that opened nothing, by people of the agencies that `user` administers, latest first."""
    agencies = agency_ids_where(user, Permission.MANAGE_AGENCY)
    attempts = Look.objects.filter(agency__in=agencies, what=ATTEMPT, learner_uuids=[])
    return attempts.select_related("user", "agency").order_by("-at", "-id")
