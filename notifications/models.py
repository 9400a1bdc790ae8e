"""What is said to people: the outbox, its delivery attempts and people's preferences."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from django.db import connections, models
from django.db.models import Q

from accounts.models import User
from notifications.enums import (
    DEAD,
    UNDELIVERED,
    URGENT,
    AttemptOutcome,
    Channel,
    Frequency,
    MessageKind,
    MessageState,
)


def _as_json(messages: Sequence["Message"], fields: Sequence[Any]) -> str:
    rows = [{field.column: getattr(message, field.attname) for field in fields} for message in messages]
    return json.dumps(rows, default=str)  # moments and UUIDs as the database reads them


class MessageQuerySet(models.QuerySet["Message"]):
    def store(self, messages: Sequence["Message"]) -> None:
        """Insert new rows, leaving out those whose key is there already.

        As one JSON text, which the server reads several times faster than it parses a statement with as many values.
        """
        fields = [field for field in Message._meta.concrete_fields if not field.primary_key]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        table = Message._meta.db_table
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s) "
                "ON CONFLICT DO NOTHING",
                [_as_json(messages, fields)],
            )

    def keep_moves(self, messages: Sequence["Message"]) -> None:
        """Write where each of these rows stands now: its state, when it was settled, when it is tried next. One statement."""
        moved = [Message._meta.get_field(name) for name in ("id", "state", "settled_at", "next_try_at")]
        table = Message._meta.db_table
        changes = ", ".join(f'"{field.column}" = moved."{field.column}"' for field in moved[1:])
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} message SET {changes} FROM json_populate_recordset(NULL::{table}, %s) moved "
                "WHERE message.id = moved.id",
                [_as_json(messages, moved)],
            )

    def visible_to(self, user: User) -> Self:
        """A person's own messages over every channel; nobody reads another's, nor one that was called back."""
        return self.filter(recipient=user).exclude(state=MessageState.WITHHELD)

    def inbox_of(self, user: User) -> Self:
        """What `user` finds in their inbox, newest first."""
        return self.filter(recipient=user, channel=Channel.IN_APP, state=MessageState.SENT).order_by(
            "-queued_at", "-id"
        )

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def ready(self, now: datetime) -> Self:
        """E-mails whose next try has come; a leased one comes back when its lease ends. None that is on hold."""
        return self.filter(
            state=MessageState.QUEUED, channel=Channel.EMAIL, next_try_at__lte=now, on_hold_since__isnull=True
        )

    def urgent(self) -> Self:
        return self.filter(kind__in=sorted(URGENT))

    def given_up(self) -> Self:
        """E-mails that an operator decided not to send again."""
        return self.filter(state__in=DEAD, given_up_at__isnull=False)

    def waiting(self) -> Self:
        """Neither sent nor given up: may still be cancelled."""
        return self.filter(state__in=[MessageState.QUEUED, MessageState.HELD])

    def on_hold(self) -> Self:
        """Undelivered when a backup was restored, and nobody has said yet what becomes of it."""
        return self.waiting().filter(on_hold_since__isnull=False)

    def failed(self) -> Self:
        """Did not reach the person, whatever the reason."""
        return self.filter(state__in=UNDELIVERED)

    def dead_letters(self) -> Self:
        """E-mails that were refused for good, tried too often or came back, and that nobody has decided about yet."""
        return self.filter(state__in=DEAD, channel=Channel.EMAIL, given_up_at__isnull=True)


class Message(models.Model):
    """One thing said to one person over one channel. The row is the message: it exists before anything is sent.

    `topic` names what caused it (`deadline:<uuid>:3`), so that the rest can be cancelled when that no longer applies.
    `about` is the UUID of the young person it speaks of: no foreign key, because messages stand on a lower floor and
    outlive the record.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="messages")
    address = models.EmailField(blank=True, help_text="Where the e-mail goes, as it was when queued.")
    channel = models.CharField(max_length=10, choices=Channel)
    kind = models.CharField(max_length=20, choices=MessageKind)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True, help_text="Path within Mainstay, opened after sign-in.")
    topic = models.CharField(max_length=80, blank=True)
    about = models.UUIDField(null=True, blank=True)
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When the mail server accepted it, or when it was given up."
    )
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="digested")
    on_hold_since = models.DateTimeField(
        null=True,
        blank=True,
        help_text="A backup was restored with it undelivered. It may have been sent since the backup was made, so it "
        "leaves only when somebody who has looked releases it.",
    )
    news_pending = models.BooleanField(
        default=False, help_text="The app that queued it could not take in how it fared, and will be told again."
    )
    given_up_at = models.DateTimeField(
        null=True, blank=True, help_text="When an operator decided that it is not tried again; why is its last attempt."
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MessageState.QUEUED) | Q(next_try_at__isnull=False),
                name="message_queued_has_next_try",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[MessageState.QUEUED, MessageState.HELD]) | Q(settled_at__isnull=False),
                name="message_done_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(address=""), name="message_goes_to_someone"
            ),
            models.CheckConstraint(
                condition=Q(given_up_at__isnull=True) | Q(state__in=DEAD), name="message_given_up_is_dead"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state=MessageState.QUEUED), name="message_ready"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(state=MessageState.QUEUED, kind__in=sorted(URGENT)),
                name="message_ready_urgent",
            ),
            models.Index(
                fields=["recipient"], condition=Q(channel=Channel.IN_APP, read_at__isnull=True), name="message_unread"
            ),
            models.Index(fields=["recipient", "-queued_at"], name="message_of_recipient"),
            models.Index(fields=["topic"], name="message_by_topic"),
            models.Index(fields=["about"], condition=Q(state__in=["queued", "held"]), name="message_pending_about"),
            models.Index(fields=["state"], condition=Q(state__in=UNDELIVERED), name="message_failed"),
            models.Index(
                fields=["-settled_at", "-id"],
                condition=Q(state__in=DEAD, channel=Channel.EMAIL, given_up_at__isnull=True),
                name="message_dead_letter",
            ),
            models.Index(fields=["recipient", "id"], condition=Q(state="held"), name="message_held"),
            models.Index(fields=["id"], condition=Q(news_pending=True), name="message_news_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"

    @property
    def is_proven(self) -> bool:
        """The mail server has taken it and it has not come back."""
        return self.state == MessageState.SENT

    @property
    def is_retrying(self) -> bool:
        """Tried without success, and due to be tried again."""
        return self.state == MessageState.QUEUED and self.attempts > 0

    @property
    def fate(self) -> str:
        """Its state in words, and whether an operator has decided that it stays like that."""
        words = str(self.get_state_display())
        return f"{words}, and will not be sent again" if self.given_up_at else words

    @property
    def is_on_hold(self) -> bool:
        """Waiting for somebody to look at it after a restore."""
        return self.on_hold_since is not None and self.state in {MessageState.QUEUED, MessageState.HELD}

    @property
    def key(self) -> str:
        """What the e-mail and the in-app copy of one note have in common."""
        return self.dedupe_key.removesuffix(f":{self.channel}")


class Delivery(models.Model):
    """One attempt to hand an e-mail to the mail server, or what was learned or decided about it afterwards. Append-only."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=AttemptOutcome)
    answer = models.CharField("the mail server’s answer, or the operator’s reason", max_length=300, blank=True)
    by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who entered a returned e-mail, sent it again or gave it up.",
    )

    class Meta:
        indexes = [models.Index(fields=["message", "-at"], name="delivery_of_message")]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.at:%Y-%m-%d %H:%M}"


class Preference(models.Model):
    """How often one person wants e-mails of one kind. No row means at once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="message_preferences")
    kind = models.CharField(max_length=20, choices=MessageKind)
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.IMMEDIATE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="preference_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()} {self.get_frequency_display()}"


class Silence(models.Model):
    """From this instant no message to or about this person leaves: the young person has died."""

    about = models.UUIDField(unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.about)
