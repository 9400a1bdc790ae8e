"""An e-mail that came back after the mail server had accepted it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from notifications.enums import AttemptOutcome, Channel, MessageState
from notifications.models import Delivery, Message
from notifications.services.settling import bring_news


class BounceError(Exception):
    """Why an e-mail cannot be recorded as returned."""


@transaction.atomic
def record_bounce(*, message: Message, at: datetime, answer: str, by: User | None, now: datetime) -> Message:
    """Record that `message` came back at `at`; `by` is the person who says so, None for the mail system.

    Whoever queued it is told in this transaction (a notice that came back proves nothing any more). BounceError: it
    was never handed over, is recorded as returned already, or `at` lies outside the time between its sending and now.
    """
    locked = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if locked.channel != Channel.EMAIL:
        raise BounceError("Only an e-mail can come back.")
    if locked.state == MessageState.BOUNCED:
        raise BounceError("This e-mail has already been recorded as returned.")
    if locked.state != MessageState.SENT or locked.settled_at is None:
        raise BounceError("This e-mail has not been handed over to the mail server, so it cannot have come back.")
    if at < locked.settled_at:
        raise BounceError("It cannot have come back before it was sent.")
    if at > now:
        raise BounceError("It cannot have come back in the future.")
    locked.state = MessageState.BOUNCED
    locked.save(update_fields=["state"])
    answer = " ".join(answer.split())[:300]
    Delivery.objects.create(message=locked, at=at, outcome=AttemptOutcome.BOUNCED, answer=answer, by=by)
    bring_news(locked, outcome=AttemptOutcome.BOUNCED, at=at, now=now)
    return locked
