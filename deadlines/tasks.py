"""What the worker does for deadlines. Each task reads the clock once and calls one function."""

import logging

from celery import shared_task

from accounts.clock import database_now
from deadlines import services
from deadlines.selectors import drift

logger = logging.getLogger(__name__)


@shared_task(name="deadlines.sweep_deadlines")
def sweep_deadlines() -> dict[str, int]:
    """Move on every deadline to which something was to happen by now."""
    return vars(services.sweep(now=database_now()))


@shared_task(name="deadlines.check_ledger")
def check_ledger() -> int:
    """Report deadlines that are not what the records say; how many there are."""
    found = drift.find(now=database_now())
    for one in found:
        logger.error("Ledger: %s", one)
    return len(found)
