"""What the worker does for what happens to young people. Each task reads the clock once and calls services."""

from celery import shared_task

from accounts.clock import database_now
from tracking.services import attendance_concerns, roll, roll_matching
from tracking.services.contact import settle_all_in_touch


@shared_task(name="tracking.notice_attendance")
def notice_attendance() -> int:
    """Open a concern where attendance fell to the limit of the terms or below; how many."""
    return attendance_concerns.notice_all_concerns(now=database_now())


@shared_task(name="tracking.settle_in_touch")
def settle_in_touch() -> int:
    """Start and stop the clocks of being in touch as people become care leavers and 25; of how many."""
    return settle_all_in_touch(now=database_now())


@shared_task(name="tracking.match_rolls")
def match_rolls() -> int:
    """Match the lists of who is on roll that wait, and those whose worker has died; how many."""
    return roll_matching.match_waiting_lists(now_source=database_now)


@shared_task(name="tracking.forget_roll_decisions")
def forget_roll_decisions() -> int:
    """Forget what old decisions on lines of who is on roll are known by; of how many."""
    return roll.forget_decisions(now=database_now())
