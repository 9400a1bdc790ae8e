"""What was recorded of a meeting is put right, with a reason. What stood there before stays in its history, and the clocks
follow if it was a review and its day was wrong.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from deadlines.calendar import local_midnight
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.services import cancel, lock_open, meet, reopen
from education_plans.enums import Attendance, MeetingState
from education_plans.models import PathwayReview, PlanMeeting, PlanReview
from education_plans.rules import moment_of_day, review_chain
from education_plans.selectors.corrections import CORRECTED
from education_plans.selectors.meetings import invited_to
from education_plans.services.clocks import PLAN_REVIEW, open_review
from education_plans.services.errors import PlanError
from education_plans.services.meetings import NobodyCame, lock_planned, names_of
from education_plans.services.pathway_clocks import PATHWAY_REVIEW, PATHWAY_REVIEW_ASKED, open_pathway_review
from education_plans.services.pathway_reviews import ReviewBeforeBegun
from education_plans.services.reviewing import HeldBeforeAgreed, ReviewedThatDay


class NothingRecorded(PlanError):
    def __init__(self) -> None:
        super().__init__("Only what was recorded of a meeting can be put right, and this one was not recorded.")


class WhatWasWrongMissing(PlanError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Enter what was wrong.")


class HeldAfterRecorded(PlanError):
    field = "starts_at"

    def __init__(self) -> None:
        super().__init__("It cannot have been held after it was recorded.")


class LaterReviewCounts(PlanError):
    field = "starts_at"

    def __init__(self) -> None:
        super().__init__(
            "A later review has been recorded, and its deadline was counted from the day of this one. That day stays as it "
            "is; say in the decisions what was wrong with it."
        )


class CorrectedMeanwhile(PlanError):
    def __init__(self) -> None:
        super().__init__("Somebody has corrected this meeting at the same time. Look at it again first.")


@transaction.atomic
def correct_meeting(
    *,
    meeting: PlanMeeting,
    starts_at: datetime,
    attendance: Mapping[UUID, Attendance],
    young_person_said: str,
    decisions: str,
    next_on: date | None,
    reason: str,
    by: User,
    now: datetime,
) -> PlanMeeting:
    """Put right when a meeting was held, who came, what was said and decided. Of a review this changes the review too: if
    its day was wrong, the clock it met is met on the right day, and the next one starts with that day.

    The day can be changed while the plan runs and no later review was recorded. Raises NothingRecorded,
    WhatWasWrongMissing, NobodyCame, HeldAfterRecorded, CorrectedMeanwhile, LaterReviewCounts, ReviewedThatDay,
    HeldBeforeAgreed, ReviewBeforeBegun, and what `lock_plan` and `lock_pathway` raise.
    """
    if not reason.strip():
        raise WhatWasWrongMissing
    new_day = local_date(starts_at)
    if new_day != local_date(meeting.starts_at) and (meeting.review_id or meeting.pathway_review_id):
        lock_planned(meeting.about)
    before = meeting.starts_at
    meeting = (
        PlanMeeting.objects.select_for_update(of=("self",))
        .select_related("plan__learner", "plan__enrolment__provider", "pathway__learner", "review", "pathway_review")
        .get(pk=meeting.pk)
    )
    if meeting.state != MeetingState.HELD or meeting.recorded_at is None:
        raise NothingRecorded
    if meeting.starts_at != before:
        raise CorrectedMeanwhile
    if starts_at > meeting.recorded_at:
        raise HeldAfterRecorded
    why = f"{CORRECTED}{reason.strip()}"
    invitees = list(invited_to(meeting))
    for invitee in invitees:
        stated = attendance.get(invitee.uuid, invitee.attendance)
        if stated != invitee.attendance:
            invitee.attendance = stated
            history.save(invitee, by=by, reason=why, at=now)
    present = [invitee for invitee in invitees if invitee.attendance == Attendance.PRESENT]
    if not present:
        raise NobodyCame
    meeting.ends_at += starts_at - meeting.starts_at
    meeting.starts_at, meeting.next_on = starts_at, next_on
    meeting.young_person_said, meeting.decisions = young_person_said.strip(), decisions.strip()
    history.save(meeting, by=by, reason=why, at=now)
    review = meeting.review or meeting.pathway_review
    if review is None:
        return meeting
    old_day = review.held_on
    review.held_on, review.attendees = new_day, names_of(present)
    review.young_person_said, review.decisions = meeting.young_person_said, meeting.decisions
    if new_day != old_day:
        _check_day(review, before_which=_begun_on(review))
    history.save(review, by=by, reason=why, at=now)
    if new_day == old_day:
        return meeting
    if isinstance(review, PathwayReview):
        _follow_pathway(review, old_day, why, by=by, now=now)
    else:
        _follow_plan(review, old_day, why, by=by, now=now)
    return meeting


def _begun_on(review: PlanReview | PathwayReview) -> date:
    """Before this day there was nothing to review."""
    if isinstance(review, PathwayReview):
        return local_date(review.pathway.begun_at)
    assert review.plan.agreed_at is not None, "a review is of a plan that was agreed"
    return local_date(review.plan.agreed_at)


def _others(review: PlanReview | PathwayReview) -> Any:
    plan = review.pathway if isinstance(review, PathwayReview) else review.plan
    return plan.reviews.exclude(pk=review.pk).order_by("recorded_at", "id")


def _check_day(review: PlanReview | PathwayReview, *, before_which: date) -> None:
    others = _others(review)
    if others.filter(recorded_at__gt=review.recorded_at).exists():
        raise LaterReviewCounts
    if others.filter(held_on=review.held_on).exists():
        raise ReviewedThatDay
    if review.held_on < before_which:
        raise (ReviewBeforeBegun(before_which) if isinstance(review, PathwayReview) else HeldBeforeAgreed(before_which))


def _follow_plan(review: PlanReview, old_day: date, why: str, *, by: User, now: datetime) -> None:
    enrolment = review.plan.enrolment
    if enrolment is None:  # no clock of its own: that of the pathway plan covers it
        return
    _follow(
        code=PLAN_REVIEW,
        subject_uuid=enrolment.uuid,
        anchor=_anchor(_begun_on(review), enrolment.starts_on, _others(review).values_list("held_on", flat=True)),
        old_day=old_day,
        new_day=review.held_on,
        held_at=moment_of_day(review.held_on, now=review.recorded_at),
        open_next=lambda: open_review(enrolment, starts_on=review.held_on, by=by, now=now),
        why=why,
        by=by,
        now=now,
    )


def _follow_pathway(review: PathwayReview, old_day: date, why: str, *, by: User, now: datetime) -> None:
    pathway = review.pathway
    held_at = moment_of_day(review.held_on, now=review.recorded_at)
    for request in pathway.review_requests.order_by("id"):
        is_answered = local_date(request.asked_at) <= review.held_on
        if request.review_id == review.pk:
            _meet_anew(PATHWAY_REVIEW_ASKED, request.uuid, held_at if is_answered else None, why, by=by, now=now)
        if request.review_id in (None, review.pk) and is_answered != (request.review_id is not None):
            request.review = review if is_answered else None
            history.save(request, by=by, reason=why, at=now, update_fields=["review"])
            if is_answered and (running := lock_open(duty_code=PATHWAY_REVIEW_ASKED, subject_uuid=request.uuid)):
                meet(deadline=running, at=held_at, by=by, now=now)
    if pathway.in_force_at is None:
        return
    since = local_date(pathway.in_force_at)
    _follow(
        code=PATHWAY_REVIEW,
        subject_uuid=pathway.uuid,
        anchor=_anchor(since, since, _others(review).values_list("held_on", flat=True)),
        old_day=old_day,
        new_day=review.held_on,
        held_at=held_at,
        open_next=lambda: open_pathway_review(pathway, starts_on=review.held_on, by=by, now=now),
        why=why,
        by=by,
        now=now,
    )


def _anchor(agreed_on: date, starts_on: date, held_on: Iterable[date]) -> date:
    """The day with which the clock starts that the corrected review may meet: it is the last that was recorded."""
    *_, (anchor, _still_open) = review_chain(agreed_on=agreed_on, starts_on=starts_on, held_on=list(held_on))
    return anchor


def _follow(
    *,
    code: str,
    subject_uuid: UUID,
    anchor: date,
    old_day: date,
    new_day: date,
    held_at: datetime,
    open_next: Callable[[], Deadline],
    why: str,
    by: User,
    now: datetime,
) -> None:
    """A review counts from the day after `anchor` on: then it meets the clock that starts there and opens the next."""
    running = lock_open(duty_code=code, subject_uuid=subject_uuid)
    if old_day > anchor:
        if running is not None:
            cancel(deadline=running, reason=why, by=by, now=now)
        at = held_at if new_day > anchor else None
        _meet_anew(code, subject_uuid, at, why, started_on=anchor, by=by, now=now)
    elif running is not None and new_day > anchor:
        meet(deadline=running, at=held_at, by=by, now=now)
    if new_day > anchor:
        open_next()


def _meet_anew(
    code: str,
    subject_uuid: UUID,
    at: datetime | None,
    why: str,
    *,
    started_on: date | None = None,
    by: User,
    now: datetime,
) -> None:
    """The clock was met at another moment than the ledger says; `at` None: it was not met at all. One that was waived, or
    taken away, stays so.
    """
    met = Deadline.objects.filter(duty_code=code, subject_uuid=subject_uuid, state=DeadlineState.MET)
    if started_on is not None:
        met = met.filter(starts_at=local_midnight(started_on))
    deadline = met.order_by("-id").first()
    if deadline is None:
        return
    reopen(deadline=deadline, reason=why, by=by, now=now, kept_at=at)
    if at is not None:
        meet(deadline=deadline, at=at, by=by, now=now)
