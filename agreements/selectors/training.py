"""What one person was trained in, with its corrections, and who may record it (P3)."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership, User
from accounts.selectors import current_memberships
from agreements.mine import keeps
from agreements.models import Training


def may_record_training(user: User | AnonymousUser, membership: Membership) -> bool:
    """Those who look after the agency's people, and everybody for themselves under a hat they wear."""
    return any(hat.pk == membership.pk for hat in current_memberships(user)) or keeps(user, membership.agency)


@dataclass(frozen=True)
class TrainingRecord:
    """One training, with what stood there before it was corrected, newest first."""

    training: Training
    is_newest: bool
    corrections: tuple[Any, ...]


def training_of(membership: Membership) -> list[TrainingRecord]:
    """Everything recorded for the person at that agency, under whichever hat, newest first. Two queries."""
    records = list(
        Training.objects.filter(membership__user=membership.user_id, membership__agency=membership.agency_id).order_by(
            "-done_on", "-pk"
        )
    )
    changes: dict[int, list[Any]] = {}
    history = Training.history.filter(id__in=[training.pk for training in records], history_type="~")
    for change in history.select_related("history_user").order_by("-history_date", "-history_id"):
        changes.setdefault(change.id, []).append(change)
    seen: set[str] = set()
    found = []
    for training in records:
        found.append(TrainingRecord(training, training.subject not in seen, tuple(changes.get(training.pk, ()))))
        seen.add(training.subject)
    return found
