"""One e-mail a day for those who prefer it: how many messages of each kind, and links. No subjects, no bodies."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.clock import local_date
from accounts.models import User
from notifications.enums import Channel, MessageKind, MessageState
from notifications.models import Message, MessageQuerySet, Silence
from notifications.registry import may_not_know
from notifications.rules import DIGEST_LINKS_PER_KIND
from notifications.services.worker import wake
from notifications.texts import absolute, render_text

#: People whose digests are made in one transaction.
PEOPLE_AT_ONCE = 100


def send_digests(*, now: datetime) -> int:
    """Queue today's digest for everybody who has messages held back; how many digests.

    One for each person and local day: run again the same day, it does nothing for those who have theirs; what was
    held back since waits for tomorrow. What may no longer be said (deactivated, silenced) is cancelled, and what the
    person may not know is withheld.
    """
    queued = 0
    after = 0
    while people := _next_people(after):
        queued += _digests_for(people, now)
        after = people[-1]
    return queued


def take_back(digests: MessageQuerySet, *, now: datetime) -> int:
    """Cancel those of `digests` that have not left: they speak of somebody of whom nothing may be said any more. What else
    they told of waits for the next digest. How many were cancelled.
    """
    ids = list(digests.filter(kind=MessageKind.DIGEST, state=MessageState.QUEUED).values_list("pk", flat=True))
    if not ids:
        return 0
    Message.objects.filter(digest__in=ids, state=MessageState.DIGESTED).update(
        state=MessageState.HELD, digest=None, settled_at=None
    )
    return Message.objects.filter(pk__in=ids).update(state=MessageState.CANCELLED, settled_at=now, next_try_at=None)


def withhold(messages: MessageQuerySet, *, now: datetime) -> int:
    """Those of `messages` that wait are not sent: the recipient may not know of whom they speak. How many that was."""
    return messages.waiting().update(state=MessageState.WITHHELD, settled_at=now, next_try_at=None, news_pending=True)


def _held() -> MessageQuerySet:
    return Message.objects.filter(state=MessageState.HELD, channel=Channel.EMAIL, on_hold_since__isnull=True)


def _next_people(after: int) -> list[int]:
    ids = _held().filter(recipient__gt=after).order_by("recipient").values_list("recipient", flat=True).distinct()
    return [pk for pk in ids[:PEOPLE_AT_ONCE] if pk is not None]


@transaction.atomic
def _digests_for(people: Sequence[int], now: datetime) -> int:
    hushed = Silence.objects.filter(Q(about=OuterRef("about")) | Q(about=OuterRef("recipient__uuid")))
    unsayable = _held().filter(recipient__in=people).filter(Exists(hushed) | Q(recipient__is_active=False))
    unsayable.update(state=MessageState.CANCELLED, settled_at=now)

    today = local_date(now)
    served = set(
        Message.objects.filter(dedupe_key__in=[_key(pk, today) for pk in people]).values_list("recipient_id", flat=True)
    )
    held: dict[int, list[Message]] = {}
    waiting = _held().filter(recipient__in=[pk for pk in people if pk not in served])
    locked = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("queued_at", "pk"))
    unknowing = may_not_know({(m.recipient_id, m.about) for m in locked if m.recipient_id and m.about})
    withhold(Message.objects.filter(pk__in=[m.pk for m in locked if (m.recipient_id, m.about) in unknowing]), now=now)
    for message in locked:
        if message.recipient_id is not None and (message.recipient_id, message.about) not in unknowing:
            held.setdefault(message.recipient_id, []).append(message)
    users = User.objects.in_bulk(held)
    made = [_digest(users[pk], messages, today, now) for pk, messages in held.items()]
    Message.objects.bulk_create(made, ignore_conflicts=True)
    # Of two runs at once only one makes a person's digest; the other leaves that person's messages alone.
    kept = {message.uuid: message for message in Message.objects.filter(uuid__in=[digest.uuid for digest in made])}
    for digest, messages in zip(made, held.values(), strict=True):
        if digest.uuid in kept:
            told = [message.pk for message in messages]
            Message.objects.filter(pk__in=told).update(
                state=MessageState.DIGESTED, digest=kept[digest.uuid], settled_at=now
            )
    if kept:
        wake()
    return len(kept)


def _key(user_id: int, day: date) -> str:
    return f"digest:{user_id}:{day.isoformat()}:{Channel.EMAIL}"


def _digest(user: User, messages: Sequence[Message], day: date, now: datetime) -> Message:
    by_kind: dict[MessageKind, list[Message]] = {}
    for message in messages:
        by_kind.setdefault(MessageKind(message.kind), []).append(message)
    groups = []
    for kind, of_kind in sorted(by_kind.items(), key=lambda item: list(MessageKind).index(item[0])):
        links = list(dict.fromkeys(absolute(m.link) for m in of_kind if m.link))
        shown = links[:DIGEST_LINKS_PER_KIND]
        groups.append({"label": kind.label, "count": len(of_kind), "links": shown, "further": len(links) - len(shown)})
    context = {"user": user, "day": day, "groups": groups, "count": len(messages)}
    subject, body = render_text("notifications/email/digest.txt", context)
    return Message(
        recipient=user,
        address=user.email,
        channel=Channel.EMAIL,
        kind=MessageKind.DIGEST,
        subject=subject,
        body=body,
        link="/messages/",
        dedupe_key=_key(user.pk, day),
        state=MessageState.QUEUED,
        queued_at=now,
        next_try_at=now,
    )
