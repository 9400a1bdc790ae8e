"""Moves of home, planned together with housing so that education is kept (W14). A review of the plan is proposed for each
(`education_plans.services.early_reviews`).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.models import User
from learners.models import Learner
from tracking.enums import HomeEffect
from tracking.models import HomeMove
from tracking.services.own_clocks import TrackingError, lock_learner


class HomeMoveError(TrackingError):
    """Why a move cannot be recorded so. `field` names the question it belongs to."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class HomeMoveWords:
    """When, to what kind of home, planned with whom, and what it means for education. Never an address."""

    moves_on: date
    is_planned: bool
    to_what: str
    partner: str
    effect: HomeEffect
    how_education_is_kept: str = ""


@transaction.atomic
def record_home_move(*, learner: Learner, words: HomeMoveWords, by: User, now: datetime) -> HomeMove:
    """Record a move that is planned or has happened. Raises CaseHasEnded, HomeMoveError."""
    learner = lock_learner(learner)
    move = HomeMove(learner=learner, recorded_at=now, recorded_by=by)
    _fill(move, words)
    history.save(move, by=by, reason="Recorded", at=now)
    return move


@transaction.atomic
def change_home_move(*, move: HomeMove, words: HomeMoveWords, by: User, now: datetime) -> HomeMove:
    """The plan has changed. Raises CaseHasEnded, HomeMoveError."""
    learner = lock_learner(move.learner)
    locked: HomeMove = HomeMove.objects.select_for_update(of=("self",), no_key=True).get(pk=move.pk)
    locked.learner = learner
    _fill(locked, words)
    history.save(locked, by=by, reason="Changed", at=now)
    return locked


def _fill(move: HomeMove, words: HomeMoveWords) -> None:
    if not words.to_what.strip():
        raise HomeMoveError("Say what kind of home it is", "to_what")
    if not words.partner.strip():
        raise HomeMoveError("Say with whom it is planned, or who decided", "partner")
    kept = words.how_education_is_kept.strip()
    if words.effect != HomeEffect.NONE and not kept:
        raise HomeMoveError("Say how education is kept", "how_education_is_kept")
    move.moves_on, move.is_planned, move.effect = words.moves_on, words.is_planned, words.effect
    move.to_what, move.partner = " ".join(words.to_what.split()), " ".join(words.partner.split())
    move.how_education_is_kept = kept
