"""What the clocks of views and of record requests should be, computed afresh from the records (`check_ledger`)."""

from collections.abc import Callable, Iterator
from datetime import datetime

from accounts.clock import local_date
from accounts.enums import Purpose
from agreements.enums import TermKey
from deadlines.calendar import local_midnight
from deadlines.enums import DeadlineState
from deadlines.registry import Expected
from education_plans.enums import RecordRequestState
from education_plans.models import RecordRequest, View
from learners.models import AgencyLink
from learners.selectors.closings import case_closings, closed_since

VIEW_ANSWERED = TermKey.VIEW_ANSWERED.value

_OWES = (Purpose.SOCIAL_CARE, Purpose.HOME_VIRTUAL_SCHOOL)


def view_clocks(now: datetime) -> Iterator[Expected]:
    """One clock for each view of somebody for whom an agency answers: met by the first answer, stopped by the end of the
    case.
    """
    closings = case_closings()
    owed = AgencyLink.objects.filter(purpose__in=_OWES).values("learner")
    for view in View.objects.filter(learner__in=owed).order_by("pk").iterator(chunk_size=500):
        recorded_at = _recorded_at(view)
        yield _expected(
            VIEW_ANSWERED,
            view,
            recorded_at,
            met_at=view.responded_at,
            ended_at=closed_since(closings, view.learner_id, recorded_at),
        )


def _recorded_at(view: View) -> datetime:
    """When it came in: what somebody wrote down may have been said days before."""
    if view.recorded_by_id is None:
        return view.said_at
    first = view.history.order_by("history_id").values_list("history_date", flat=True).first()
    return first or view.said_at


def record_clocks(duty_code: str) -> Callable[[datetime], Iterator[Expected]]:
    """One clock for each request: met when the copy was given, stopped when they no longer want it, or by a death."""

    def clocks(now: datetime) -> Iterator[Expected]:
        for request in RecordRequest.objects.select_related("learner").order_by("pk").iterator(chunk_size=500):
            yield _expected(
                duty_code,
                request,
                request.asked_at,
                met_at=request.given_at,
                ended_at=now
                if request.state == RecordRequestState.WITHDRAWN or request.learner.died_on is not None
                else None,
            )

    return clocks


def _expected(
    duty_code: str,
    record: View | RecordRequest,
    came_in_at: datetime,
    *,
    met_at: datetime | None,
    ended_at: datetime | None,
) -> Expected:
    if ended_at is not None and (met_at is None or met_at > ended_at):
        state, met_at = DeadlineState.CANCELLED, None
    else:
        state = DeadlineState.OPEN if met_at is None else DeadlineState.MET
    return Expected(
        duty_code=duty_code,
        subject_uuid=record.uuid,
        learner_id=record.learner_id,
        starts_at=local_midnight(local_date(came_in_at)),
        original_due_at=None,
        state=state,
        met_at=met_at,
    )
