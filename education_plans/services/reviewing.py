"""Review meetings that were held (A14, A28)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from deadlines.services import lock_open, meet
from education_plans.enums import PlanState
from education_plans.models import EducationPlan, PlanReview
from education_plans.rules import moment_of_day, review_chain
from education_plans.services.clocks import PLAN_REVIEW, open_review
from education_plans.services.errors import PlanError, lock_plan


class PlanNotAgreed(PlanError):
    def __init__(self) -> None:
        super().__init__("A plan is reviewed once it has been agreed. Agree it first.")


class HeldInFuture(PlanError):
    field = "held_on"

    def __init__(self) -> None:
        super().__init__("The review cannot have been held in the future.")


class HeldBeforeAgreed(PlanError):
    field = "held_on"

    def __init__(self, agreed_on: date) -> None:
        super().__init__(
            f"The plan was agreed on {agreed_on:%-d %B %Y}. A review of it cannot have been held before that."
        )


class ReviewedThatDay(PlanError):
    field = "held_on"

    def __init__(self) -> None:
        super().__init__("A review held on that day is already recorded.")


@transaction.atomic
def record_review(
    *,
    plan: EducationPlan,
    held_on: date,
    place: str = "",
    attendees: str,
    young_person_said: str,
    decisions: str,
    by: User,
    now: datetime,
) -> PlanReview:
    """Record a review that was held. It meets the review clock and opens the next, six months from the day it was held.

    A review held on or before the day the running clock starts with is recorded but moves no clock; a plan without a
    place has none (the clock of the pathway plan covers it). Raises PlanNotAgreed, HeldInFuture, HeldBeforeAgreed,
    ReviewedThatDay, EnrolmentHasEnded, PlanIsClosed.
    """
    plan = lock_plan(plan)
    if plan.state != PlanState.AGREED or plan.agreed_at is None:
        raise PlanNotAgreed
    agreed_on = local_date(plan.agreed_at)
    if held_on > local_date(now):
        raise HeldInFuture
    if held_on < agreed_on:
        raise HeldBeforeAgreed(agreed_on)
    held_before = list(plan.reviews.order_by("recorded_at", "id").values_list("held_on", flat=True))
    if held_on in held_before:
        raise ReviewedThatDay
    review = PlanReview(
        plan=plan,
        held_on=held_on,
        place=place,
        attendees=attendees,
        young_person_said=young_person_said,
        decisions=decisions,
        recorded_at=now,
        recorded_by=by,
    )
    history.save(review, by=by, at=now)
    enrolment = plan.enrolment
    if enrolment is None:
        return review
    *_, (anchor, _still_open) = review_chain(agreed_on=agreed_on, starts_on=enrolment.starts_on, held_on=held_before)
    if held_on > anchor:
        running = lock_open(duty_code=PLAN_REVIEW, subject_uuid=enrolment.uuid)
        if running is not None:
            meet(deadline=running, at=moment_of_day(held_on, now=now), by=by, now=now)
        open_review(enrolment, starts_on=held_on, by=by, now=now)
    return review
