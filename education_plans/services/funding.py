"""Pupil Premium Plus for a target: asked for, decided by the Virtual School, spent, and what it brought (M9)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import FundingState, TargetState
from education_plans.models import FundingRequest, FundingSpend, Target
from education_plans.selectors.funding import spent_of
from education_plans.services.errors import PlanError, lock_plan
from learners.services.notices import tell
from notifications.enums import MessageKind


class FundingError(PlanError):
    """Why money cannot be asked for, decided on or spent so. `field` is the question it belongs to."""


class FundingIncomplete(FundingError):
    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class TargetNotOpen(FundingError):
    def __init__(self) -> None:
        super().__init__("Money is asked for with a target that is still open.")


class NotWaiting(FundingError):
    def __init__(self, request: FundingRequest) -> None:
        super().__init__(f"This request is no longer waiting for a decision: {request.get_state_display().lower()}.")


class DecidesOwnRequest(FundingError):
    def __init__(self) -> None:
        super().__init__("You asked for this money yourself. Somebody else at the Virtual School decides.")


class MoreThanAsked(FundingError):
    field = "approved_amount"

    def __init__(self, asked: Decimal) -> None:
        super().__init__(f"£{asked:,.2f} was asked for. You cannot approve more than that.")


class NotApproved(FundingError):
    def __init__(self) -> None:
        super().__init__("Only money that was approved can be spent.")


class OverSpent(FundingError):
    """`left` is what may still be spent, in pounds."""

    field = "amount"

    def __init__(self, left: Decimal) -> None:
        super().__init__(f"£{left:,.2f} of what was approved is left. You cannot spend more than that.")
        self.left = left


class SpentInFuture(FundingError):
    field = "spent_on"

    def __init__(self) -> None:
        super().__init__("The day it was spent cannot be in the future.")


class SpentBeforeDecision(FundingError):
    field = "spent_on"

    def __init__(self, decided_on: date) -> None:
        super().__init__(f"The money was approved on {decided_on:%-d %B %Y}. It cannot have been spent before that.")


@transaction.atomic
def request_funding(*, target: Target, what_for: str, amount: Decimal, by: User, now: datetime) -> FundingRequest:
    """Ask the Virtual School for money, in pounds, to reach a target.

    Raises FundingIncomplete, TargetNotOpen, EnrolmentHasEnded, PlanIsClosed.
    """
    lock_plan(target.plan)
    target = Target.objects.select_for_update(of=("self",), no_key=True).get(pk=target.pk)
    if target.state != TargetState.OPEN:
        raise TargetNotOpen
    if not what_for.strip():
        raise FundingIncomplete("what_for", "Say what the money is for.")
    _positive(amount)
    request = FundingRequest(
        target=target, what_for=" ".join(what_for.split()), amount=amount, requested_at=now, requested_by=by
    )
    history.save(request, by=by, reason="Asked for", at=now)
    return request


@transaction.atomic
def decide_funding(
    *, request: FundingRequest, approved_amount: Decimal | None, reason: str, by: User, now: datetime
) -> FundingRequest:
    """Approve a sum in pounds, at most what was asked for, or refuse (`approved_amount` None), with the reason. Whoever
    asked is told, and never decides. Raises NotWaiting, DecidesOwnRequest, MoreThanAsked, FundingIncomplete.
    """
    request = _locked(request)
    if request.state != FundingState.REQUESTED:
        raise NotWaiting(request)
    if request.requested_by_id == by.pk:
        raise DecidesOwnRequest
    if not reason.strip():
        raise FundingIncomplete("reason", "Give the reason. Whoever asked reads it.")
    if approved_amount is not None:
        _positive(approved_amount, "approved_amount")
        if approved_amount > request.amount:
            raise MoreThanAsked(request.amount)
    request.state = FundingState.REFUSED if approved_amount is None else FundingState.APPROVED
    request.approved_amount, request.decision_reason = approved_amount, " ".join(reason.split())
    request.decided_at, request.decided_by = now, by
    history.save(request, by=by, reason=str(FundingState(request.state).label), at=now)
    plan = request.target.plan
    tell(
        [request.requested_by],
        learner=plan.learner,
        kind=MessageKind.PLAN,
        template="education_plans/email/funding_decided.txt",
        context={},
        topic=f"funding:{request.uuid}:decided",
        by=by,
        now=now,
        link=reverse("education_plans:funding", args=[plan.uuid, request.uuid]),
    )
    return request


@transaction.atomic
def withdraw_funding(*, request: FundingRequest, reason: str, by: User, now: datetime) -> FundingRequest:
    """Take a request back before it is decided; the reason stays in its history. Raises NotWaiting, FundingIncomplete."""
    request = _locked(request)
    if request.state != FundingState.REQUESTED:
        raise NotWaiting(request)
    if not reason.strip():
        raise FundingIncomplete("reason", "Say why it is no longer needed.")
    request.state = FundingState.WITHDRAWN
    history.save(request, by=by, reason=f"Withdrawn: {reason.strip()}", at=now)
    return request


@transaction.atomic
def record_spend(
    *, request: FundingRequest, spent_on: date, amount: Decimal, what: str, by: User, now: datetime
) -> FundingSpend:
    """Record what was spent, in pounds. All that was spent is never more than was approved: the request is locked while it
    is counted. Raises NotApproved, FundingIncomplete, SpentInFuture, SpentBeforeDecision, OverSpent.
    """
    request = _locked(request)
    if request.state != FundingState.APPROVED or request.approved_amount is None or request.decided_at is None:
        raise NotApproved
    if not what.strip():
        raise FundingIncomplete("what", "Say what it was spent on.")
    _positive(amount)
    if spent_on > local_date(now):
        raise SpentInFuture
    if spent_on < local_date(request.decided_at):
        raise SpentBeforeDecision(local_date(request.decided_at))
    left = request.approved_amount - spent_of(request)
    if amount > left:
        raise OverSpent(left)
    spend = FundingSpend(
        request=request, spent_on=spent_on, amount=amount, what=" ".join(what.split()), recorded_at=now, recorded_by=by
    )
    history.save(spend, by=by, reason="Spent", at=now)
    return spend


@transaction.atomic
def take_back_spend(*, spend: FundingSpend, reason: str, by: User, now: datetime) -> None:
    """Take away a spend that was entered by mistake or paid back; history keeps it, with the reason. Raises
    FundingIncomplete.
    """
    _locked(spend.request)
    if not reason.strip():
        raise FundingIncomplete("reason", "Say why it is taken away.")
    if not FundingSpend.objects.filter(pk=spend.pk).exists():
        return  # somebody else has just taken it away; the history says so once
    spend._history_user = by  # type: ignore[attr-defined]  # these three are read by simple-history
    spend._history_date = now  # type: ignore[attr-defined]
    spend._change_reason = reason.strip()  # type: ignore[attr-defined]
    spend.delete()


@transaction.atomic
def record_impact(*, request: FundingRequest, impact: str, by: User, now: datetime) -> FundingRequest:
    """Say what the money brought for the young person. Raises NotApproved, FundingIncomplete."""
    request = _locked(request)
    if request.state != FundingState.APPROVED:
        raise NotApproved
    if not impact.strip():
        raise FundingIncomplete("impact", "Say what the money brought.")
    request.impact = impact.strip()
    history.save(request, by=by, reason="What it brought", at=now)
    return request


def _locked(request: FundingRequest) -> FundingRequest:
    return (
        FundingRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("target__plan__learner", "requested_by")
        .get(pk=request.pk)
    )


def _positive(amount: Decimal, field: str = "amount") -> None:
    if amount <= 0:
        raise FundingIncomplete(field, "Enter a sum above zero.")
