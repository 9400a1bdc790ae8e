"""What the clocks of incidents and emergencies should be, computed afresh from the records (`check_ledger`).

The due moment is not among it: it follows from the start and from the terms that were copied when the clock opened,
which the check of the ledger itself counts out again.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Prefetch

from agreements.enums import TermKey
from deadlines.enums import DeadlineState
from deadlines.registry import Expected
from learners.models import Learner
from tracking.models import Emergency, Incident, NoticeSlot
from tracking.rules import all_told_at

#: Rows read at a time, so that years of records do not stand in memory at once.
BATCH = 500


def same_day_notices(now: datetime) -> Iterator[Expected]:
    """Every incident with the moment at which the last of the four was told."""
    slots = Prefetch("slots", NoticeSlot.objects.only("incident_id", "proven_at"))
    for incident in (
        Incident.objects.select_related("learner").prefetch_related(slots).order_by("pk").iterator(chunk_size=BATCH)
    ):
        told_at = all_told_at(slot.proven_at for slot in incident.slots.all())
        yield Expected(
            duty_code=TermKey.SAME_DAY_NOTICE.value,
            subject_uuid=incident.uuid,
            learner_id=incident.learner_id,
            starts_at=incident.occurred_at,
            original_due_at=None,
            state=_state(told_at, incident.learner),
            met_at=told_at,
        )


def emergency_responses(now: datetime) -> Iterator[Expected]:
    """Every emergency with the moment at which somebody responded."""
    for emergency in Emergency.objects.select_related("learner").order_by("pk").iterator(chunk_size=BATCH):
        yield Expected(
            duty_code=TermKey.EMERGENCY_RESPONSE.value,
            subject_uuid=emergency.uuid,
            learner_id=emergency.learner_id,
            starts_at=emergency.raised_at,
            original_due_at=None,
            state=_state(emergency.responded_at, emergency.learner),
            met_at=emergency.responded_at,
        )


def _state(met_at: datetime | None, learner: Learner) -> DeadlineState:
    """Met, or open; a death stops every clock that was not met by then, and nothing can be proven after it."""
    if met_at is not None:
        return DeadlineState.MET
    return DeadlineState.OPEN if learner.died_on is None else DeadlineState.CANCELLED
