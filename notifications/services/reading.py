"""What a person does with their inbox, and how often they want e-mails."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from notifications.enums import CHOOSABLE_KINDS, Frequency, MessageKind, MessageState
from notifications.models import Message, Preference
from notifications.services.worker import wake


def mark_read(*, message: Message, now: datetime) -> Message:
    """The recipient has opened it. The first time counts."""
    if message.read_at is None:
        Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=now)
        message.read_at = now
    return message


def mark_all_read(*, user: User, now: datetime) -> int:
    """Everything in the user's inbox that arrived up to `now` counts as read; how many messages."""
    return Message.objects.inbox_of(user).unread().filter(queued_at__lte=now).order_by().update(read_at=now)


@transaction.atomic
def set_preferences(*, user: User, frequencies: Mapping[MessageKind, Frequency], now: datetime) -> None:
    """How often `user` wants e-mails of each kind. What was held back and is now wanted at once leaves now; what
    already waits to be sent still goes by itself. ValueError: a kind that is always sent at once."""
    if fixed := set(frequencies) - set(CHOOSABLE_KINDS):
        raise ValueError(f"Always sent at once: {', '.join(sorted(fixed))}")
    Preference.objects.bulk_create(
        [Preference(user=user, kind=kind, frequency=frequency) for kind, frequency in frequencies.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["frequency"],
    )
    at_once = [kind for kind, frequency in frequencies.items() if frequency == Frequency.IMMEDIATE]
    released = Message.objects.filter(recipient=user, state=MessageState.HELD, kind__in=at_once).update(
        state=MessageState.QUEUED, next_try_at=now
    )
    if released:
        wake()
