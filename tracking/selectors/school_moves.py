"""Moves of school of one young person, and places that were refused, for the Virtual School as a list (K10)."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.selectors import current_memberships
from learners.models import KeyWorker, Learner
from tracking.models import PlaceRefusal, SchoolMove
from tracking.rules.school_moves import against_the_promise
from tracking.selectors.task import Task


@dataclass(frozen=True)
class MoveRow:
    """A move, and why it is not as it should be."""

    move: SchoolMove
    faults: list[str]


def moves_of(learner: Learner, user: User) -> list[MoveRow]:
    """The newest first."""
    moves = SchoolMove.objects.visible_to(user).filter(learner=learner).order_by("-moves_on", "-id")
    return [
        MoveRow(
            each, against_the_promise(is_planned=each.is_planned, time=each.time, in_exam_year=each.in_exam_year)
        )
        for each in moves
    ]  # fmt: skip


def refusals_of(learner: Learner, user: User) -> list[PlaceRefusal]:
    """The newest first."""
    return list(PlaceRefusal.objects.visible_to(user).filter(learner=learner).order_by("-refused_on", "-id"))


def refusals_listed(user: User | AnonymousUser, *, state: str) -> QuerySet[PlaceRefusal]:
    """Refusals that the user may see: not settled and the oldest first, or the settled ones, the newest first."""
    found = PlaceRefusal.objects.visible_to(user).select_related("learner")
    if state == "settled":
        return found.filter(closed_on__isnull=False).order_by("-closed_on", "-id")
    found = found.filter(closed_on__isnull=True, learner__in=Learner.objects.open())
    if state == "untaken":
        found = found.filter(taken_on__isnull=True)
    return found.order_by("refused_on", "id")


def tasks(user: User, now: datetime) -> list[Task]:
    """Refusals that nobody has taken further, of the young people whose key worker the user is. One query."""
    hats = [membership.pk for membership in current_memberships(user)]
    if not hats:
        return []
    own = KeyWorker.objects.active().filter(membership__in=hats).values("learner")
    waiting = PlaceRefusal.objects.filter(learner__in=own, taken_on__isnull=True, closed_on__isnull=True)
    return [
        Task(
            f"Take it further: {each.where} refused a place",
            reverse("tracking:refusal", args=[each.uuid]),
            each.learner,
            each.refused_on,
        )
        for each in waiting.select_related("learner").order_by("refused_on", "id")
    ]
