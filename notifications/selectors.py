"""Questions about messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Min

from accounts.models import User
from notifications.enums import UNDELIVERED, AttemptOutcome, Channel, Frequency, MessageKind, MessageState
from notifications.models import Delivery, Message, MessageQuerySet
from notifications.rules import OUTBOX_STUCK

#: How many of the newest attempts are looked at to say how the last hour went.
ATTEMPTS_LOOKED_AT = 5_000


def inbox(user: User, *, kind: str = "", unread_only: bool = False) -> MessageQuerySet:
    """The user's inbox, newest first. The number in the header is the length of this list with `unread_only`."""
    messages = Message.objects.inbox_of(user)
    if kind:
        messages = messages.filter(kind=kind)
    return messages.unread() if unread_only else messages


def unread_count(user: User | AnonymousUser) -> int:
    """How many messages the user has not opened; one query on an index that holds only those."""
    if not isinstance(user, User):
        return 0
    return inbox(user, unread_only=True).order_by().count()


def email_of(message: Message) -> Message | None:
    """The e-mail that says the same as this in-app message (itself, if it is the e-mail); None if none was queued."""
    if message.channel == Channel.EMAIL:
        return message
    return Message.objects.filter(dedupe_key=f"{message.key}:{Channel.EMAIL}").first()


def daily_kinds(user: User) -> list[MessageKind]:
    """Kinds whose e-mails the user wants in the daily digest."""
    chosen = user.message_preferences.filter(frequency=Frequency.DAILY).values_list("kind", flat=True)
    return [MessageKind(kind) for kind in chosen]


def sent_messages(*, state: str = "") -> MessageQuerySet:
    """Every e-mail of the whole system, newest first: for the page of embedded mode, where nobody is real."""
    emails = Message.objects.filter(channel=Channel.EMAIL).select_related("recipient").order_by("-queued_at", "-id")
    return emails.filter(state=state) if state else emails


@dataclass(frozen=True)
class Outbox:
    """How far the outbox is: since when its oldest e-mail waits, how many wait, and whether any e-mail was accepted within the
    time after which one counts as stuck.
    """

    oldest_queued_at: datetime | None
    waiting: int
    gets_through: bool

    def age(self, now: datetime) -> timedelta:
        """For how long the oldest undelivered e-mail has waited; nothing if none does."""
        return max(now - self.oldest_queued_at, timedelta()) if self.oldest_queued_at else timedelta()

    def is_stuck(self, now: datetime) -> bool:
        """E-mails wait too long and none gets through. One recipient whose mailbox is full for a day is not that."""
        return self.age(now) > OUTBOX_STUCK and not self.gets_through


def outbox(now: datetime) -> Outbox:
    """Two queries, on the waiting e-mails and on the newest attempts. What is on hold since a restore waits for a person."""
    queued = Message.objects.filter(state=MessageState.QUEUED, channel=Channel.EMAIL, on_hold_since__isnull=True)
    facts = queued.aggregate(oldest=Min("queued_at"), waiting=Count("pk"))
    return Outbox(facts["oldest"], facts["waiting"], attempts_since(now - OUTBOX_STUCK)[AttemptOutcome.ACCEPTED] > 0)


def attempts_since(moment: datetime) -> Mapping[AttemptOutcome, int]:
    """How many attempts came to what since `moment`, among the newest `ATTEMPTS_LOOKED_AT`: rows are written in the order of
    time, so that no index by time is needed.
    """
    found = dict.fromkeys(AttemptOutcome, 0)
    for outcome, at in Delivery.objects.order_by("-pk").values_list("outcome", "at")[:ATTEMPTS_LOOKED_AT]:
        if at >= moment:
            found[AttemptOutcome(outcome)] += 1
    return found


def unsettled_by_state() -> Mapping[MessageState, int]:
    """How many messages wait or did not reach their recipient, by state. Each state has an index of its own; those that
    arrived are too many to count.
    """
    states = (MessageState.QUEUED, MessageState.HELD, *UNDELIVERED)
    counted = dict(Message.objects.filter(state__in=states).order_by().values_list("state").annotate(Count("pk")))
    return {state: counted.get(state, 0) for state in states}


def dead_letters(*, kind: str = "", state: str = "", given_up: bool = False) -> MessageQuerySet:
    """E-mails that did not arrive and that nobody has decided about, or those given up; for operators, who read neither
    subject nor body nor whom they are about.
    """
    letters = Message.objects.given_up() if given_up else Message.objects.dead_letters()
    letters = letters.defer("subject", "body", "address", "link", "about")
    if kind:
        letters = letters.filter(kind=kind)
    return letters.filter(state=state) if state else letters
