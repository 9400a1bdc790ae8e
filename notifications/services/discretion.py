"""What may not be said to somebody: a message is held back when its recipient may not know of the young person it speaks
of (`notifications.registry.register_discretion`).

It is kept and shown as not sent. Whoever queued it is told with the next delivery round, as of one that was refused.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from notifications.enums import Channel, MessageKind, MessageState
from notifications.models import Message, MessageQuerySet
from notifications.registry import Pair, may_not_know
from notifications.services.digests import take_back, withhold


@transaction.atomic
def call_back(about: UUID, *, but: Collection[int], now: datetime) -> int:
    """From now on nobody but the people `but` (ids) may know of the young person `about`: to everybody else, what waits
    to be said is not sent, what a digest on its way tells is taken out of it, and what lies in their inbox is gone. How
    many messages that was.
    """
    others = Message.objects.filter(about=about).exclude(recipient__in=but)
    told_in = others.filter(digest__isnull=False).values("digest")
    take_back(Message.objects.filter(pk__in=told_in), now=now)
    in_inboxes = others.filter(channel=Channel.IN_APP, state=MessageState.SENT)
    return withhold(others.waiting(), now=now) + in_inboxes.update(state=MessageState.WITHHELD)


def hold_back(messages: Iterable[Message], *, ours: MessageQuerySet, now: datetime) -> set[int]:
    """Hold back those of `messages`, all of them among `ours`, whose recipient may not know of the young person: the ids.

    A digest that tells of such a young person is cancelled, and what else it told of waits for the next one.
    """
    found = list(messages)
    pairs = {message.pk: pair_of(message) for message in found}
    digests = [message.pk for message in found if message.kind == MessageKind.DIGEST]
    told: list[tuple[int, int, UUID]] = []
    if digests:
        rows = Message.objects.filter(digest__in=digests, about__isnull=False, recipient__isnull=False)
        told = list(rows.values_list("digest_id", "recipient_id", "about").distinct())  # type: ignore[arg-type]
    unknowing = may_not_know({pair for pair in pairs.values() if pair} | {(who, about) for _, who, about in told})
    if not unknowing:
        return set()
    plain = {pk for pk, pair in pairs.items() if pair in unknowing}
    withhold(ours.filter(pk__in=plain), now=now)
    indiscreet = {digest for digest, who, about in told if (who, about) in unknowing}
    if indiscreet:
        take_back(ours.filter(pk__in=indiscreet), now=now)
        withhold(Message.objects.filter(of_pairs(unknowing), state=MessageState.HELD), now=now)
    return plain | indiscreet


def pair_of(message: Message) -> Pair | None:
    """Who is told of whom; None for a message that speaks of nobody."""
    if message.recipient_id is None or message.about is None:
        return None
    return message.recipient_id, message.about


def of_pairs(pairs: Collection[Pair]) -> Q:
    """Messages to these recipients about these young people."""
    wanted = Q(pk__in=[])
    for recipient_id, about in pairs:
        wanted |= Q(recipient=recipient_id, about=about)
    return wanted
