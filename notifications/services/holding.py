"""After a backup was restored: nothing that waits is sent before somebody has looked.

A message that waited when the backup was made may have been sent in the hours after, and the restored row does not know
it. Sending it again would double it, throwing it away might lose it; only a person can tell, from the mail server's log.
"""

from datetime import datetime

from django.db import transaction

from notifications.enums import AttemptOutcome, Channel, MessageState
from notifications.models import Delivery, Message, MessageQuerySet
from notifications.services.worker import wake


class NoReason(Exception):
    """Something is thrown away without saying why."""

    def __init__(self) -> None:
        super().__init__("Say why they are thrown away: the reason stays with each message.")


def hold_undelivered(*, now: datetime) -> int:
    """Put every e-mail that waits (for its turn or for a digest) on hold; how many were not on hold before. What is queued
    afterwards leaves as always.
    """
    return Message.objects.waiting().filter(channel=Channel.EMAIL, on_hold_since__isnull=True).update(on_hold_since=now)


@transaction.atomic
def release(messages: MessageQuerySet) -> int:
    """Those of `messages` that are on hold leave as if nothing had been; how many that was."""
    released = messages.on_hold().update(on_hold_since=None)
    if released:
        wake()
    return released


@transaction.atomic
def throw_away(messages: MessageQuerySet, *, reason: str, now: datetime) -> int:
    """Those of `messages` that are on hold are never sent; how many that was. Each keeps the reason among its attempts.

    NoReason if none is given.
    """
    reason = reason.strip()
    if not reason:
        raise NoReason
    ids = list(messages.on_hold().order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    Message.objects.filter(pk__in=ids).update(state=MessageState.CANCELLED, settled_at=now, next_try_at=None)
    Delivery.objects.bulk_create(
        Delivery(message_id=pk, at=now, outcome=AttemptOutcome.DROPPED, answer=reason[:300]) for pk in ids
    )
    return len(ids)
