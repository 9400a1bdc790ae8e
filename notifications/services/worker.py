"""The one place that asks the worker to do something, by task name. Only a hint: the beat looks for what is left
over.
"""

import logging
import time
from collections.abc import Callable

from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError

logger = logging.getLogger(__name__)

DELIVER = "notifications.deliver_messages"
#: Seconds during which no further hint is given after the broker failed: its time-out is paid once, not by each
#: request.
BROKER_REST = 10.0
#: Seconds after which a hint is worthless: the beat has come round twice.
HINT_HOLDS = 30
#: A person waits for the page meanwhile, so the broker gets one try of at most a second.
IMPATIENT = {"socket_connect_timeout": 1, "socket_timeout": 1, "max_retries": 1, "interval_start": 0, "interval_max": 0}

_broker_rests_until = 0.0
_hints: dict[str, Callable[[], None]] = {}


def wake(task: str = DELIVER) -> None:
    """Ask, once the present transaction commits, that waiting messages be delivered, or that another `task` look for what is
    to be done; once for each transaction.
    """
    hint = _hints.setdefault(task, lambda: _hint(task))
    if not any(hook[1] is hint for hook in transaction.get_connection().run_on_commit):
        transaction.on_commit(hint)


def _hint(task: str) -> None:
    """Publish without waiting or retrying. A broker that is down costs its time-out once and delays the work to the next
    round.
    """
    global _broker_rests_until
    if time.monotonic() < _broker_rests_until:
        return
    try:
        with current_app.connection_for_write(transport_options=IMPATIENT) as connection:
            current_app.send_task(task, expires=HINT_HOLDS, retry=False, ignore_result=True, connection=connection)
    except (KombuError, OSError) as error:
        _broker_rests_until = time.monotonic() + BROKER_REST
        logger.warning("The worker could not be woken (%s); the next round does the work.", type(error).__name__)


def reach_broker() -> bool:
    """Whether a broker answers, within about a second. One-command mode has a folder instead, which always does."""
    try:
        with current_app.connection_for_write(transport_options=IMPATIENT) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_max=0)
    except (KombuError, OSError) as error:
        logger.warning("The broker cannot be reached (%s).", type(error).__name__)
        return False
    return True
