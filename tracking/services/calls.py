"""Phone calls that tell somebody of an incident: made by a person, proven by an entry in this log (A30)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.errors import ServiceError
from accounts.models import User
from tracking.enums import CallOutcome, SlotChannel
from tracking.models import Incident, NoticeSlot, PhoneCall
from tracking.rules import CallTimeFault, call_time_fault, is_logged_late, proves, stated_to_the_minute
from tracking.services.proof import lock, settle


class CallError(ServiceError):
    """A call that cannot be logged. Its text is for the person who entered it; `field` is the question it belongs
    to.
    """


class CallBeforeIncident(CallError):
    field = "called_at"

    def __init__(self) -> None:
        super().__init__("The call must be at or after the time of the incident")


class CallInFuture(CallError):
    field = "called_at"

    def __init__(self) -> None:
        super().__init__("The call must be in the past")


class HasDied(CallError):
    def __init__(self) -> None:
        super().__init__("This young person has died, so nothing more can be logged")


class NotToBeTold(CallError):
    field = "reached"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is neither one of the people to be told of this incident nor their cover")


@transaction.atomic
def log_call(
    *,
    incident: Incident,
    reached: User,
    called_at: datetime,
    outcome: CallOutcome,
    note: str = "",
    caller: User,
    by: User,
    now: datetime,
) -> PhoneCall:
    """Keep a call made by `caller` to `reached` at `called_at`, entered by `by` at `now`.

    Speaking to the person, or to the cover person of their post, proves every phone slot they fill, at the time
    stated. Any other outcome is kept and proves nothing. Of several conversations the earliest counts. Raises
    CallBeforeIncident, CallInFuture, NotToBeTold or HasDied.
    """
    incident = lock(incident)
    if incident.learner.died_on is not None:
        raise HasDied
    called_at = stated_to_the_minute(called_at, earliest=incident.occurred_at)
    fault = call_time_fault(occurred_at=incident.occurred_at, called_at=called_at, now=now)
    if fault == CallTimeFault.BEFORE_INCIDENT:
        raise CallBeforeIncident
    if fault == CallTimeFault.IN_FUTURE:
        raise CallInFuture
    slots = list(
        NoticeSlot.objects.filter(Q(person=reached) | Q(cover=reached), incident=incident, channel=SlotChannel.PHONE)
    )
    if not slots:
        raise NotToBeTold(reached.name)
    call = PhoneCall.objects.create(
        incident=incident,
        caller=caller,
        reached=reached,
        called_at=called_at,
        entered_at=now,
        entered_by=by,
        outcome=outcome,
        note=note,
        is_logged_late=is_logged_late(called_at=called_at, entered_at=now),
    )
    if proves(CallOutcome(outcome)):
        for slot in slots:
            if slot.proven_at is None or called_at < slot.proven_at:
                slot.call, slot.proven_at = call, called_at
                slot.save(update_fields=["call", "proven_at"])
        settle(incident, by=by, reason=f"An earlier call to {reached.name} was entered", now=now)
    return call
