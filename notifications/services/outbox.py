"""Say something to people: rows first, in the transaction of the act that causes them."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import User
from notifications.enums import ALWAYS_IMMEDIATE, SECRET_KINDS, Channel, Frequency, MessageKind, MessageState
from notifications.models import Message, MessageQuerySet, Preference, Silence
from notifications.registry import may_not_know
from notifications.rules import ACCOUNT_MAILS_AN_HOUR
from notifications.services.digests import take_back
from notifications.services.worker import wake
from notifications.texts import render_text, tidy_subject


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something to say to one person.

    `link` is a path within Mainstay, opened after sign-in. `topic` names what caused it, so that it can be cancelled.
    `about` is the UUID of the young person it speaks of. `key` makes it unique: queued again with the same key, nothing
    happens. It names the recipient too whenever several people are told the same.
    """

    recipient: User
    kind: MessageKind
    subject: str
    body: str
    key: str
    link: str = ""
    topic: str = ""
    about: UUID | None = None


@dataclass(frozen=True)
class EmailAndInbox:
    """The two rows of one note; None where nothing was queued (not asked for, deactivated, silenced)."""

    email: Message | None
    in_app: Message | None


@transaction.atomic
def queue(notes: Iterable[Note], *, now: datetime, in_app: bool = True, email: bool = True) -> list[Message]:
    """Queue an e-mail and an in-app message for each note; both rows of a note follow each other, the e-mail first.

    Nothing for a deactivated person, nothing to or about somebody who is silenced. What the recipient may not know is
    kept as held back and never leaves (`notifications.registry`). A key used before brings back the rows it made then.
    Who prefers a daily digest has the e-mail wait for it, safeguarding kinds excepted. Five queries of its own however
    many notes; the worker is woken on commit.
    """
    rows = _queue(notes, now, in_app=in_app, email=email)
    kept = {
        message.dedupe_key: message for message in Message.objects.filter(dedupe_key__in=[r.dedupe_key for r in rows])
    }
    return [kept[row.dedupe_key] for row in rows]


@transaction.atomic
def queue_unread(notes: Iterable[Note], *, now: datetime) -> dict[str, int]:
    """The same without reading the rows back, for many notes at once: the keys of the notes that are queued, now or before,
    with how many messages each is.
    """
    queued: dict[str, int] = {}
    for row in _queue(notes, now, in_app=True, email=True):
        queued[row.key] = queued.get(row.key, 0) + 1
    return queued


def _queue(notes: Iterable[Note], now: datetime, *, in_app: bool, email: bool) -> list[Message]:
    """Store the rows of all notes that may be said; those rows, as they are unless their key was used before."""
    wanted = _once_per_key(notes)
    if not wanted:
        return []
    active = User.objects.in_bulk({note.recipient.pk for note in wanted})
    silenced = _silenced({note.about for note in wanted if note.about} | {user.uuid for user in active.values()})
    told = [
        note
        for note in wanted
        if (user := active.get(note.recipient.pk))
        and user.is_active
        and note.about not in silenced
        and user.uuid not in silenced
    ]
    daily = _daily({(note.recipient.pk, note.kind) for note in told}) if email else set()
    unknowing = may_not_know({(note.recipient.pk, note.about) for note in told if note.about})
    rows = []
    for note in told:
        withheld = MessageState.WITHHELD if (note.recipient.pk, note.about) in unknowing else None
        if email:
            held = (note.recipient.pk, note.kind) in daily
            state = withheld or (MessageState.HELD if held else MessageState.QUEUED)
            rows.append(_row(note, Channel.EMAIL, state, now, active))
        if in_app:
            rows.append(_row(note, Channel.IN_APP, withheld or MessageState.SENT, now, active))
    if rows:
        Message.objects.store(rows)
    if any(row.state == MessageState.QUEUED for row in rows):
        wake()
    return rows


def tell(
    people: Iterable[User],
    template: str,
    context: Mapping[str, object],
    *,
    kind: MessageKind,
    link: str,
    topic: str,
    key: str = "",
    about: UUID | None = None,
    by: User | None,
    now: datetime,
) -> list[Message]:
    """Queue the same words to several people, to each of them once; `by`, who did it, knows already. What makes a note
    unique is `key` (else the topic) and the person.
    """
    subject, body = render_text(template, context)
    notes = [
        Note(
            recipient=person,
            kind=kind,
            subject=subject,
            body=body,
            link=link,
            topic=topic,
            about=about,
            key=f"{key or topic}:{person.pk}",
        )
        for person in people
        if person != by
    ]
    return queue(notes, now=now)


def queue_one(note: Note, *, now: datetime, in_app: bool = True, email: bool = True) -> EmailAndInbox:
    """Queue one note; its two rows by name."""
    by_channel = {message.channel: message for message in queue([note], now=now, in_app=in_app, email=email)}
    return EmailAndInbox(email=by_channel.get(Channel.EMAIL), in_app=by_channel.get(Channel.IN_APP))


@transaction.atomic
def queue_account_mail(*, address: str, subject: str, body: str, now: datetime) -> Message | None:
    """Queue an e-mail about somebody's own account (reset, invitation): sent at once, never shown in the inbox, body
    erased once sent. None if the address belongs to a deactivated person, or if `ACCOUNT_MAILS_AN_HOUR` went there in
    the last hour: whoever asks for reset links or sends invitations again and again fills nobody's mailbox."""
    person = User.objects.filter(email__iexact=address).first()
    if person and not person.is_active:
        return None
    recent = Message.objects.filter(
        recipient=person, kind=MessageKind.ACCOUNT, topic="", queued_at__gt=now - timedelta(hours=1)
    ).order_by()
    if (recent if person else recent.filter(address__iexact=address)).count() >= ACCOUNT_MAILS_AN_HOUR:
        return None
    return _queue_to_address(person, address, subject, body, "", now)


def queue_personal_link(
    *,
    address: str,
    subject: str,
    body: str,
    topic: str,
    now: datetime,
    kind: MessageKind = MessageKind.ACCOUNT,
    about: UUID | None = None,
) -> Message | None:
    """Queue an e-mail with a link that is meant for whoever reads that mailbox, with an account or without: sent at once,
    never shown in the inbox, body erased once sent. None if the address belongs to a deactivated person.

    One head may be asked to sign a hundred agreements in a morning, so nothing limits how many go to one address: the
    act behind each of them must. `topic` cancels it; it does not count as account mail. `about` is the young person it
    speaks of: nothing leaves once they are silenced. `kind` is one whose body is erased (`SECRET_KINDS`).
    """
    if kind not in SECRET_KINDS:
        raise ValueError("The body of a personal link is erased once sent; this kind’s would stay.")
    if about is not None and _silenced({about}):
        return None
    if not topic:
        raise ValueError("A personal link has a topic, by which it can be cancelled.")
    person = User.objects.filter(email__iexact=address).first()
    if person and not person.is_active:
        return None
    return _queue_to_address(person, address, subject, body, topic, now, kind=kind, about=about)


def _queue_to_address(
    person: User | None,
    address: str,
    subject: str,
    body: str,
    topic: str,
    now: datetime,
    *,
    kind: MessageKind = MessageKind.ACCOUNT,
    about: UUID | None = None,
) -> Message:
    message = Message.objects.create(
        recipient=person,
        address=address,
        channel=Channel.EMAIL,
        kind=kind,
        subject=tidy_subject(subject),
        body=body,
        topic=topic,
        about=about,
        dedupe_key=f"account:{uuid.uuid4()}:{Channel.EMAIL}",
        state=MessageState.QUEUED,
        queued_at=now,
        next_try_at=now,
    )
    wake()
    return message


def cancel_topic(topic: str, *, now: datetime) -> int:
    """Cancel what is still waiting to be said on `topic`; how many messages that was."""
    return cancel_topics([topic], now=now)


def cancel_topics(topics: Collection[str], *, now: datetime) -> int:
    """Cancel what is still waiting to be said on any of `topics`, in one query; how many messages that was."""
    if "" in topics:
        raise ValueError("An empty topic would cancel every message that has none.")
    return _cancel(Message.objects.filter(topic__in=topics), now)


@transaction.atomic
def silence(about: UUID, *, now: datetime) -> int:
    """Somebody has died: what is waiting to be said to or about them is cancelled, later messages are refused, and
    one already on its way to the mail server is checked once more. `about` is the UUID of their record, or of their
    account.
    """
    Silence.objects.get_or_create(about=about, defaults={"since": now})
    take_back(
        Message.objects.filter(pk__in=Message.objects.filter(about=about, digest__isnull=False).values("digest")),
        now=now,
    )
    return _cancel(Message.objects.filter(about=about), now) + _cancel(
        Message.objects.filter(recipient__uuid=about), now
    )


def _cancel(messages: MessageQuerySet, now: datetime) -> int:
    return messages.waiting().update(state=MessageState.CANCELLED, settled_at=now, next_try_at=None)


def _once_per_key(notes: Iterable[Note]) -> list[Note]:
    """The notes without repeats. ValueError: one key for two people, of whom the second would never be told."""
    by_key: dict[str, Note] = {}
    for note in notes:
        if by_key.setdefault(note.key, note).recipient.pk != note.recipient.pk:
            raise ValueError(f"Two people under one message key: {note.key}")
    return list(by_key.values())


def _silenced(people: Collection[UUID]) -> set[UUID]:
    return set(Silence.objects.filter(about__in=people).values_list("about", flat=True))


def _daily(pairs: set[tuple[int, MessageKind]]) -> set[tuple[int, str]]:
    """Which of the (person, kind) pairs wait for the daily digest."""
    choosable = {(user, kind) for user, kind in pairs if kind not in ALWAYS_IMMEDIATE}
    if not choosable:
        return set()
    chosen = Preference.objects.filter(
        user__in={user for user, _ in choosable}, kind__in={kind for _, kind in choosable}, frequency=Frequency.DAILY
    )
    return set(chosen.values_list("user_id", "kind"))


def _row(note: Note, channel: Channel, state: MessageState, now: datetime, people: dict[int, User]) -> Message:
    person = people[note.recipient.pk]
    return Message(
        recipient=person,
        address=person.email if channel == Channel.EMAIL else "",
        channel=channel,
        kind=note.kind,
        subject=tidy_subject(note.subject),
        body=note.body,
        link=note.link,
        topic=note.topic,
        about=note.about,
        dedupe_key=f"{note.key}:{channel}",
        state=state,
        queued_at=now,
        next_try_at=now if state == MessageState.QUEUED else None,
        settled_at=now if state in (MessageState.SENT, MessageState.WITHHELD) else None,
        news_pending=state == MessageState.WITHHELD and channel == Channel.EMAIL,
    )
