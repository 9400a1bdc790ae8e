"""A bulletin for carers is written and sent once; whoever wants no more is taken off the list at once (W13)."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from accounts import history
from accounts.errors import ServiceError
from accounts.models import Agency, User
from notifications.enums import Channel, MessageKind, MessageState
from notifications.models import Message
from notifications.services import Letter, cancel_topics, queue_letters
from notifications.texts import render_text
from oversight.models import Bulletin, BulletinCopy, Unsubscription
from oversight.selectors.bulletins import goes_to, stop_path, text_of


class BulletinError(ServiceError):
    """What is wrong with it; `field` names the question it belongs to."""

    field: str | None = None


class BulletinSent(BulletinError):
    def __init__(self) -> None:
        super().__init__("This bulletin has been sent. Write another one.")


class NobodyToWriteTo(BulletinError):
    def __init__(self) -> None:
        super().__init__("There is no carer with an e-mail address to send it to. Write carers down on the case files.")


class OnTheListAlready(BulletinError):
    def __init__(self) -> None:
        super().__init__("This address is on the list again already.")


class WhyAgain(BulletinError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Enter how you know that they want it again.")


@transaction.atomic
def write_bulletin(
    *,
    virtual_school: Agency,
    title: str,
    text: str,
    lists_events: bool,
    lists_opportunities: bool,
    by: User,
    now: datetime,
) -> Bulletin:
    """Begin a bulletin as a draft."""
    bulletin = Bulletin(virtual_school=virtual_school, written_by=by, recorded_at=now)
    return _save(bulletin, title, text, lists_events, lists_opportunities, "Written", by, now)


@transaction.atomic
def change_bulletin(
    *, bulletin: Bulletin, title: str, text: str, lists_events: bool, lists_opportunities: bool, by: User, now: datetime
) -> Bulletin:
    """Change a draft. Raises BulletinSent."""
    bulletin = _lock_draft(bulletin)
    return _save(bulletin, title, text, lists_events, lists_opportunities, "Changed", by, now)


@transaction.atomic
def send_bulletin(*, bulletin: Bulletin, by: User, now: datetime) -> Bulletin:
    """Queue one e-mail to each address of a carer of whom `by` may know, none to those off the list. Whoever is taken off the
    list at this moment waits for it, and then has their e-mail called back. Raises BulletinSent, NobodyToWriteTo.
    """
    _lock_list(bulletin.virtual_school_id)
    bulletin = _lock_draft(bulletin)
    addresses = goes_to(bulletin, by, now)
    text = text_of(bulletin, now)
    copies = {f"bulletin:{uuid}": (uuid, address) for address in addresses for uuid in (uuid4(),)}
    letters = []
    for key, (uuid, address) in copies.items():
        page = {
            "title": bulletin.title,
            "text": text,
            "agency": bulletin.virtual_school.name,
            "address": f"{settings.MAINSTAY_BASE_URL}{stop_path(uuid)}",
        }
        subject, body = render_text("oversight/email/carers_bulletin.txt", page)
        letters.append(Letter(address=address, subject=subject, body=body, topic=key, key=key))
    queued = queue_letters(letters, kind=MessageKind.BULLETIN, now=now)
    if not queued:
        raise NobodyToWriteTo
    messages = Message.objects.filter(dedupe_key__in=[f"{key}:{Channel.EMAIL}" for key in queued])
    BulletinCopy.objects.bulk_create(
        BulletinCopy(uuid=copies[message.key][0], bulletin=bulletin, address=copies[message.key][1], message=message)
        for message in messages.only("id", "dedupe_key", "channel")
    )
    bulletin.sent_at, bulletin.sent_by, bulletin.sent_text = now, by, text
    history.save(bulletin, by=by, reason="Sent", at=now, update_fields=["sent_at", "sent_by", "sent_text"])
    return bulletin


@transaction.atomic
def unsubscribe(*, copy: BulletinCopy, now: datetime) -> Unsubscription:
    """The address of this copy gets no bulletin of that Virtual School any more, nor one that still waits to be sent. Asked for
    again nothing changes.
    """
    school = copy.bulletin.virtual_school_id
    _lock_list(school)
    current = Unsubscription.objects.filter(virtual_school=school, address=copy.address, ended_at__isnull=True).first()
    if current is not None:
        return current
    off = Unsubscription(virtual_school_id=school, address=copy.address, since=now)
    history.save(off, by=None, reason="Asked for by its link", at=now)
    waiting = BulletinCopy.objects.filter(
        address=copy.address, bulletin__virtual_school=school,
        message__state__in=[MessageState.QUEUED, MessageState.HELD],
    )  # fmt: skip
    if topics := list(waiting.values_list("message__topic", flat=True)):
        cancel_topics(topics, now=now)
    return off


@transaction.atomic
def subscribe_again(*, unsubscription: Unsubscription, reason: str, by: User, now: datetime) -> Unsubscription:
    """They told us that they want it again. Raises WhyAgain, OnTheListAlready."""
    if not reason.strip():
        raise WhyAgain
    _lock_list(unsubscription.virtual_school_id)
    found = Unsubscription.objects.select_for_update(of=("self",)).get(pk=unsubscription.pk)
    if found.ended_at is not None:
        raise OnTheListAlready
    found.ended_at, found.ended_by, found.ended_reason = now, by, reason.strip()
    history.save(found, by=by, reason="Wants it again", at=now)
    return found


def _lock_list(school_id: int) -> None:
    """One at a time sends to the list of a Virtual School or changes it."""
    Agency.objects.select_for_update(no_key=True).get(pk=school_id)


def _lock_draft(bulletin: Bulletin) -> Bulletin:
    locked = Bulletin.objects.select_for_update(of=("self",)).select_related("virtual_school").get(pk=bulletin.pk)
    if locked.sent_at is not None:
        raise BulletinSent
    return locked


def _save(
    bulletin: Bulletin, title: str, text: str, lists_events: bool, lists_opportunities: bool, reason: str, by: User,
    now: datetime,
) -> Bulletin:  # fmt: skip
    bulletin.title, bulletin.text = " ".join(title.split()), text.strip()
    bulletin.lists_events, bulletin.lists_opportunities = lists_events, lists_opportunities
    history.save(bulletin, by=by, reason=reason, at=now)
    return bulletin
