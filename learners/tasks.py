"""What the worker does for young people's records. Each task reads the clock once and calls services."""

from celery import shared_task

from accounts.clock import database_now
from learners.services.attachments import remove_strays
from learners.services.sharing import end_what_lapsed


@shared_task(name="learners.end_sharing")
def end_sharing() -> int:
    """End links that no consent and no override carries any more, and throw away files without a row; how many links
    ended.
    """
    now = database_now()
    remove_strays(now=now)
    return end_what_lapsed(now=now)
