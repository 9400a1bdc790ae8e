"""What the worker does for agreements."""

from celery import shared_task

from accounts.clock import database_now
from agreements import services


@shared_task(name="agreements.settle_own_duties")
def settle_own_duties() -> int:
    """Open and end what agencies owe for themselves, as agreements, posts and hats begin and end; how many agencies."""
    return services.settle_all(now=database_now())
