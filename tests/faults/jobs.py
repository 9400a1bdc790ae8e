"""What workers do: exactly what the worker of a running Mainstay does, with a watch beside it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.clock import database_now
from deadlines import services
from notifications.services import deliver as deliver_messages
from tests.faults.points import Watch, watch_database, watch_delivery

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def sweep(watch: Watch, now: datetime, batch: int) -> dict[str, int]:
    watch_database(watch)
    return vars(services.sweep(now=now, batch=batch))


def deliver(watch: Watch, port: int, later: timedelta, timeout: float = 5) -> dict[str, int]:
    """One round of delivery to the mail server at `port`, at a moment `later` than now: leases of dead workers are over."""
    watch_delivery(watch)
    to_server(port, timeout)
    return vars(deliver_messages(now_source=lambda: database_now() + later, backend=SMTP))


def to_server(port: int, timeout: float = 5) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, timeout


def nothing(watch: Watch) -> Any:
    """Only to see that a worker comes up."""
    return "here"
