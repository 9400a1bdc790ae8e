"""What workers do: exactly what the worker of a running Mainstay does, with a watch beside it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.conf import settings

from accounts.clock import database_now
from deadlines import services
from deadlines.tasks import sweep_deadlines
from notifications.rules import BATCH
from notifications.services import deliver as deliver_messages
from tests.faults.points import Watch, watch_database, watch_delivery

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def sweep(watch: Watch, now: datetime, batch: int) -> dict[str, int]:
    watch_database(watch)
    return vars(services.sweep(now=now, batch=batch))


def deliver(watch: Watch, port: int, later: timedelta, timeout: float = 5, batch: int = BATCH) -> dict[str, int]:
    """One round of delivery to the mail server at `port`, at a moment `later` than now: leases of dead workers are over."""
    watch_delivery(watch)
    to_server(port, timeout)
    return vars(deliver_messages(now_source=lambda: database_now() + later, batch=batch, backend=SMTP))


def to_server(port: int, timeout: float = 5) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, timeout


def with_clock(ahead: timedelta) -> Any:
    """The clock of this process is `ahead` (or behind): whatever asks it believes so. The database's goes right."""
    return time_machine.travel(datetime.now(UTC) + ahead, tick=True)


def sweep_as_the_worker_does(watch: Watch, ahead: timedelta) -> None:
    with with_clock(ahead):
        sweep_deadlines()


def deliver_with_clock(watch: Watch, port: int, ahead: timedelta) -> dict[str, int]:
    to_server(port)
    with with_clock(ahead):
        return vars(deliver_messages(now_source=database_now, backend=SMTP))


def deliver_to_folder(watch: Watch, folder: Path, later: timedelta, backend: str) -> dict[str, int]:
    settings.MAINSTAY_SENT_FOLDER = folder
    return vars(deliver_messages(now_source=lambda: database_now() + later, backend=backend))
