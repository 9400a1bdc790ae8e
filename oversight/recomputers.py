"""What the clocks of this app should be, computed afresh from the records (`check_ledger`)."""

from collections.abc import Iterator
from datetime import datetime

from deadlines.calendar import end_of_local_day
from deadlines.enums import DeadlineState
from deadlines.registry import Expected
from oversight.duties import AUDIT_ANSWERS, BOARD_UPDATE, FEEDBACK_CALL, KPI_RATING
from oversight.models import AuditShare, FeedbackCall, RatingRound, UpdateRequest


def kpi_rating(now: datetime) -> Iterator[Expected]:
    """One clock for each round, met by its rating, or ended where nobody need rate any more."""
    for one in RatingRound.objects.select_related("row", "rating").order_by("pk").iterator():
        met_at = one.rating.at if one.rating else None
        unmet = DeadlineState.CANCELLED if one.ended_at else DeadlineState.OPEN
        yield Expected(
            duty_code=KPI_RATING,
            subject_uuid=one.row.uuid,
            learner_id=None,
            starts_at=one.starts_at,
            original_due_at=end_of_local_day(one.due_on),
            state=DeadlineState.MET if met_at else unmet,
            met_at=met_at,
        )


def board_update(now: datetime) -> Iterator[Expected]:
    """One clock for each time somebody is asked, met with their last answer, or ended where nobody need answer any more."""
    for one in UpdateRequest.objects.order_by("pk").iterator():
        unmet = DeadlineState.CANCELLED if one.ended_at else DeadlineState.OPEN
        yield Expected(
            duty_code=BOARD_UPDATE,
            subject_uuid=one.uuid,
            learner_id=None,
            starts_at=one.asked_at,
            original_due_at=end_of_local_day(one.due_on),
            state=DeadlineState.MET if one.answered_at else unmet,
            met_at=one.answered_at,
        )


def feedback_call(now: datetime) -> Iterator[Expected]:
    """One clock for each who wants to be rung, met when it was done; a death ends what was not done by then."""
    for call in FeedbackCall.objects.select_related("learner").order_by("pk").iterator():
        gone = call.learner is not None and call.learner.died_on is not None
        unmet = DeadlineState.CANCELLED if gone else DeadlineState.OPEN
        yield Expected(
            duty_code=FEEDBACK_CALL,
            subject_uuid=call.uuid,
            learner_id=call.learner_id,
            starts_at=call.asked_at,
            original_due_at=end_of_local_day(call.due_on),
            state=DeadlineState.MET if call.done_at else unmet,
            met_at=call.done_at,
        )


def audit_answers(now: datetime) -> Iterator[Expected]:
    """One clock for each share, met when its auditor has answered for everybody in it."""
    for share in AuditShare.objects.order_by("pk").iterator():
        unmet = DeadlineState.CANCELLED if share.ended_at else DeadlineState.OPEN
        yield Expected(
            duty_code=AUDIT_ANSWERS,
            subject_uuid=share.uuid,
            learner_id=None,
            starts_at=share.starts_at,
            original_due_at=end_of_local_day(share.due_on),
            state=DeadlineState.MET if share.done_at else unmet,
            met_at=share.done_at,
        )
