"""An e-mail to somebody who need have no account, about a young person: an invitation to a meeting, say."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from notifications.enums import Channel, MessageKind, MessageState
from notifications.models import Message, Silence
from notifications.registry import may_not_know
from notifications.services.worker import wake
from notifications.texts import tidy_subject


@transaction.atomic
def queue_letter(
    *, address: str, kind: MessageKind, subject: str, body: str, topic: str, key: str, about: UUID, now: datetime
) -> Message | None:
    """Queue an e-mail to an address, sent at once and shown in no inbox. It says no more than any other e-mail, and has
    no link, because its reader cannot sign in.

    `topic` cancels it. `key` makes it unique: used before, it brings back the row it made then. None if the young person
    `about` is silenced or the address belongs to a deactivated person. Whoever reads that mailbox and has an account, but
    may not know of the young person, is not told (`notifications.registry`).
    """
    person = User.objects.filter(email__iexact=address).first()
    silenced = {about} | ({person.uuid} if person else set())
    if (person and not person.is_active) or Silence.objects.filter(about__in=silenced).exists():
        return None
    withheld = bool(person and may_not_know({(person.pk, about)}))
    message, is_new = Message.objects.get_or_create(
        dedupe_key=f"{key}:{Channel.EMAIL}",
        defaults={
            "recipient": person,
            "address": address,
            "channel": Channel.EMAIL,
            "kind": kind,
            "subject": tidy_subject(subject),
            "body": body,
            "topic": topic,
            "about": about,
            "state": MessageState.WITHHELD if withheld else MessageState.QUEUED,
            "queued_at": now,
            "next_try_at": None if withheld else now,
            "settled_at": now if withheld else None,
        },
    )
    if is_new and not withheld:
        wake()
    return message
