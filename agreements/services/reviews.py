"""The yearly review of an agreement (A6): opened by the Virtual School, answered by the provider and then by the Virtual
School, closed when both agree on an outcome. Its clock stops then, and the next one starts.
"""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.roles import roles_with
from accounts.selectors import holders_of
from agreements.enums import AgreementStatus, Kept, ReviewOutcome, Side
from agreements.models import Agreement, AgreementReview, ReviewAction, ReviewAnswer
from agreements.selectors.questions import QUESTION_BY_KEY, problem_with
from agreements.selectors.reviews import (
    agency_of,
    agreed_at,
    both_answered,
    figures_of,
    handed_in_at,
    may_answer_now,
    missing_answers,
    next_period,
    open_review,
)
from agreements.selectors.upkeep import AGREEMENT_REVIEW
from agreements.services.agreements import AgreementError
from agreements.services.upkeep import begin_review_clock
from deadlines.services import lock_open, meet
from notifications.enums import MessageKind
from notifications.services import tell


class ReviewRefused(AgreementError):
    """Why this cannot be done in a review. `field` is the question it belongs to, if there is one."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def begin_review(*, agreement: Agreement, by: User, now: datetime) -> AgreementReview:
    """Open the review of the time since the last one, with the figures as they are now. The provider is told: it answers
    first. Raises ReviewRefused.
    """
    agreement = (
        Agreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("virtual_school", "provider")
        .get(pk=agreement.pk)
    )
    if agreement.status != AgreementStatus.IN_FORCE:
        raise ReviewRefused("Only an agreement in force is reviewed.")
    if open_review(agreement) is not None:
        raise ReviewRefused("A review of this agreement is open already.")
    period = next_period(agreement, local_date(now))
    if period is None:
        raise ReviewRefused("There is nothing to look back on yet.")
    review = AgreementReview(
        agreement=agreement,
        period_from=period[0],
        period_to=period[1],
        figures=figures_of(agreement, *period, now),
        opened_at=now,
        opened_by=by,
    )
    history.save(review, by=by, reason="Opened", at=now)
    _tell(review, [Side.PROVIDER], "opened", by=by, now=now)
    return review


@transaction.atomic
def answer_question(
    *, review: AgreementReview, side: Side, key: str, kept: str = "", text: str = "", by: User, now: datetime
) -> ReviewAnswer:
    """Keep one side's answer to one question, until that side hands its answers in. Raises ReviewRefused."""
    review = _locked(review)
    _require_turn(review, side)
    question = QUESTION_BY_KEY.get(key)
    if question is None:
        raise ReviewRefused("There is no such question.")
    if problem := problem_with(question, kept, text):
        raise ReviewRefused(problem[1], problem[0])
    answer = review.answers.filter(question=key, side=side).first() or ReviewAnswer(
        review=review, question=key, side=side
    )
    answer.kept = str(Kept(kept)) if question.duty else ""
    answer.text = text.strip()
    history.save(answer, by=by, at=now)
    return answer


@transaction.atomic
def hand_in(*, review: AgreementReview, side: Side, by: User, now: datetime) -> AgreementReview:
    """All questions are answered: the other side sees the answers and is told. Raises ReviewRefused."""
    review = _locked(review)
    _require_turn(review, side)
    if missing := missing_answers(review, side):
        raise ReviewRefused(f"Answer every question first: {len(missing)} to go.")
    if side == Side.PROVIDER:
        review.provider_answered_at, review.provider_answered_by = now, by
        history.save(review, by=by, reason="The provider handed in its answers", at=now)
        _tell(review, [Side.VIRTUAL_SCHOOL], "provider_answered", by=by, now=now)
    else:
        review.school_answered_at, review.school_answered_by = now, by
        history.save(review, by=by, reason="The Virtual School handed in its answers", at=now)
        _tell(review, [Side.PROVIDER], "school_answered", by=by, now=now)
    return review


@transaction.atomic
def add_action(
    *, review: AgreementReview, text: str, owner: Agency, lead: str = "", due_on: date, by: User, now: datetime
) -> ReviewAction:
    """Something the two sides will do, by whom and by when. Whoever had agreed to the outcome before must look again.
    Raises ReviewRefused.
    """
    review = _to_be_agreed(review)
    if not text.strip():
        raise ReviewRefused("Enter what will be done", "text")
    if owner.pk not in (review.agreement.provider_id, review.agreement.virtual_school_id):
        raise ReviewRefused("Choose one of the two sides", "owner")
    if due_on <= local_date(now):
        raise ReviewRefused("The day must be in the future", "due_on")
    action = ReviewAction(review=review, text=text.strip(), owner=owner, lead=lead.strip(), due_on=due_on)
    history.save(action, by=by, reason="Proposed", at=now)
    _look_again(review, by=by, now=now)
    return action


@transaction.atomic
def drop_action(*, action: ReviewAction, by: User, now: datetime) -> None:
    """Take back an action before both have agreed. Raises ReviewRefused."""
    review = _to_be_agreed(action.review)
    action.delete()
    _look_again(review, by=by, now=now)


@transaction.atomic
def finish_action(*, action: ReviewAction, done_on: date, result: str, by: User, now: datetime) -> ReviewAction:
    """An agreed action is done, with what came of it. Raises ReviewRefused."""
    action = (
        ReviewAction.objects.select_for_update(of=("self",), no_key=True).select_related("review").get(pk=action.pk)
    )
    if action.review.completed_at is None:
        raise ReviewRefused("Both sides have to agree on the review first.")
    if action.done_on is not None:
        raise ReviewRefused("This action is done already.")
    if done_on > local_date(now):
        raise ReviewRefused("It cannot have been done in the future", "done_on")
    if not result.strip():
        raise ReviewRefused("Enter what came of it", "result")
    action.done_on, action.result = done_on, result.strip()
    history.save(action, by=by, reason="Done", at=now)
    return action


@transaction.atomic
def propose_outcome(
    *, review: AgreementReview, side: Side, outcome: ReviewOutcome, reason: str, by: User, now: datetime
) -> AgreementReview:
    """Either side proposes what becomes of the agreement and thereby agrees to it; the other one is asked. Raises
    ReviewRefused.
    """
    review = _to_be_agreed(review)
    if outcome != ReviewOutcome.RENEW and not reason.strip():
        raise ReviewRefused("Say why", "reason")
    review.outcome, review.outcome_reason = outcome, reason.strip()
    _forget_agreement(review)
    _agree(review, side, by, now)
    history.save(review, by=by, reason=f"Proposed: {outcome.label.lower()}", at=now)
    other = Side.PROVIDER if side == Side.VIRTUAL_SCHOOL else Side.VIRTUAL_SCHOOL
    _tell(review, [other], "outcome_proposed", by=by, now=now)
    return review


@transaction.atomic
def agree_outcome(*, review: AgreementReview, side: Side, by: User, now: datetime) -> AgreementReview:
    """One side agrees to the outcome and the actions. When both have, the review is complete: the clock of the yearly
    review is met and the next one starts. Raises ReviewRefused.
    """
    review = _to_be_agreed(review)
    if not review.outcome:
        raise ReviewRefused("No outcome has been proposed yet.")
    if agreed_at(review, side) is not None:
        raise ReviewRefused("Your side has agreed already.")
    _agree(review, side, by, now)
    if review.provider_agreed_at and review.school_agreed_at:
        review.completed_at = now
    history.save(review, by=by, reason="Agreed", at=now)
    if review.completed_at:
        _next_year(review.agreement, by=by, now=now)
        _tell(review, list(Side), "completed", by=by, now=now)
    return review


def _next_year(agreement: Agreement, *, by: User, now: datetime) -> None:
    """The clock that runs is met and the next one starts; of an agreement that is over none starts."""
    if clock := lock_open(duty_code=AGREEMENT_REVIEW, subject_uuid=agreement.uuid):
        meet(deadline=clock, at=now, by=by, now=now)
    today = local_date(now)
    is_over = agreement.ends_on is not None and agreement.ends_on < today
    if agreement.status == AgreementStatus.IN_FORCE and agreement.put_in_force_at and not is_over:
        begin_review_clock(agreement=agreement, starts_on=today, by=by, now=now)


def _locked(review: AgreementReview) -> AgreementReview:
    """The review as it is now, with its agreement. ReviewRefused if it is complete."""
    review = (
        AgreementReview.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agreement__virtual_school", "agreement__provider")
        .get(pk=review.pk)
    )
    if review.completed_at is not None:
        raise ReviewRefused("This review is complete. What it says stays as it is.")
    return review


def _to_be_agreed(review: AgreementReview) -> AgreementReview:
    review = _locked(review)
    if not both_answered(review):
        raise ReviewRefused("Both sides have to hand in their answers first.")
    return review


def _require_turn(review: AgreementReview, side: Side) -> None:
    if handed_in_at(review, side) is not None:
        raise ReviewRefused("Your side has handed in its answers.")
    if not may_answer_now(review, side):
        raise ReviewRefused("The provider answers first.")


def _agree(review: AgreementReview, side: Side, by: User, now: datetime) -> None:
    if side == Side.PROVIDER:
        review.provider_agreed_at, review.provider_agreed_by = now, by
    else:
        review.school_agreed_at, review.school_agreed_by = now, by


def _forget_agreement(review: AgreementReview) -> None:
    review.provider_agreed_at = review.provider_agreed_by = None
    review.school_agreed_at = review.school_agreed_by = None


def _look_again(review: AgreementReview, *, by: User, now: datetime) -> None:
    """What had been agreed to is no longer what stands there."""
    if review.provider_agreed_at or review.school_agreed_at:
        _forget_agreement(review)
        history.save(review, by=by, reason="The actions changed: both sides have to agree again", at=now)


def _tell(review: AgreementReview, sides: list[Side], what: str, *, by: User, now: datetime) -> None:
    """Those who may answer for these sides hear of it."""
    agreement = review.agreement
    agencies = [agency_of(agreement, side) for side in sides]
    held = holders_of(roles_with(Permission.ANSWER_REVIEW), [agency.pk for agency in agencies])
    topic = f"agreement-review:{review.uuid}:{review.history.count()}"
    for agency in agencies:
        other = agreement.provider if agency.pk == agreement.virtual_school_id else agreement.virtual_school
        tell(
            held[agency.pk],
            f"agreements/email/review_{what}.txt",
            {"agency": other.name},
            kind=MessageKind.AGREEMENT,
            link=reverse("agreements:review", args=[review.uuid]),
            topic=topic,
            by=by,
            now=now,
        )
