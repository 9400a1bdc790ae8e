"""An e-mail to somebody who need have no account, about a young person: an invitation to a meeting, say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Lower

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


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One of many e-mails to people who need have no account. `about` is the young person it speaks of, if any. `key` makes it
    unique.
    """

    address: str
    subject: str
    body: str
    topic: str
    key: str
    about: UUID | None = None


@transaction.atomic
def queue_letters(letters: Sequence[Letter], *, kind: MessageKind, now: datetime) -> set[str]:
    """The same as `queue_letter` for many at once, in four queries however many: the keys of those that are queued, now or
    before. Left out are letters about who is silenced, to a deactivated person, and to whoever has an account but may not
    know of the young person.
    """
    wanted = {letter.key: letter for letter in letters}
    if not wanted:
        return set()
    addresses = {letter.address.lower() for letter in wanted.values()}
    holders = User.objects.alias(folded=Lower("email")).filter(folded__in=addresses)
    people = {person.email.lower(): person for person in holders}
    named = {letter.about for letter in wanted.values() if letter.about} | {one.uuid for one in people.values()}
    silenced = set(Silence.objects.filter(about__in=named).values_list("about", flat=True))
    pairs = {
        (person.pk, letter.about)
        for letter in wanted.values()
        if letter.about and (person := people.get(letter.address.lower()))
    }
    unknowing = may_not_know(pairs)
    rows = []
    for letter in wanted.values():
        person = people.get(letter.address.lower())
        if letter.about in silenced or (person and (not person.is_active or person.uuid in silenced)):
            continue
        if person and letter.about and (person.pk, letter.about) in unknowing:
            continue
        rows.append(
            Message(
                recipient=person,
                address=letter.address,
                channel=Channel.EMAIL,
                kind=kind,
                subject=tidy_subject(letter.subject),
                body=letter.body,
                topic=letter.topic,
                about=letter.about,
                dedupe_key=f"{letter.key}:{Channel.EMAIL}",
                state=MessageState.QUEUED,
                queued_at=now,
                next_try_at=now,
            )
        )
    if rows:
        Message.objects.store(rows)
        wake()
    return {row.key for row in rows}
