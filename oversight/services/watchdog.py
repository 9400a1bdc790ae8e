"""When the sweep has stopped, operators are told by another road than the queue, which may be what has stopped.

Whatever web request notices does it, so that no further process has to be kept alive to watch the others.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction

from accounts.models import User
from deadlines.rules import SWEEP_STOPPED, silence
from deadlines.selectors.sweeps import heartbeat
from notifications.rules import judge, plain_answer
from notifications.texts import absolute, render_text
from oversight.enums import AlarmKind
from oversight.models import Alarm
from oversight.selectors.operations import operators

logger = logging.getLogger(__name__)

#: So often operators are told of the same alarm.
TELL_EVERY = timedelta(hours=1)
#: Seconds that a mail server may take while somebody waits for a page.
PATIENCE = 5
#: After as many seconds no further operator is written to.
LONGEST = 15


def watch(*, watching_since: datetime, now: datetime) -> Alarm | None:
    """Look whether the sweep runs; the open alarm if it does not. `watching_since` is when this process began to look:
    a new installation, and one that is started again after a planned stop, are given the same time as a sweep that stopped.

    Of several processes that notice, one tells operators, at most once in `TELL_EVERY`.
    """
    alive_at = heartbeat()
    if silence(alive_at, looking_since=watching_since, now=now) <= SWEEP_STOPPED:
        _recover(now)
        return None
    alarm = _raise(alive_at, now)
    if alarm is not None and _claim(alarm, now):
        _tell(alarm, now)
    return alarm


def _raise(alive_at: datetime | None, now: datetime) -> Alarm | None:
    """The open alarm, made if there is none; None if it was over again in the same moment."""
    still_open = Alarm.objects.filter(kind=AlarmKind.SWEEP_STOPPED, recovered_at__isnull=True)
    if (found := still_open.first()) is not None:
        return found
    try:
        with transaction.atomic():
            return Alarm.objects.create(kind=AlarmKind.SWEEP_STOPPED, noticed_at=now, last_alive_at=alive_at)
    except IntegrityError:  # another process was quicker
        return still_open.first()


def _claim(alarm: Alarm, now: datetime) -> bool:
    """Whether it is for this process to tell operators."""
    unclaimed = Alarm.objects.filter(pk=alarm.pk).exclude(claimed_at__gt=now - TELL_EVERY)
    return bool(unclaimed.update(claimed_at=now))


def _tell(alarm: Alarm, now: datetime) -> None:
    """By the mail server itself. What fails is written down, shown on the operators’ page, and tried again an hour later."""
    logger.critical("The sweep has not run since %s.", alarm.last_alive_at or "the start")
    people = operators()
    problem, sent = "", 0
    if not people:
        problem = "Nobody holds the role of operator."
    else:
        sent, problem = _send(people, alarm)
    if problem:
        logger.critical("Operators could not be told.")
    Alarm.objects.filter(pk=alarm.pk).update(told=alarm.told + sent, problem=problem[:300])


def _send(people: list[User], alarm: Alarm) -> tuple[int, str]:
    """Each by itself, so that one dead mailbox keeps nobody else from being told: (how many were told, what the mail server
    said against another). Whatever it does, the page somebody waits for is shown.
    """
    subject, body = render_text("oversight/email/sweep_stopped.txt", {"last_alive_at": alarm.last_alive_at})
    body = f"{body.rstrip()}\n\n{absolute('/operations/')}\n"
    letters = [
        EmailMessage(
            subject=subject,
            body=body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[person.email],
            headers={"Auto-Submitted": "auto-generated", "X-Priority": "1"},
        )
        for person in people
    ]
    backend = settings.MAINSTAY_DELIVERY_BACKEND
    patience: dict[str, Any] = {"timeout": PATIENCE} if backend.endswith("smtp.EmailBackend") else {}
    began, sent, problem = time.monotonic(), 0, ""
    for letter in letters:
        if time.monotonic() - began > LONGEST:
            return sent, problem or "The mail server took too long."
        try:
            sent += get_connection(backend, **patience).send_messages([letter]) or 0
        except Exception as error:  # noqa: BLE001  (see above)
            problem = plain_answer(judge(error).answer)
    return sent, problem


def _recover(now: datetime) -> None:
    if Alarm.objects.filter(kind=AlarmKind.SWEEP_STOPPED, recovered_at__isnull=True).update(recovered_at=now):
        logger.warning("The sweep runs again.")
