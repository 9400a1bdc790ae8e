"""Educational information asked of another agency (P4): asked for, sent, received."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.enums import AgencyKind, RoleCode
from accounts.models import Agency, User
from learners.enums import LifeEvent
from learners.models import Enrolment, Learner
from learners.selectors.contacts import provider_people, virtual_school_people
from learners.selectors.people import people_with_role
from learners.services.notices import tell
from notifications.enums import MessageKind
from tracking.enums import TransferState
from tracking.models import RecordTransfer
from tracking.services.own_clocks import TrackingError, lock_learner

OPEN = (TransferState.REQUESTED, TransferState.SENT)


class TransferError(TrackingError):
    """Why records cannot be asked for, sent or received so. `field` names the question it belongs to."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class NotPossibleNow(TransferError):
    def __init__(self, state: str) -> None:
        super().__init__(f"This cannot be done now: it says “{TransferState(state).label}”.")


class AskedOfItself(TransferError):
    def __init__(self) -> None:
        super().__init__("That is who needs it. Choose who has it", "asked")


class RestrictedRecord(TransferError):
    def __init__(self) -> None:
        super().__init__(
            "This record is restricted, so nobody is told of it through Mainstay. Choose “Somebody else” and ring them.",
            "asked",
        )


class NobodyAnswers(TransferError):
    def __init__(self, agency: Agency) -> None:
        super().__init__(f"Nobody at {agency} could answer in Mainstay. Choose “Somebody else” and ring them.", "asked")


class AskedAlready(TransferError):
    def __init__(self) -> None:
        super().__init__("They were told today already. Ring them.")


@transaction.atomic
def ask_for_records(
    *,
    learner: Learner,
    from_agency: Agency | None,
    from_name: str = "",
    to_agency: Agency,
    what: str,
    by: User,
    now: datetime,
) -> RecordTransfer:
    """Ask `from_agency`, which is told, or somebody outside of Mainstay by name, whom a person has to ask.

    Raises CaseHasEnded, AskedOfItself, RestrictedRecord, NobodyAnswers, TransferError.
    """
    learner = lock_learner(learner)
    if from_agency is not None:
        if from_agency.pk == to_agency.pk:
            raise AskedOfItself
        if learner.is_restricted:
            raise RestrictedRecord
        if not _people_of(from_agency, now):
            raise NobodyAnswers(from_agency)
    elif not from_name.strip():
        raise TransferError("Say who has it", "from_name")
    if not what.strip():
        raise TransferError("Say what is needed", "what")
    transfer = RecordTransfer(
        learner=learner,
        from_agency=from_agency,
        from_name="" if from_agency else " ".join(from_name.split()),
        to_agency=to_agency,
        what=" ".join(what.split()),
        requested_at=now,
        requested_by=by,
    )
    history.save(transfer, by=by, reason="Asked for", at=now)
    _tell_giver(transfer, again="", by=by, now=now)
    return transfer


@transaction.atomic
def remind(*, transfer: RecordTransfer, by: User, now: datetime) -> None:
    """Tell the agency once more, at most once a day. Raises NotPossibleNow, AskedAlready, TransferError, CaseHasEnded."""
    transfer = _lock(transfer, TransferState.REQUESTED)
    if transfer.from_agency is None:
        raise TransferError("They do not use Mainstay. Ring them.")
    if not _tell_giver(transfer, again=f":{local_date(now)}", by=by, now=now):
        raise AskedAlready


@transaction.atomic
def mark_sent(*, transfer: RecordTransfer, how: str, by: User, now: datetime) -> RecordTransfer:
    """It is on its way; whoever asked is told. Raises NotPossibleNow, TransferError, CaseHasEnded."""
    transfer = _lock(transfer, TransferState.REQUESTED)
    if not how.strip():
        raise TransferError("Say how it was sent", "how")
    transfer.state, transfer.sent_at, transfer.sent_by, transfer.sent_how = TransferState.SENT, now, by, how.strip()
    history.save(transfer, by=by, reason="Sent", at=now)
    _tell_asker(transfer, "tracking/email/records_sent.txt", by=by, now=now)
    return transfer


@transaction.atomic
def mark_received(*, transfer: RecordTransfer, note: str, by: User, now: datetime) -> RecordTransfer:
    """It is here. Raises NotPossibleNow, CaseHasEnded."""
    transfer = _lock(transfer, *OPEN)
    transfer.state, transfer.received_at, transfer.received_by = TransferState.RECEIVED, now, by
    transfer.note = note.strip()
    history.save(transfer, by=by, reason="Received", at=now)
    return transfer


@transaction.atomic
def mark_not_there(*, transfer: RecordTransfer, note: str, by: User, now: datetime) -> RecordTransfer:
    """They do not have it, and say who may; whoever asked is told. Raises NotPossibleNow, TransferError, CaseHasEnded."""
    transfer = _lock(transfer, TransferState.REQUESTED)
    if not note.strip():
        raise TransferError("Say who may have it, or what became of it", "note")
    transfer.state, transfer.note = TransferState.NOT_THERE, note.strip()
    history.save(transfer, by=by, reason="Not there", at=now)
    _tell_asker(transfer, "tracking/email/records_not_there.txt", by=by, now=now)
    return transfer


@transaction.atomic
def withdraw(*, transfer: RecordTransfer, note: str, by: User, now: datetime) -> RecordTransfer:
    """It is no longer needed. Raises NotPossibleNow, TransferError, CaseHasEnded."""
    transfer = _lock(transfer, *OPEN)
    if not note.strip():
        raise TransferError("Say why it is no longer needed", "note")
    transfer.state, transfer.note = TransferState.WITHDRAWN, note.strip()
    history.save(transfer, by=by, reason="Withdrawn", at=now)
    return transfer


def withdraw_with_case(
    learner: Learner, enrolment: Enrolment | None, event: LifeEvent, by: User | None, now: datetime
) -> None:
    """The case has ended, within that transaction: nothing more is waited for (`learners.registry`)."""
    if enrolment is not None:
        return
    for transfer in RecordTransfer.objects.filter(learner=learner, state__in=OPEN).order_by("id"):
        transfer.state, transfer.note = TransferState.WITHDRAWN, str(event.label)
        history.save(transfer, by=by, reason=str(event.label), at=now)


def _tell_giver(transfer: RecordTransfer, *, again: str, by: User, now: datetime) -> bool:
    """Whether anybody was told now."""
    if transfer.from_agency is None:
        return False
    queued = tell(
        _people_of(transfer.from_agency, now),
        learner=transfer.learner,
        kind=MessageKind.ENROLMENT,
        template="tracking/email/records_asked.txt",
        context={"agency": transfer.to_agency.name},
        topic=f"transfer:{transfer.uuid}{again}",
        by=by,
        now=now,
        link=_path(transfer),
    )
    return any(message.queued_at == now for message in queued)


def _tell_asker(transfer: RecordTransfer, template: str, *, by: User, now: datetime) -> None:
    tell(
        [transfer.requested_by],
        learner=transfer.learner,
        kind=MessageKind.ENROLMENT,
        template=template,
        context={},
        topic=f"transfer:{transfer.uuid}:{transfer.state}",
        by=by,
        now=now,
        link=_path(transfer),
    )


def _people_of(agency: Agency, now: datetime) -> Sequence[User]:
    """Who is in the post there; at a provider where it is vacant whoever has the role."""
    if agency.kind == AgencyKind.PROVIDER:
        in_post = provider_people([agency.pk], now)[agency.pk]
        return in_post or people_with_role(RoleCode.DESIGNATED_PERSON, [agency.pk], now)[agency.pk]
    if agency.kind == AgencyKind.VIRTUAL_SCHOOL:
        return virtual_school_people([(agency.pk, None)], now)[agency.pk, None]
    return people_with_role(RoleCode.TEAM_MANAGER, [agency.pk], now)[agency.pk]


def _path(transfer: RecordTransfer) -> str:
    return reverse("tracking:transfer", args=[transfer.uuid])


def _lock(transfer: RecordTransfer, *states: TransferState) -> RecordTransfer:
    learner = lock_learner(transfer.learner)
    locked: RecordTransfer = RecordTransfer.objects.select_for_update(of=("self",), no_key=True).get(pk=transfer.pk)
    if locked.state not in states:
        raise NotPossibleNow(locked.state)
    locked.learner = learner
    return locked
