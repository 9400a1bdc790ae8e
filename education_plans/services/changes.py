"""Something changes in a young person's life, and the provider is told (A17, W14)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.models import Agency, User
from education_plans.enums import ChangeKind, EarlyReason
from education_plans.models import CircumstanceChange, EarlyReview, EducationPlan
from education_plans.selectors.hearing import key_worker_and_provider
from education_plans.services.early_reviews import propose
from education_plans.services.errors import lock_plan
from learners.services.notices import tell
from notifications.enums import MessageKind


@transaction.atomic
def record_change(
    *,
    plan: EducationPlan,
    kind: ChangeKind,
    on: date,
    what: str,
    effect: str = "",
    provider: Agency | None,
    meeting_needed: bool = False,
    by: User,
    now: datetime,
) -> tuple[CircumstanceChange, EarlyReview | None]:
    """Record a change, on a local date that may lie ahead. The key worker is told, and the designated person if
    `provider` is to know; a provider that is not named never sees it.

    A change of where they live always proposes an early review, any other one if a meeting is needed. Raises
    EnrolmentHasEnded, PlanIsClosed.
    """
    plan = lock_plan(plan)
    change = CircumstanceChange(
        learner=plan.learner, provider=provider, kind=kind, on=on, what=what.strip(), effect=effect.strip(),
        recorded_at=now, recorded_by=by,
    )  # fmt: skip
    history.save(change, by=by, at=now)
    tell(
        key_worker_and_provider(plan.learner, provider, now),
        learner=plan.learner,
        kind=MessageKind.PLAN,
        template="education_plans/email/change_recorded.txt",
        context={},
        topic=f"change:{change.uuid}",
        by=by,
        now=now,
        link=reverse("education_plans:changes", args=[plan.uuid]),
    )
    proposal = None
    if meeting_needed or kind == ChangeKind.ACCOMMODATION:
        # Everybody who sees the plan reads the proposal. What changed is said only where the provider was told of it.
        words = str(ChangeKind(kind).label) if provider is not None or plan.enrolment is None else ""
        proposal = propose(plan=plan, reason=EarlyReason.CHANGE, source_uuid=change.uuid, words=words, by=by, now=now)
    return change, proposal
