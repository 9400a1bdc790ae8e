"""What an operator does with an e-mail that did not arrive: send it again, or give it up with a reason."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.clock import end_of_day, local_date
from accounts.errors import ServiceError
from accounts.models import User
from notifications.enums import OF_THE_DAY, SECRET_KINDS, AttemptOutcome, MessageKind, MessageState
from notifications.models import Delivery, Message, MessageQuerySet
from notifications.registry import failure_audience, still_applies
from notifications.services.outbox import Note, queue
from notifications.services.worker import wake
from notifications.texts import render_text


class DeadLetterError(ServiceError):
    """It cannot be done with this e-mail; the text says why."""


class NotDead(DeadLetterError):
    def __init__(self) -> None:
        super().__init__("Somebody has dealt with this e-mail already.")


class TextErased(DeadLetterError):
    def __init__(self) -> None:
        super().__init__(
            "It held a link for one person, so its text was erased. Give it up; whoever wanted it must ask for a new link."
        )


class OutOfDate(DeadLetterError):
    def __init__(self) -> None:
        super().__init__("What it says was true on the day it was written only. Give it up.")


class AppliesNoMore(DeadLetterError):
    def __init__(self) -> None:
        super().__init__("What it was about has been settled since, so it would say something untrue. Give it up.")


class NobodyThere(DeadLetterError):
    def __init__(self) -> None:
        super().__init__("Its recipient’s account is closed. Give it up.")


class NoAccount(DeadLetterError):
    def __init__(self) -> None:
        super().__init__(
            "It went to somebody without an account, and what it says may have changed. Whoever wrote to them writes again. "
            "Give it up."
        )


class ReasonMissing(DeadLetterError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Say why it is given up")


def may_be_sent_again(message: Message, *, now: datetime) -> DeadLetterError | None:
    """What stands against sending `message` again; None if nothing does."""
    if message.kind in SECRET_KINDS:
        return TextErased()
    if message.kind in OF_THE_DAY and local_date(message.queued_at) != local_date(now):
        return OutOfDate()
    if message.recipient is None:
        return NoAccount()
    if not message.recipient.is_active:
        return NobodyThere()
    return None if still_applies(message, now) else AppliesNoMore()


@transaction.atomic
def send_again(*, message: Message, by: User, now: datetime) -> Message:
    """Put `message` back into the queue with all its tries, to the address its recipient has now. What must not be said any
    more is held back on its way as at the first time (silence, discretion). Raises NotDead, TextErased, OutOfDate,
    NobodyThere, AppliesNoMore.
    """
    locked = _locked(message)
    if (refusal := may_be_sent_again(locked, now=now)) is not None:
        raise refusal
    if locked.recipient is not None:
        locked.address = locked.recipient.email
    locked.state, locked.settled_at, locked.next_try_at, locked.attempts = MessageState.QUEUED, None, now, 0
    locked.news_pending = False  # of a failure that is over
    locked.save(update_fields=["address", "state", "settled_at", "next_try_at", "attempts", "news_pending"])
    Delivery.objects.create(message=locked, at=now, outcome=AttemptOutcome.RETRIED, by=by)
    wake()
    return locked


#: How many are sent again in one act.
MOST_AT_ONCE = 500


@transaction.atomic
def send_all_again(*, messages: MessageQuerySet, by: User, now: datetime) -> tuple[int, int]:
    """Send these again, the oldest first, at most `MOST_AT_ONCE`: (how many were, how many must not be and stay)."""
    sent = 0
    out_of_date = Q(kind__in=OF_THE_DAY, queued_at__lt=end_of_day(local_date(now) - timedelta(days=1)))
    worth_trying = messages.exclude(kind__in=SECRET_KINDS).exclude(out_of_date)
    refused = messages.count() - worth_trying.count()
    for message in worth_trying.order_by("settled_at", "pk").only("pk")[:MOST_AT_ONCE]:
        try:
            send_again(message=message, by=by, now=now)
        except DeadLetterError:
            refused += 1
        else:
            sent += 1
    return sent, refused


@transaction.atomic
def give_up(*, message: Message, reason: str, by: User, now: datetime) -> Message:
    """Decide that `message` is not sent any more. Wherever it is shown it says so, and those who are told of messages of
    its kind that fail are told inside Mainstay. Raises NotDead, ReasonMissing.
    """
    why = " ".join(reason.split())[:300]
    if not why:
        raise ReasonMissing
    locked = _locked(message)
    locked.given_up_at = now
    locked.save(update_fields=["given_up_at"])
    Delivery.objects.create(message=locked, at=now, outcome=AttemptOutcome.GIVEN_UP, answer=why, by=by)
    _tell(locked, now=now)
    return locked


def _locked(message: Message) -> Message:
    locked = (
        Message.objects.dead_letters()
        .select_for_update(of=("self",))
        .select_related("recipient")
        .filter(pk=message.pk)
        .first()
    )
    if locked is None:
        raise NotDead
    return locked


def _tell(message: Message, *, now: datetime) -> None:
    audience = failure_audience(message.kind)
    if audience is None:
        return
    subject, body = render_text("notifications/email/given_up.txt", {"message": message})
    notes = [
        Note(
            recipient=person,
            kind=MessageKind.DELIVERY_FAILED,
            subject=subject,
            body=body,
            link=message.link,
            topic=message.topic,
            about=message.about,
            key=f"given-up:{message.uuid}:{person.pk}",
        )
        for person in audience(message, now)
    ]
    queue(notes, now=now, email=False)
