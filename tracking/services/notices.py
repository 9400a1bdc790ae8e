"""The e-mails of an incident: queued when it is logged, proven when the mail server takes them, unproven when they
come back (A30).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.errors import ServiceError
from accounts.models import User
from learners.enums import ConsentPurpose
from learners.services.notices import queue_about
from notifications import services as outbox
from notifications.enums import AttemptOutcome, Channel, MessageKind, MessageState
from notifications.models import Message
from notifications.services import BounceError, Note
from notifications.texts import render_text
from tracking.enums import SlotChannel
from tracking.models import Incident, NoticeSlot
from tracking.services.proof import lock, settle


class NoticeError(ServiceError):
    """Something that cannot be done with the e-mail of a slot. Its text is for the person who asked; `field` is the
    question it belongs to.
    """


class NotAnEmail(NoticeError):
    def __init__(self) -> None:
        super().__init__("This notice is a phone call. Log another call instead")


class NotYetAccepted(NoticeError):
    def __init__(self) -> None:
        super().__init__("The mail server has not accepted this e-mail, so it cannot have come back")


class CannotHaveComeBack(NoticeError):
    """The outbox refuses: it was never handed over, or has come back before."""


class StillOnItsWay(NoticeError):
    def __init__(self) -> None:
        super().__init__("This e-mail was accepted or is still being tried, so there is nothing to send again")


class NobodyToWriteTo(NoticeError):
    def __init__(self) -> None:
        super().__init__("There is nobody with an active account to send this e-mail to")


class ReasonMissing(NoticeError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Say how you know that the e-mail came back")


def send_notices(incident: Incident, slots: Iterable[NoticeSlot], *, now: datetime) -> None:
    """Queue one e-mail for each person among the e-mail slots and remember it on every slot it proves."""
    by_person: dict[int, list[NoticeSlot]] = {}
    for slot in slots:
        if slot.channel == SlotChannel.EMAIL and slot.person_id is not None:
            by_person.setdefault(slot.person_id, []).append(slot)
    notes = [
        _note(incident, theirs[0].person, theirs, key=f"incident:{incident.uuid}:notice:{person_id}")
        for person_id, theirs in by_person.items()
    ]
    _attach(incident, notes, by_person, by=incident.logged_by, now=now)


def _note(incident: Incident, person: User | None, slots: list[NoticeSlot], *, key: str) -> Note:
    assert person is not None
    subject, body = render_text(
        "tracking/email/incident_notice.txt",
        {
            "initials": incident.learner.initials,
            "posts": [slot.post for slot in slots],
            "slot": slots[0],
            "stands_in": any(slot.is_vacant for slot in slots),
            "occurred_at": incident.occurred_at,
        },
    )
    return Note(
        recipient=person,
        kind=MessageKind.INCIDENT_NOTICE,
        subject=subject,
        body=body,
        link=incident.get_absolute_url(),
        topic=incident.topic,
        about=incident.learner.uuid,
        key=key,
    )


def _attach(
    incident: Incident, notes: list[Note], by_person: dict[int, list[NoticeSlot]], *, by: User | None, now: datetime
) -> list[Message]:
    queued = queue_about([incident.learner], notes, purpose=ConsentPurpose.SAFEGUARDING, by=by, now=now)
    emails = [message for message in queued if message.channel == Channel.EMAIL]
    for message in emails:
        for slot in by_person[message.recipient_id]:  # type: ignore[index]  # a note always has a recipient
            slot.message = message
            slot.save(update_fields=["message"])
    return emails


def email_settled(message: Message, outcome: AttemptOutcome, at: datetime, now: datetime) -> None:
    """Listener of the outbox: the mail server took a notice, refused it for good, or it came back. Runs in the
    transaction that settles it.
    """
    first = NoticeSlot.objects.filter(message=message).select_related("incident").first()
    if first is None or outcome not in (AttemptOutcome.ACCEPTED, AttemptOutcome.BOUNCED):
        return
    incident = lock(first.incident)
    if incident.learner.died_on is not None:  # the clock stopped with the death
        return
    slots = NoticeSlot.objects.filter(message=message)
    if outcome == AttemptOutcome.BOUNCED:
        slots.update(proven_at=None)
    elif message.state != MessageState.BOUNCED:  # news can be brought twice, also after the e-mail came back
        slots.filter(proven_at__isnull=True).update(proven_at=at)
    name = message.recipient.name if message.recipient else message.address
    settle(incident, by=None, reason=f"The e-mail to {name} came back undelivered", now=now)


@transaction.atomic
def report_bounce(*, slot: NoticeSlot, reason: str, by: User, now: datetime) -> NoticeSlot:
    """Somebody saw that an accepted e-mail came back. The slot is unproven again and a met clock opens again, as an
    event.

    Raises NotAnEmail, NotYetAccepted, CannotHaveComeBack, ReasonMissing.
    """
    slot = NoticeSlot.objects.select_related("message").get(pk=slot.pk)
    if slot.channel != SlotChannel.EMAIL:
        raise NotAnEmail
    if not reason.strip():
        raise ReasonMissing
    if slot.message is None:
        raise NotYetAccepted
    try:  # the message is locked before the incident, as when the mail server answers
        outbox.record_bounce(message=slot.message, at=now, answer=reason, by=by, now=now)
    except BounceError as error:
        raise CannotHaveComeBack(str(error)) from error
    slot.refresh_from_db()
    return slot


@transaction.atomic
def send_again(*, slot: NoticeSlot, to: User | None = None, by: User, now: datetime) -> Message:
    """Queue the notice of a slot once more after it failed or came back: to the person's address as it is now, or to
    the cover person of the post.

    Every slot of that person which the failed e-mail was to prove waits for the new one. Raises NotAnEmail,
    StillOnItsWay, NobodyToWriteTo.
    """
    incident = lock(slot.incident)
    slot = NoticeSlot.objects.select_related("message", "person", "cover").get(pk=slot.pk)
    if slot.channel != SlotChannel.EMAIL:
        raise NotAnEmail
    if slot.is_proven or (slot.message and slot.message.state in (MessageState.QUEUED, MessageState.SENT)):
        raise StillOnItsWay
    person = to or slot.person
    if person is None or not person.is_active or person.pk not in (slot.person_id, slot.cover_id):
        raise NobodyToWriteTo
    together = [slot]
    if slot.message is not None:
        failed = NoticeSlot.objects.filter(message=slot.message).select_related("person", "cover").order_by("id")
        together = [other for other in failed if person.pk in (other.person_id, other.cover_id)]
    before = slot.message.uuid if slot.message else "none"
    note = _note(incident, person, together, key=f"incident:{incident.uuid}:again:{before}:{person.pk}")
    emails = _attach(incident, [note], {person.pk: together}, by=by, now=now)
    if not emails:
        raise NobodyToWriteTo
    return emails[0]
