"""What the worker does for young people's records. Each task reads the clock once and calls services."""

from celery import shared_task

from accounts.clock import database_now
from learners.services import daily_look
from learners.services.attachments import remove_strays
from learners.services.sharing import end_what_lapsed
from learners.services.support import end_support_that_is_over


@shared_task(name="learners.end_sharing")
def end_sharing() -> int:
    """End links that no consent and no override carries any more, and throw away files without a row; how many links
    ended.
    """
    now = database_now()
    remove_strays(now=now)
    return end_what_lapsed(now=now)


@shared_task(name="learners.begin_the_day")
def begin_the_day() -> int:
    """Tell deputies and new key workers of what begins with the day; how many deputies stand in."""
    return daily_look.begin_the_day(now=database_now())


@shared_task(name="learners.tell_of_work_left")
def tell_of_work_left() -> int:
    """Remind managers of what nobody does since somebody left; of how many roles."""
    return daily_look.tell_of_work_left(now=database_now())


@shared_task(name="learners.end_support")
def end_support() -> int:
    """Close the support between Virtual Schools whose last day has passed, and tell both; how many."""
    return end_support_that_is_over(now=database_now())
