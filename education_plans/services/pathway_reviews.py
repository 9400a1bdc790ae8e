"""Reviews of a pathway plan: asked for, and held (P2)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from deadlines.services import lock_open, meet
from education_plans.enums import Through
from education_plans.models import PathwayPlan, PathwayReview, PathwayReviewRequest
from education_plans.rules import moment_of_day, review_chain
from education_plans.selectors.hearing import key_worker_and_cover
from education_plans.services.pathway_clocks import (
    PATHWAY_REVIEW,
    PATHWAY_REVIEW_ASKED,
    open_asked_review,
    open_pathway_review,
)
from education_plans.services.pathway_errors import PathwayError, lock_pathway
from learners.services.notices import tell
from notifications.enums import MessageKind


class ReviewHeldInFuture(PathwayError):
    field = "held_on"

    def __init__(self) -> None:
        super().__init__("The review must have been held today or in the past")


class ReviewBeforeBegun(PathwayError):
    field = "held_on"

    def __init__(self, begun_on: date) -> None:
        super().__init__(f"The pathway plan was begun on {begun_on:%-d %B %Y}. Its review cannot be before that")


class ReviewRecordedThatDay(PathwayError):
    field = "held_on"

    def __init__(self) -> None:
        super().__init__("A review held on that day is already recorded")


@transaction.atomic
def ask_for_review(
    *,
    pathway: PathwayPlan,
    by_young_person: bool,
    why: str,
    through: Through,
    by: User | None,
    now: datetime,
) -> PathwayReviewRequest:
    """The young person or their adviser asks for a review. It cannot be refused: a clock of its own runs until a review
    is held. `by` is who wrote it down, None from the young person's own page. The key worker is told.

    May be asked again while one is open, each with its own clock, and before the plan is agreed. Raises CaseHasEnded,
    PathwayIsClosed.
    """
    pathway = lock_pathway(pathway)
    request = PathwayReviewRequest(
        pathway=pathway,
        by_young_person=by_young_person,
        why=why.strip(),
        through=through,
        asked_at=now,
        recorded_by=by,
    )
    history.save(request, by=by, at=now)
    open_asked_review(request, by=by, now=now)
    tell(
        key_worker_and_cover(pathway.learner, now),
        learner=pathway.learner,
        kind=MessageKind.YOUNG_PERSON if by_young_person else MessageKind.PLAN,
        template="education_plans/email/pathway_review_asked.txt",
        context={},
        topic=f"pathway_request:{request.uuid}",
        link=reverse("education_plans:pathway", args=[pathway.uuid]),
        by=by,
        now=now,
    )
    return request


@transaction.atomic
def record_pathway_review(
    *,
    pathway: PathwayPlan,
    held_on: date,
    attendees: str,
    young_person_said: str,
    decisions: str,
    by: User,
    now: datetime,
) -> PathwayReview:
    """Record a review that was held. It meets every request made by then and, once the plan holds, the six-month clock,
    and opens the next, six months from the day it was held.

    A review held on or before the day the running clock starts with moves no clock. Raises ReviewHeldInFuture,
    ReviewBeforeBegun, ReviewRecordedThatDay, CaseHasEnded, PathwayIsClosed.
    """
    pathway = lock_pathway(pathway)
    if held_on > local_date(now):
        raise ReviewHeldInFuture
    if held_on < local_date(pathway.begun_at):
        raise ReviewBeforeBegun(local_date(pathway.begun_at))
    held_before = list(pathway.reviews.order_by("recorded_at", "id").values_list("held_on", flat=True))
    if held_on in held_before:
        raise ReviewRecordedThatDay
    review = PathwayReview(
        pathway=pathway,
        held_on=held_on,
        attendees=attendees.strip(),
        young_person_said=young_person_said.strip(),
        decisions=decisions.strip(),
        recorded_at=now,
        recorded_by=by,
    )
    history.save(review, by=by, at=now)
    held_at = moment_of_day(held_on, now=now)
    for request in pathway.review_requests.filter(review__isnull=True).order_by("id"):
        if local_date(request.asked_at) <= held_on:
            request.review = review
            history.save(request, by=by, reason="The review was held", at=now, update_fields=["review"])
            _meet(PATHWAY_REVIEW_ASKED, request, at=held_at, by=by, now=now)
    if pathway.in_force_at is not None:
        since = local_date(pathway.in_force_at)
        *_, (anchor, _still_open) = review_chain(agreed_on=since, starts_on=since, held_on=held_before)
        if held_on > anchor:
            _meet(PATHWAY_REVIEW, pathway, at=held_at, by=by, now=now)
            open_pathway_review(pathway, starts_on=held_on, by=by, now=now)
    return review


def _meet(code: str, subject: PathwayPlan | PathwayReviewRequest, *, at: datetime, by: User, now: datetime) -> None:
    running = lock_open(duty_code=code, subject_uuid=subject.uuid)
    if running is not None:
        meet(deadline=running, at=at, by=by, now=now)
