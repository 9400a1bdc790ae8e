"""What the two clocks of a plan should be, computed afresh from enrolments, plans and reviews (`check_ledger`).

The due moment is not among it: it follows from the start and from the terms that were copied when the clock opened,
which the check of the ledger itself counts out again.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from accounts.clock import local_date
from deadlines.calendar import local_midnight
from deadlines.enums import DeadlineState
from deadlines.registry import Expected
from education_plans.models import EducationPlan, PlanReview
from education_plans.rules import moment_of_day, review_chain
from learners.models import Enrolment

EDUCATION_PLAN = "education_plan"
PLAN_REVIEW = "plan_review"
BATCH = 500


def education_plan_clocks(now: datetime) -> Iterator[Expected]:
    """One clock per enrolment: met when the plan was agreed, without force once the place has ended, else open."""
    for enrolments in _batches(Enrolment.objects.select_related("plan")):
        for enrolment in enrolments:
            plan: EducationPlan | None = getattr(enrolment, "plan", None)
            agreed_at = plan.agreed_at if plan else None
            yield _expected(
                EDUCATION_PLAN,
                enrolment,
                enrolment.starts_on,
                met_at=agreed_at,
                has_ended=enrolment.ended_on is not None,
            )


def plan_review_clocks(now: datetime) -> Iterator[Expected]:
    """A chain of clocks per agreed plan.

    Each review meets one and starts the next, which is open until the place ends.
    """
    reviews = Prefetch("plan__reviews", PlanReview.objects.order_by("recorded_at", "id"))
    agreed = Enrolment.objects.filter(plan__agreed_at__isnull=False).select_related("plan").prefetch_related(reviews)
    for enrolments in _batches(agreed):
        for enrolment in enrolments:
            yield from _review_clocks(enrolment)


def _review_clocks(enrolment: Enrolment) -> Iterator[Expected]:
    reviews = {review.held_on: review for review in enrolment.plan.reviews.all()}
    agreed_at = enrolment.plan.agreed_at
    assert agreed_at is not None, "only agreed plans are asked for"
    chain = review_chain(agreed_on=local_date(agreed_at), starts_on=enrolment.starts_on, held_on=list(reviews))
    for starts_on, held_on in chain:
        met_at = moment_of_day(held_on, now=reviews[held_on].recorded_at) if held_on else None
        yield _expected(PLAN_REVIEW, enrolment, starts_on, met_at=met_at, has_ended=enrolment.ended_on is not None)


def _expected(
    duty_code: str, enrolment: Enrolment, starts_on: date, *, met_at: datetime | None, has_ended: bool
) -> Expected:
    if met_at is not None:
        state = DeadlineState.MET
    else:
        state = DeadlineState.CANCELLED if has_ended else DeadlineState.OPEN
    return Expected(
        duty_code=duty_code,
        subject_uuid=enrolment.uuid,
        learner_id=enrolment.learner_id,
        starts_at=local_midnight(starts_on),
        original_due_at=None,
        state=state,
        met_at=met_at,
    )


def _batches(enrolments: QuerySet[Enrolment]) -> Iterator[list[Enrolment]]:
    """All of them, by key, so many at a time."""
    last = 0
    while batch := list(enrolments.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
