"""What the four slots say, told to the ledger. Every change of a slot ends here (A30)."""

from datetime import datetime

from accounts.models import User
from deadlines import services as ledger
from deadlines.enums import DeadlineState
from tracking.models import Incident
from tracking.rules import all_told_at
from tracking.selectors.slots import notice_deadline, slots_of


def lock(incident: Incident) -> Incident:
    """The incident with its row locked. Calls, deliveries and decisions about one incident wait for each other here."""
    return (
        Incident.objects.select_for_update(of=("self",))
        .select_related("learner", "enrolment__provider")
        .get(pk=incident.pk)
    )


def settle(incident: Incident, *, by: User | None, reason: str, now: datetime) -> None:
    """Bring the clock to what the slots say. The caller holds the incident's lock; `reason` is kept if a met clock
    opens again.

    All four proven: met at the latest of them. One no longer proven (an e-mail came back): open again. An earlier
    proof entered afterwards (a call that a colleague had made in time): opened again and met at the earlier moment,
    so that the deadline's own story shows the correction. A waived or cancelled clock stays as it is.
    """
    told_at = all_told_at(slot.proven_at for slot in slots_of(incident))
    deadline = notice_deadline(incident)
    if deadline is None:
        return
    if deadline.state == DeadlineState.MET and deadline.met_at != told_at:
        deadline = ledger.reopen(deadline=deadline, reason=reason, by=by, now=now, kept_at=told_at)
    if deadline.state == DeadlineState.OPEN and told_at is not None:
        # An e-mail may have been accepted by a worker between the reading of `now` and the lock.
        ledger.meet(deadline=deadline, at=told_at, by=by, now=max(now, told_at))
