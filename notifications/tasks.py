"""What the worker does for messages. When it does so is in `config/celery.py`."""

from celery import shared_task

from accounts.clock import database_now
from notifications.services import deliver, send_digests


@shared_task(name="notifications.deliver_messages")
def deliver_messages() -> None:
    """Send everything that is ready."""
    deliver(now_source=database_now)


@shared_task(name="notifications.send_digests")
def send_daily_digests() -> None:
    """Queue today's digests; run twice, it does so once."""
    send_digests(now=database_now())
