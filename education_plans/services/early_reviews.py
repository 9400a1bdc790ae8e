"""Reviews proposed before their time (A14, A17): something put the place at risk, changed in their life, or they asked.

Whoever may call meetings calls one, or says why not.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts import history
from accounts.models import User
from education_plans.enums import EarlyReason
from education_plans.models import EarlyReview, EducationPlan, PlanMeeting
from education_plans.selectors.hearing import key_worker_and_provider
from education_plans.services.errors import PlanError
from learners.models import Learner
from learners.services.notices import tell
from notifications.enums import MessageKind
from tracking.enums import ConcernState
from tracking.models import AttendanceConcern, HomeMove, Incident

#: How far back an incident still proposes a review: the work catches up after an outage, and history proposes nothing.
LOOKS_BACK = timedelta(days=30)


class AlreadySettled(PlanError):
    def __init__(self) -> None:
        super().__init__("Somebody has settled this already.")


class DeclineReasonMissing(PlanError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Enter why no meeting is needed.")


@transaction.atomic
def propose(
    *, plan: EducationPlan, reason: EarlyReason, source_uuid: UUID, words: str = "", by: User | None, now: datetime
) -> EarlyReview:
    """Propose an early review, once for each source, and tell the key worker and the designated person.

    `words` are read by everybody who sees the plan, the provider too.
    """
    EducationPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if there := EarlyReview.objects.filter(plan=plan, source_uuid=source_uuid).first():
        return there
    proposal = EarlyReview(
        plan=plan, reason=reason, source_uuid=source_uuid, words=words.strip()[:300], proposed_at=now
    )
    history.save(proposal, by=by, reason="Proposed", at=now)
    tell(
        key_worker_and_provider(plan.learner, plan.provider, now),
        learner=plan.learner,
        kind=MessageKind.PLAN,
        template="education_plans/email/early_review_proposed.txt",
        context={},
        topic=f"early_review:{proposal.uuid}",
        by=by,
        now=now,
        link=reverse("education_plans:meetings", args=[plan.uuid]),
    )
    return proposal


@transaction.atomic
def decline(*, early_review: EarlyReview, reason: str, by: User, now: datetime) -> EarlyReview:
    """No meeting is needed, and this is why. Raises AlreadySettled, DeclineReasonMissing."""
    locked = _lock_open(early_review)
    if not reason.strip():
        raise DeclineReasonMissing
    locked.declined_reason, locked.settled_at, locked.settled_by = reason.strip(), now, by
    history.save(locked, by=by, reason="Declined", at=now)
    return locked


def settle_by(early_review: EarlyReview, meeting: PlanMeeting, *, by: User, now: datetime) -> None:
    """The meeting is the answer to the proposal. Raises AlreadySettled."""
    locked = _lock_open(early_review)
    locked.meeting, locked.settled_at, locked.settled_by = meeting, now, by
    history.save(locked, by=by, reason="Meeting called", at=now)


def reopen(meeting: PlanMeeting, *, by: User | None, now: datetime) -> None:
    """The meeting is called off, so that what it settled waits for an answer again."""
    for proposal in EarlyReview.objects.select_for_update(of=("self",)).filter(meeting=meeting):
        proposal.meeting = proposal.settled_at = proposal.settled_by = None
        history.save(proposal, by=by, reason="The meeting was called off", at=now)


def propose_early_reviews(*, now: datetime) -> int:
    """Propose a review for each new incident at a place with a plan, for attendance that fell to the limit there, and for each
    new move of home; how many. Run again, it changes nothing.
    """
    proposed = EarlyReview.objects.filter(source_uuid=OuterRef("uuid"))
    incidents = (
        Incident.objects.open()
        .filter(
            ~Exists(proposed),
            logged_at__gt=now - LOOKS_BACK,
            enrolment__plan__isnull=False,
            enrolment__ended_on__isnull=True,
            learner__closed_on__isnull=True,
        )
        .select_related("enrolment__plan__learner", "enrolment__plan__enrolment", "logged_by")
        .order_by("logged_at", "id")
    )
    number = 0
    for incident in incidents:
        propose(
            plan=incident.enrolment.plan, reason=EarlyReason.INCIDENT, source_uuid=incident.uuid,
            words=str(incident.get_kind_display()), by=None, now=now,
        )  # fmt: skip
        number += 1
    return number + _for_attendance(now) + _for_home_moves(now)


def _for_attendance(now: datetime) -> int:
    """The plan of each place at which attendance fell to the limit (A35)."""
    proposed = EarlyReview.objects.filter(source_uuid=OuterRef("uuid"))
    concerns = (
        AttendanceConcern.objects.filter(
            ~Exists(proposed),
            state=ConcernState.OPEN,
            opened_at__gt=now - LOOKS_BACK,
            enrolment__plan__isnull=False,
            enrolment__ended_on__isnull=True,
            enrolment__learner__in=Learner.objects.open(),
        )
        .select_related("enrolment__plan__learner", "enrolment__plan__enrolment")
        .order_by("opened_at", "id")
    )
    number = 0
    for concern in concerns:
        propose(
            plan=concern.enrolment.plan, reason=EarlyReason.ATTENDANCE, source_uuid=concern.uuid,
            words=f"Attendance was {concern.percent}%. The limit is {concern.limit}%.", by=None, now=now,
        )  # fmt: skip
        number += 1
    return number


def _for_home_moves(now: datetime) -> int:
    """Each running plan of somebody who moves home (W14), at every place they have."""
    proposed = EarlyReview.objects.filter(plan=OuterRef("pk"), source_uuid=OuterRef(OuterRef("uuid")))
    waiting = EducationPlan.objects.running().filter(~Exists(proposed), learner=OuterRef("learner"))
    moves = HomeMove.objects.filter(
        Exists(waiting), recorded_at__gt=now - LOOKS_BACK, learner__in=Learner.objects.open()
    )
    number = 0
    for move in moves.order_by("recorded_at", "id"):
        plans = EducationPlan.objects.running().filter(learner=move.learner_id)
        settled = EarlyReview.objects.filter(source_uuid=move.uuid).values("plan")
        for plan in plans.exclude(pk__in=settled).select_related("learner", "enrolment").order_by("id"):
            propose(
                plan=plan, reason=EarlyReason.CHANGE, source_uuid=move.uuid,
                words=f"They move home. For education: {move.get_effect_display().lower()}", by=None, now=now,
            )  # fmt: skip
            number += 1
    return number


def _lock_open(early_review: EarlyReview) -> EarlyReview:
    locked = EarlyReview.objects.select_for_update(of=("self",)).get(pk=early_review.pk)
    if locked.settled_at is not None:
        raise AlreadySettled
    return locked
