"""What the clocks of casework should be, computed afresh from the records (`check_ledger`): extra support (P5) and returns
(W8).
"""

from collections.abc import Iterator
from datetime import datetime

from agreements.enums import TermKey
from deadlines.calendar import chain, local_midnight, moment_of_day
from deadlines.enums import DeadlineState
from deadlines.registry import Expected
from tracking.enums import ReturnState
from tracking.models import ExtraSupport, ReturnRequest


def return_clocks(now: datetime) -> Iterator[Expected]:
    """One clock for each request, met by its assessment or stopped by a death."""
    recorded: dict[int, datetime] = {}
    assessed = ReturnRequest.history.exclude(state=ReturnState.ASKED).order_by("history_date", "history_id")
    for request_id, at in assessed.values_list("id", "history_date"):
        recorded.setdefault(request_id, at)
    for request in ReturnRequest.objects.select_related("learner").order_by("pk").iterator(chunk_size=500):
        met_at = moment_of_day(request.assessed_on, now=recorded[request.pk]) if request.assessed_on else None
        if met_at is not None:
            state = DeadlineState.MET
        else:
            state = DeadlineState.OPEN if request.learner.died_on is None else DeadlineState.CANCELLED
        yield Expected(
            duty_code=TermKey.RETURN_ASSESSED.value,
            subject_uuid=request.uuid,
            learner_id=request.learner_id,
            starts_at=local_midnight(request.asked_on),
            original_due_at=None,
            state=state,
            met_at=met_at,
        )


def support_review_clocks(now: datetime) -> Iterator[Expected]:
    """A chain of clocks for each extra support: each review meets one and starts the next, which is open until the support
    ends.
    """
    supports = ExtraSupport.objects.prefetch_related("reviews").order_by("pk")
    for support in supports.iterator(chunk_size=500):
        reviews = sorted(support.reviews.all(), key=lambda review: (review.recorded_at, review.pk))
        recorded = {review.held_on: review.recorded_at for review in reviews}
        for starts_on, held_on in chain(support.starts_on, recorded):
            if held_on is not None:
                state, met_at = DeadlineState.MET, moment_of_day(held_on, now=recorded[held_on])
            else:
                state, met_at = (DeadlineState.CANCELLED if support.ended_on else DeadlineState.OPEN), None
            yield Expected(
                duty_code=TermKey.SUPPORT_REVIEW.value,
                subject_uuid=support.uuid,
                learner_id=support.learner_id,
                starts_at=local_midnight(starts_on),
                original_due_at=None,
                state=state,
                met_at=met_at,
            )
