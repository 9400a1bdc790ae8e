"""What happens to access by the clock (the schedule is in config/celery.py)."""

import logging

from celery import shared_task

from accounts import access, services
from accounts.clock import database_now

logger = logging.getLogger(__name__)


@shared_task(name="accounts.rebuild_access")
def rebuild_access(**_: object) -> None:
    """Give and withdraw access as memberships and links begin and end with the day."""
    drift = access.rebuild()
    if drift:
        logger.info("access rebuilt: %d missing, %d surplus", drift.missing, drift.surplus)


@shared_task(name="accounts.clear_sessions")
def clear_sessions(**_: object) -> None:
    """Keep no session longer than it lives."""
    services.clear_ended(now=database_now())
