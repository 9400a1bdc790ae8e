"""What the clocks of casework should be, computed afresh from the records (`check_ledger`): extra support (P5) and returns
(W8).
"""

from collections.abc import Iterator
from datetime import datetime

from agreements.enums import TermKey
from deadlines.calendar import local_midnight, moment_of_day
from deadlines.enums import DeadlineState
from deadlines.registry import Expected
from tracking.enums import ReturnState
from tracking.models import ReturnRequest


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
