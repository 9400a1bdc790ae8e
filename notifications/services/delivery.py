"""Hand waiting e-mails to the mail server: take a batch under a lease, send outside any transaction, settle in small
groups.

At least once: a deliverer that is killed between sending and settling leaves at most `SETTLE_EVERY` messages to be
sent a second time, under the same Message-ID, when its lease ends. None is lost, because a message leaves the queue
only by being settled.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.mime.text import MIMEText
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef, Q

from notifications.enums import AttemptOutcome, MessageState
from notifications.models import Message, Silence
from notifications.registry import attachments_of, headers_of
from notifications.rules import (
    BATCH,
    BROKEN_IN_A_ROW,
    CHECK_HOLDS,
    LEASE,
    LEASE_IN_USE,
    LONGEST_RUN,
    SETTLE_EVERY,
    Verdict,
    judge,
)
from notifications.services.digests import take_back
from notifications.services.discretion import hold_back
from notifications.services.settling import Attempt, bring_pending_news, settle
from notifications.texts import absolute

logger = logging.getLogger(__name__)


@dataclass
class DeliveryResult:
    """How many messages one run accepted, put off, gave up, found no longer wanted or held back."""

    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    cancelled: int = 0
    withheld: int = 0
    news_brought: int = 0

    @property
    def total(self) -> int:
        return self.accepted + self.deferred + self.refused + self.cancelled + self.withheld

    def count(self, outcome: AttemptOutcome) -> None:
        if outcome == AttemptOutcome.ACCEPTED:
            self.accepted += 1
        elif outcome == AttemptOutcome.DEFERRED:
            self.deferred += 1
        else:
            self.refused += 1


def deliver(*, now_source: Callable[[], datetime], batch: int = BATCH, backend: str = "") -> DeliveryResult:
    """Send everything that is ready; several deliverers may run at once. `now_source` reads the database's clock,
    `backend` names another way out than `settings.MAINSTAY_DELIVERY_BACKEND`.

    Ends with the first batch that is not full, when the mail server is down, or after `LONGEST_RUN`: what is left
    waits for the next run.
    """
    began = time.monotonic()
    result = DeliveryResult(news_brought=_bring_news(now_source()))
    while True:
        run = _Run(now_source, batch, backend or settings.MAINSTAY_DELIVERY_BACKEND)
        run.send(result)
        enough = time.monotonic() - began > LONGEST_RUN.total_seconds()
        if run.is_server_down or len(run.taken) < batch or enough:
            return result


def _bring_news(now: datetime) -> int:
    """News that cannot be brought must not keep e-mails from being sent."""
    try:
        return bring_pending_news(now=now)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("News that waits could not be brought.")
        return 0


class _Run:
    """One batch under one lease."""

    def __init__(self, now_source: Callable[[], datetime], batch: int, backend: str) -> None:
        self.backend = backend
        self.began_at = now_source()
        self.began = time.monotonic()
        self.lease = self.began_at + LEASE
        self.taken = self._take(batch)
        self.is_server_down = False
        self._broken_in_a_row = 0

    def _take(self, batch: int) -> list[int]:
        """Lease ready messages, urgent ones first, then the oldest; those that another deliverer is just taking are
        passed over.
        """
        with transaction.atomic():
            ready = (
                Message.objects.ready(self.began_at).order_by("next_try_at", "pk").select_for_update(skip_locked=True)
            )
            ids = list(ready.urgent().values_list("pk", flat=True)[:batch])
            if len(ids) < batch:
                ids += ready.exclude(pk__in=ids).values_list("pk", flat=True)[: batch - len(ids)]
            if ids:
                Message.objects.filter(pk__in=ids).update(next_try_at=self.lease, attempts=F("attempts") + 1)
        return ids

    def send(self, result: DeliveryResult) -> None:
        if not self.taken:
            return
        connection = get_connection(self.backend)
        waiting = list(self.taken)
        try:
            while waiting and not self.is_server_down and self._elapsed() < LEASE_IN_USE:
                group, waiting = waiting[:SETTLE_EVERY], waiting[SETTLE_EVERY:]
                tried, left = self._send_group(connection, group, result)
                waiting = left + waiting
                if tried:
                    settle(tried, now=self._now())
                    for attempt in tried:
                        result.count(attempt.outcome)
        finally:
            self._close(connection)
            self._give_back(waiting)

    def _send_group(
        self, connection: BaseEmailBackend, group: list[int], result: DeliveryResult
    ) -> tuple[list[Attempt], list[int]]:
        """Send what of `group` may still be sent; (attempts, ids for which there was no time or no server)."""
        sendable = self._check(group, result)
        checked = time.monotonic()
        tried: list[Attempt] = []
        while sendable and not self.is_server_down and time.monotonic() - checked < CHECK_HOLDS.total_seconds():
            message = sendable.pop(0)
            verdict = self._try(connection, message)
            tried.append(Attempt(message.pk, self.lease, verdict.outcome, verdict.answer, self._now()))
        return tried, [message.pk for message in sendable]

    def _check(self, ids: list[int], result: DeliveryResult) -> list[Message]:
        """The messages of `ids` that are still ours and still wanted. What may no longer be said is cancelled, and what
        the recipient may no longer know is held back.
        """
        hushed = Silence.objects.filter(Q(about=OuterRef("about")) | Q(about=OuterRef("recipient__uuid")))
        told_of = Message.objects.filter(digest=OuterRef("pk"), about__in=Silence.objects.values("about"))
        ours = Message.objects.filter(pk__in=ids, state=MessageState.QUEUED, next_try_at=self.lease)
        found = list(
            ours.select_related("recipient").annotate(is_hushed=Exists(hushed) | Exists(told_of)).order_by("pk")
        )
        wanted = [m for m in found if not m.is_hushed and (m.recipient is None or m.recipient.is_active)]
        unwanted = {message.pk for message in found} - {message.pk for message in wanted}
        if unwanted:
            result.cancelled += take_back(ours.filter(pk__in=unwanted), now=self._now())
            result.cancelled += ours.filter(pk__in=unwanted).update(
                state=MessageState.CANCELLED, settled_at=self._now(), next_try_at=None
            )
        held_back = hold_back(wanted, ours=ours, now=self._now())
        result.withheld += len(held_back)
        by_id = {message.pk: message for message in wanted if message.pk not in held_back}
        return [by_id[pk] for pk in ids if pk in by_id]

    def _try(self, connection: BaseEmailBackend, message: Message) -> Verdict:
        try:
            email = compose(message)
        except (
            Exception
        ) as error:  # whatever the app that makes its attachment raises: this e-mail waits, the others go
            logger.exception("Message %s could not be put together.", message.uuid)
            return Verdict(AttemptOutcome.DEFERRED, f"It could not be put together ({type(error).__name__}).")
        try:
            connection.open()
            connection.send_messages([email])
        except Exception as error:  # noqa: BLE001  whatever it is, it must not stop the other messages
            verdict = judge(error)
            logger.warning("Message %s: %s (%s)", message.uuid, verdict.outcome, type(error).__name__)
            if verdict.is_broken:
                self._broken_in_a_row += 1
                self.is_server_down = self._broken_in_a_row >= BROKEN_IN_A_ROW
                self._close(connection)
            return verdict
        self._broken_in_a_row = 0
        return Verdict(AttemptOutcome.ACCEPTED)

    @staticmethod
    def _close(connection: BaseEmailBackend) -> None:
        try:
            connection.close()
        except OSError as error:  # SMTPException is one: the conversation was over already
            logger.info("The mail server hung up first (%s).", type(error).__name__)

    def _give_back(self, ids: list[int]) -> None:
        """Messages that were taken but not tried are ready again, and the try is not counted."""
        if ids:
            wait = timedelta(minutes=1) if self.is_server_down else timedelta()
            Message.objects.filter(pk__in=ids, state=MessageState.QUEUED, next_try_at=self.lease).update(
                next_try_at=self._now() + wait, attempts=F("attempts") - 1
            )

    def _elapsed(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self.began)

    def _now(self) -> datetime:
        """The database's present, without asking it again."""
        return self.began_at + self._elapsed()


def compose(message: Message) -> EmailMessage:
    """The e-mail of `message`. Its Message-ID is the same at every try, so that mail systems recognise a repeat."""
    body = message.body.rstrip()
    if message.link:
        body += f"\n\nOpen it in Mainstay (you will be asked to sign in):\n{absolute(message.link)}"
    host = urlsplit(settings.MAINSTAY_BASE_URL).hostname or "mainstay.invalid"
    email = EmailMessage(
        subject=message.subject,
        body=body + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.address],
        headers={"Message-ID": f"<{message.uuid}@{host}>", "Auto-Submitted": "auto-generated", **headers_of(message)},
    )
    for attachment in attachments_of(message):
        part = MIMEText(attachment.text, attachment.subtype, "utf-8")
        for name, value in attachment.parameters.items():
            part.set_param(name, value)
        part.add_header("Content-Disposition", "attachment", filename=attachment.name)
        email.attach(part)
    return email
