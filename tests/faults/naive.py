"""The same work as one would first write it. Each fault runs this too, and must find it losing or doubling: so it can fail."""

import uuid
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F

from accounts.clock import database_now
from deadlines import registry, services
from deadlines.enums import StepState, Verb
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep
from notifications.backends import FolderBackend
from notifications.enums import Channel, MessageState
from notifications.models import Message
from notifications.services import deliver
from tests.faults.jobs import SMTP, to_server, with_clock
from tests.faults.points import Watch, watch_database, watch_delivery


def sweep(watch: Watch, now: datetime) -> None:
    """Read what is due, then row after row: move it on, say so, queue the messages. No lock, no transaction, no key."""
    watch_database(watch)
    for deadline in list(Deadline.objects.to_move_on(now).select_related("owner", "partner", "learner")):
        _move_on(deadline, now)


def _move_on(deadline: Deadline, now: datetime) -> None:
    steps = deadline.steps.filter(state=StepState.PENDING, at__lte=now).order_by("at")
    due = list(steps)
    DeadlineStep.objects.filter(pk__in=[step.pk for step in due]).update(state=StepState.FIRED, settled_at=now)
    row = Deadline.objects.filter(pk=deadline.pk)
    if deadline.due_at <= now:
        row.update(breach_recorded=True)
        _note(deadline, Verb.BREACHED, now, {})
    row.with_next_moment().update(next_step_at=F("next_moment"))
    for step in due:
        _note(deadline, Verb.TOLD, now, {"step": step.key})
        people = {person for name in step.audiences for person in registry.audience(name)([deadline], now)[deadline.pk]}
        for person in people:
            for channel in (Channel.EMAIL, Channel.IN_APP):
                Message.objects.create(
                    recipient=person, address=person.email, channel=channel, kind="reminder", subject=deadline.duty.title,
                    topic=deadline.topic, dedupe_key=str(uuid.uuid4()), queued_at=now, next_try_at=now,
                )  # fmt: skip


def _note(deadline: Deadline, verb: Verb, now: datetime, detail: dict[str, str]) -> None:
    DeadlineEvent.objects.create(
        deadline=deadline, verb=verb, at=now, recorded_at=now, revision=deadline.revision, detail=detail
    )


def mark_then_send(watch: Watch, port: int) -> None:
    """Mark each e-mail as sent, then send it."""
    watch_delivery(watch)
    to_server(port)
    now = database_now()
    with get_connection(SMTP) as connection:
        for message in list(Message.objects.ready(now).order_by("pk")):
            Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, settled_at=now, next_try_at=None)
            connection.send_messages([_email(message)])


def send_then_mark(watch: Watch, port: int) -> None:
    """Send each e-mail that is waiting, then mark it; every e-mail under a Message-ID of the moment."""
    watch_delivery(watch)
    to_server(port)
    now = database_now()
    with get_connection(SMTP) as connection:
        for message in list(Message.objects.ready(now).order_by("pk")):
            connection.send_messages([_email(message)])
            Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, settled_at=now, next_try_at=None)


def send_and_hope(watch: Watch, port: int) -> None:
    """As Django offers it: whatever the mail server says, the e-mail counts as sent."""
    to_server(port, timeout=1)
    with get_connection(SMTP, fail_silently=True) as connection:
        for message in list(Message.objects.ready(database_now()).order_by("pk")):
            connection.send_messages([_email(message)])
            Message.objects.filter(pk=message.pk).update(
                state=MessageState.SENT, settled_at=database_now(), next_try_at=None
            )


def sweep_by_own_clock(watch: Watch, ahead: timedelta) -> None:
    """The sweep itself, but at the moment that this process believes in."""
    with with_clock(ahead):
        services.sweep(now=datetime.now(UTC))


def deliver_by_own_clock(watch: Watch, port: int, ahead: timedelta) -> None:
    """The delivery itself, its leases counted by the clock of this process."""
    to_server(port)
    with with_clock(ahead):
        deliver(now_source=lambda: datetime.now(UTC), backend=SMTP)


class WritingInPlace(FolderBackend):
    """Writes each e-mail where it is to lie, instead of moving it there once it is whole."""

    def _write(self, email: EmailMessage) -> None:
        parts = email.message()
        (self.folder / f"{parts['Message-ID']}.eml").write_bytes(parts.as_bytes())


def _email(message: Message) -> EmailMessage:
    return EmailMessage(message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [message.address])
