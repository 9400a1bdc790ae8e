"""Write down what became of messages that were handed to the mail server, and tell those who want to know."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from notifications.enums import SAFEGUARDING_KINDS, SECRET_KINDS, AttemptOutcome, MessageKind, MessageState
from notifications.models import Delivery, Message
from notifications.registry import delivery_listener, failure_audience
from notifications.rules import wait_after
from notifications.services.outbox import Note, queue
from notifications.texts import render_text

logger = logging.getLogger(__name__)

#: States in which a message can still become "sent": called back too, when that came while it was already on its way.
_UNDECIDED = (MessageState.QUEUED, MessageState.CANCELLED, MessageState.WITHHELD)


@dataclass(frozen=True)
class Attempt:
    """One try: which message, under which lease (the `next_try_at` that the deliverer had set), what came of it and
    when.
    """

    message_id: int
    lease: datetime
    outcome: AttemptOutcome
    answer: str
    at: datetime


@transaction.atomic
def settle(attempts: Sequence[Attempt], *, now: datetime) -> None:
    """Record the attempts and move their messages on.

    Accepted: sent, whoever holds the lease by now. Refused for good, or tried often enough: failed. Otherwise the
    next try is set. A message whose lease was lost meanwhile keeps what its new holder makes of it.
    """
    ids = [attempt.message_id for attempt in attempts]
    locked = Message.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    messages = {message.pk: message for message in locked}
    Delivery.objects.bulk_create(
        Delivery(message_id=attempt.message_id, at=attempt.at, outcome=attempt.outcome, answer=attempt.answer)
        for attempt in attempts
    )
    changed = []
    told = []
    for attempt in attempts:
        message = messages[attempt.message_id]
        if _move_on(message, attempt):
            changed.append(message)
            if message.state in (MessageState.SENT, MessageState.FAILED):
                told.append((message, attempt))
    Message.objects.keep_moves(changed)
    if secret := [m.pk for m in changed if m.kind in SECRET_KINDS and m.settled_at]:
        Message.objects.filter(pk__in=secret).update(body="")  # it held a link that opens an account
    for message, attempt in told:
        outcome = AttemptOutcome.ACCEPTED if message.state == MessageState.SENT else AttemptOutcome.REFUSED
        bring_news(message, outcome=outcome, at=attempt.at, now=now)


def _move_on(message: Message, attempt: Attempt) -> bool:
    """Give `message` its new state; False if nothing changes."""
    if attempt.outcome == AttemptOutcome.ACCEPTED:
        if message.state not in _UNDECIDED:
            return False
        message.state = MessageState.SENT
    elif message.state != MessageState.QUEUED or message.next_try_at != attempt.lease:
        return False
    elif attempt.outcome == AttemptOutcome.DEFERRED and (wait := wait_after(message.attempts)):
        message.next_try_at = attempt.at + wait
        return True
    else:
        message.state = MessageState.FAILED
    message.settled_at = attempt.at
    message.next_try_at = None
    return True


def bring_news(message: Message, *, outcome: AttemptOutcome, at: datetime, now: datetime) -> None:
    """Tell the app that queued `message` how it fared, and alert people if it is one on which somebody's safety hangs.

    The message itself is settled whatever the listener does: were its error to undo the settling, the e-mail would be
    sent again and again. The news then stays pending and is brought with the next round.
    """
    listener = delivery_listener(message.kind)
    audience = failure_audience(message.kind) if outcome != AttemptOutcome.ACCEPTED else None
    if listener is None and audience is None and not message.news_pending:
        return
    try:
        with transaction.atomic():
            if listener:
                listener(message, outcome, at, now)
            if audience:
                _alert(message, audience(message, now), now=now)
    except Exception:  # whatever a listener of another app raises; see above
        logger.exception("News of message %s could not be taken in; it will be brought again.", message.uuid)
        message.news_pending = True
        message.save(update_fields=["news_pending"])
    else:
        if message.news_pending:
            message.news_pending = False
            message.save(update_fields=["news_pending"])


def bring_pending_news(*, now: datetime, most: int = 100) -> int:
    """Bring again the news that a listener could not take in, and that of messages held back; how many were tried."""
    outcomes = {
        MessageState.SENT: AttemptOutcome.ACCEPTED,
        MessageState.FAILED: AttemptOutcome.REFUSED,
        MessageState.BOUNCED: AttemptOutcome.BOUNCED,
        MessageState.WITHHELD: AttemptOutcome.REFUSED,
    }
    tried = 0
    for pk in list(
        Message.objects.filter(news_pending=True, state__in=outcomes).order_by("pk").values_list("pk", flat=True)[:most]
    ):
        with transaction.atomic():
            message = (
                Message.objects.select_for_update(skip_locked=True)
                .filter(pk=pk, news_pending=True, state__in=outcomes)
                .first()
            )
            if message is None:
                continue
            outcome = outcomes[MessageState(message.state)]
            at = message.settled_at
            if outcome == AttemptOutcome.BOUNCED:
                at = message.deliveries.filter(outcome=outcome).latest("at").at
            bring_news(message, outcome=outcome, at=at or now, now=now)
            tried += 1
    return tried


def _alert(message: Message, people: Sequence[User], *, now: datetime) -> None:
    """Tell `people`, inside Mainstay, that a message on which somebody's safety hangs did not arrive; each time that it was
    sent and did not.
    """
    if message.kind not in SAFEGUARDING_KINDS:
        return
    again = message.deliveries.filter(outcome=AttemptOutcome.RETRIED).count()
    failure = f"{message.state}:{again}" if again else message.state
    subject, body = render_text("notifications/email/delivery_failed.txt", {"message": message})
    queue(
        [
            Note(
                recipient=person,
                kind=MessageKind.DELIVERY_FAILED,
                subject=subject,
                body=body,
                link=message.link,
                topic=message.topic,
                about=message.about,
                key=f"undelivered:{message.uuid}:{failure}:{person.pk}",
            )
            for person in people
        ],
        now=now,
        email=False,
    )
