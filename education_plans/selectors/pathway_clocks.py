"""What the clocks of pathway plans should be, computed afresh from plans, requests and reviews (`check_ledger`)."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from accounts.clock import local_date
from deadlines.calendar import local_midnight
from deadlines.enums import DeadlineState
from deadlines.registry import Expected
from education_plans.models import PathwayPlan, PathwayReviewRequest
from education_plans.rules import moment_of_day, review_chain

PATHWAY_REVIEW = "pathway_review"
PATHWAY_REVIEW_ASKED = "pathway_review_asked"


def pathway_review_clocks(now: datetime) -> Iterator[Expected]:
    """A chain of clocks per plan that holds: each review meets one and starts the next, which is open until the plan or
    the case is closed.
    """
    plans = PathwayPlan.objects.filter(in_force_at__isnull=False).select_related("learner").prefetch_related("reviews")
    for plan in plans.order_by("pk").iterator(chunk_size=500):
        assert plan.in_force_at is not None, "only plans that hold are asked for"
        reviews = sorted(plan.reviews.all(), key=lambda review: (review.recorded_at, review.pk))
        recorded = {review.held_on: review.recorded_at for review in reviews}
        since = local_date(plan.in_force_at)
        for starts_on, held_on in review_chain(agreed_on=since, starts_on=since, held_on=list(recorded)):
            met_at = moment_of_day(held_on, now=recorded[held_on]) if held_on else None
            yield _expected(PATHWAY_REVIEW, plan.uuid, plan, starts_on, met_at)


def pathway_review_asked_clocks(now: datetime) -> Iterator[Expected]:
    """One clock per request, met by the review it led to."""
    requests = PathwayReviewRequest.objects.select_related("pathway__learner", "review").order_by("pk")
    for request in requests.iterator(chunk_size=500):
        review = request.review
        met_at = moment_of_day(review.held_on, now=review.recorded_at) if review else None
        yield _expected(PATHWAY_REVIEW_ASKED, request.uuid, request.pathway, local_date(request.asked_at), met_at)


def _expected(
    duty_code: str, subject_uuid: UUID, plan: PathwayPlan, starts_on: date, met_at: datetime | None
) -> Expected:
    if met_at is not None:
        state = DeadlineState.MET
    else:
        has_ended = plan.closed_on is not None or plan.learner.is_closed
        state = DeadlineState.CANCELLED if has_ended else DeadlineState.OPEN
    return Expected(
        duty_code=duty_code,
        subject_uuid=subject_uuid,
        learner_id=plan.learner_id,
        starts_at=local_midnight(starts_on),
        original_due_at=None,
        state=state,
        met_at=met_at,
    )
