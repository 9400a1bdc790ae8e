"""Careers information, advice and guidance that a young person had (A34, A39, P6)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, User
from education_plans.models import GuidanceSession
from education_plans.services.errors import PlanError
from learners.models import Learner


class GuidanceError(PlanError):
    """Why a session cannot be kept so. `field` is the question it belongs to."""

    def __init__(self, field: str | None, text: str) -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def record_guidance(
    *,
    learner: Learner,
    held_on: date,
    adviser: str,
    is_impartial: bool,
    outcome: str,
    seen_through: Agency | None,
    by: User,
    now: datetime,
) -> GuidanceSession:
    """Record a session that was held. `seen_through` is the provider whose person records it, which then sees it; None
    for the young person’s own agencies. Raises GuidanceError.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.is_closed:
        raise GuidanceError(None, "The case is closed, so nothing new is recorded.")
    session = GuidanceSession(learner=learner, provider=seen_through, recorded_at=now, recorded_by=by)
    return _fill(session, held_on, adviser, is_impartial, outcome, reason="Recorded", by=by, now=now)


@transaction.atomic
def change_guidance(
    *,
    session: GuidanceSession,
    held_on: date,
    adviser: str,
    is_impartial: bool,
    outcome: str,
    by: User,
    now: datetime,
) -> GuidanceSession:
    """Put right what was recorded of a session; its history keeps what it said. Raises GuidanceError."""
    session = GuidanceSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    return _fill(session, held_on, adviser, is_impartial, outcome, reason="Changed", by=by, now=now)


def _fill(
    session: GuidanceSession,
    held_on: date,
    adviser: str,
    is_impartial: bool,
    outcome: str,
    *,
    reason: str,
    by: User,
    now: datetime,
) -> GuidanceSession:
    if held_on > local_date(now):
        raise GuidanceError("held_on", "The session cannot have been held in the future.")
    if not adviser.strip():
        raise GuidanceError("adviser", "Enter who advised them.")
    if not outcome.strip():
        raise GuidanceError("outcome", "Say what came out of it.")
    session.held_on, session.adviser, session.is_impartial = held_on, " ".join(adviser.split()), is_impartial
    session.outcome = outcome.strip()
    history.save(session, by=by, reason=reason, at=now)
    return session
