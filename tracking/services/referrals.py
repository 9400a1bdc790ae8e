"""Putting a young person forward for an opportunity, and what becomes of it (P7, W4)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from learners.models import Learner
from learners.selectors.people import key_worker_at
from learners.services.notices import tell
from notifications.enums import MessageKind
from tracking.enums import Barrier, ReferralState
from tracking.models import Opportunity, Referral
from tracking.rules.referrals import BEFORE, NEXT, OVER, TAKES_A_PLACE, WITHOUT_SUCCESS, places_left
from tracking.services.opportunities import lock_opportunity
from tracking.services.own_clocks import TrackingError, lock_learner


class ReferralError(TrackingError):
    """A referral that cannot be kept so. `field` is the question it belongs to."""

    def __init__(self, field: str | None, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Step:
    """The next thing that happened to a referral. `on`: the day they started, completed it or left. Whoever did not get in
    or left early has a reason, by theme and in words.
    """

    state: ReferralState
    on: date | None = None
    barrier: Barrier | str = ""
    reason: str = ""
    what_next: str = ""


@transaction.atomic
def refer(*, learner: Learner, opportunity: Opportunity, why: str, by: User, now: datetime) -> Referral:
    """Put a young person forward; their key worker is told, unless it is they who do it. Raises ReferralError: nothing can
    be referred to it today, all places are taken, or they are put forward already; CaseHasEnded.
    """
    learner = lock_learner(learner)
    opportunity = lock_opportunity(opportunity)
    if not why.strip():
        raise ReferralError("why", "Say why it fits")
    if not Opportunity.objects.open(local_date(now)).filter(pk=opportunity.pk).exists():
        raise ReferralError("opportunity", f"Nobody can be referred to “{opportunity.title}” any more")
    _require_place(opportunity)
    again = opportunity.referrals.filter(learner=learner).exclude(state__in=WITHOUT_SUCCESS)
    if there := again.first():
        state = there.get_state_display().lower()
        raise ReferralError(
            "opportunity", f"{learner.called} is on the list for “{opportunity.title}” already: {state}"
        )
    referral = Referral(
        learner=learner, opportunity=opportunity, why=why.strip(), referred_at=now, referred_by=by
    )  # fmt: skip
    history.save(referral, by=by, reason="Referred", at=now)
    post = key_worker_at(learner, now)
    tell(
        [person for person in (post.holder, post.cover) if person is not None],
        learner=learner,
        kind=MessageKind.PLAN,
        template="tracking/email/referred.txt",
        context={},
        topic=f"referral:{referral.uuid}",
        by=by,
        now=now,
        link=reverse("tracking:referral", args=[referral.uuid]),
    )
    return referral


@transaction.atomic
def take_step(*, referral: Referral, step: Step, by: User, now: datetime) -> Referral:
    """Record what happened next. Also once the case is closed: outcomes are known late. Raises ReferralError."""
    opportunity, referral = _lock(referral)
    before, state = ReferralState(referral.state), ReferralState(step.state)
    if state not in NEXT[before]:
        raise ReferralError("state", f"After “{before.label.lower()}” this cannot follow")
    if state in TAKES_A_PLACE and before not in TAKES_A_PLACE:
        _require_place(opportunity)
    _require_day(referral, step, today=local_date(now))
    if state in WITHOUT_SUCCESS:
        if not step.barrier:
            raise ReferralError("barrier", "Choose what stood in the way")
        if not step.reason.strip():
            raise ReferralError("reason", "Say why, in a few words")
        referral.barrier, referral.reason = step.barrier, step.reason.strip()
    if state == ReferralState.STARTED:
        referral.started_on = step.on
    elif before == ReferralState.STARTED:
        referral.ended_on = step.on
    if step.what_next.strip():
        referral.what_next = step.what_next.strip()
    referral.state = state
    history.save(referral, by=by, reason=str(state.label), at=now)
    return referral


@transaction.atomic
def tell_what_next(*, referral: Referral, what_next: str, by: User, now: datetime) -> Referral:
    """What happened after it was over; known weeks later, and changed when more is known. Raises ReferralError."""
    _, referral = _lock(referral)
    if referral.state not in OVER:
        raise ReferralError(None, "This is not over yet")
    if not what_next.strip():
        raise ReferralError("what_next", "Say what happened next")
    referral.what_next = what_next.strip()
    history.save(referral, by=by, reason="What happened next", at=now)
    return referral


@transaction.atomic
def take_back(*, referral: Referral, reason: str, by: User, now: datetime) -> Referral:
    """The last step was a mistake: the referral stands where it stood before. Raises ReferralError."""
    opportunity, referral = _lock(referral)
    state = ReferralState(referral.state)
    if state not in BEFORE:
        raise ReferralError(None, "Nothing has happened yet that could be taken back")
    if not reason.strip():
        raise ReferralError("reason", "Say what was wrong")
    back = BEFORE[state]
    if back == ReferralState.STARTED and state not in TAKES_A_PLACE:
        _require_place(opportunity)
    if back != ReferralState.STARTED:
        referral.started_on = None
    if state in OVER and _others_open(referral):
        raise ReferralError(None, "They were referred to it once more since. Go on with that referral")
    referral.ended_on, referral.barrier, referral.reason, referral.state = None, "", "", back
    history.save(referral, by=by, reason=f"Taken back: {reason.strip()}"[:100], at=now)
    return referral


def _lock(referral: Referral) -> tuple[Opportunity, Referral]:
    """The opportunity first, as everybody who counts its places."""
    opportunity = lock_opportunity(referral.opportunity)
    locked: Referral = Referral.objects.select_for_update(of=("self",)).select_related("learner").get(pk=referral.pk)
    locked.opportunity = opportunity
    return opportunity, locked


def _others_open(referral: Referral) -> bool:
    same = Referral.objects.filter(opportunity=referral.opportunity_id, learner=referral.learner_id)
    return same.exclude(pk=referral.pk).exclude(state__in=WITHOUT_SUCCESS).exists()


def _require_place(opportunity: Opportunity) -> None:
    taken = opportunity.referrals.filter(state__in=TAKES_A_PLACE).count()
    if places_left(opportunity.places, taken) == 0:
        raise ReferralError(None, f"All {opportunity.places} places of “{opportunity.title}” are taken")


def _require_day(referral: Referral, step: Step, *, today: date) -> None:
    if step.state == ReferralState.STARTED:
        field, missing = "started_on", "Enter the day they started"
    elif referral.state == ReferralState.STARTED:
        field, missing = "ended_on", "Enter the day it ended for them"
    else:
        return
    if step.on is None:
        raise ReferralError(field, missing)
    if step.on > today:
        raise ReferralError(field, "The day must be today or in the past")
    if field == "ended_on" and referral.started_on is not None and step.on < referral.started_on:
        raise ReferralError(field, f"They started on {referral.started_on:%-d %B %Y}. It cannot have ended before that")
