"""What the two clocks of a plan should be, computed afresh from enrolments, plans and reviews (`check_ledger`).

The limit is the one copied into the deadline when it opened: terms may change later, a deadline does not.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.clock import local_date
from deadlines.calendar import due_for, local_midnight
from deadlines.enums import DeadlineState, Unit
from deadlines.models import Deadline
from deadlines.registry import Expected
from deadlines.rules import Limit
from education_plans.models import EducationPlan, PlanReview
from education_plans.rules import moment_of_day, review_chain
from learners.models import Enrolment

EDUCATION_PLAN = "education_plan"
PLAN_REVIEW = "plan_review"
BATCH = 500

_Limits = dict[tuple[UUID, datetime], Limit]


def education_plan_clocks(now: datetime) -> Iterator[Expected]:
    """One clock per enrolment: met when the plan was agreed, without force once the place has ended, else open."""
    for enrolments in _batches(Enrolment.objects.select_related("plan")):
        limits = _limits_of(EDUCATION_PLAN, [enrolment.uuid for enrolment in enrolments])
        for enrolment in enrolments:
            plan: EducationPlan | None = getattr(enrolment, "plan", None)
            agreed_at = plan.agreed_at if plan else None
            yield _expected(
                EDUCATION_PLAN,
                enrolment,
                enrolment.starts_on,
                limits,
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
        limits = _limits_of(PLAN_REVIEW, [enrolment.uuid for enrolment in enrolments])
        for enrolment in enrolments:
            yield from _review_clocks(enrolment, limits)


def _review_clocks(enrolment: Enrolment, limits: _Limits) -> Iterator[Expected]:
    reviews = {review.held_on: review for review in enrolment.plan.reviews.all()}
    agreed_at = enrolment.plan.agreed_at
    assert agreed_at is not None, "only agreed plans are asked for"
    chain = review_chain(agreed_on=local_date(agreed_at), starts_on=enrolment.starts_on, held_on=list(reviews))
    for starts_on, held_on in chain:
        met_at = moment_of_day(held_on, now=reviews[held_on].recorded_at) if held_on else None
        yield _expected(
            PLAN_REVIEW, enrolment, starts_on, limits, met_at=met_at, has_ended=enrolment.ended_on is not None
        )


def _expected(
    duty_code: str, enrolment: Enrolment, starts_on: date, limits: _Limits, *, met_at: datetime | None, has_ended: bool
) -> Expected:
    starts_at = local_midnight(starts_on)
    limit = limits.get((enrolment.uuid, starts_at))
    if met_at is not None:
        state = DeadlineState.MET
    else:
        state = DeadlineState.CANCELLED if has_ended else DeadlineState.OPEN
    return Expected(
        duty_code=duty_code,
        subject_uuid=enrolment.uuid,
        starts_at=starts_at,
        original_due_at=due_for(limit, start_on=starts_on).due_at if limit else None,
        state=state,
        met_at=met_at,
    )


def _limits_of(duty_code: str, subjects: Collection[UUID]) -> _Limits:
    """The limits copied into the deadlines of these enrolments, by enrolment and start of the clock."""
    rows = Deadline.objects.filter(duty_code=duty_code, subject_uuid__in=subjects).values_list(
        "subject_uuid", "starts_at", "limit_amount", "limit_unit"
    )
    return {(subject, starts_at): Limit(amount, Unit(unit)) for subject, starts_at, amount, unit in rows}


def _batches(enrolments: QuerySet[Enrolment]) -> Iterator[list[Enrolment]]:
    """All of them, by key, so many at a time."""
    last = 0
    while batch := list(enrolments.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
