"""What the worker does for what happens to young people. Each task reads the clock once and calls services."""

from celery import shared_task

from accounts.clock import database_now
from tracking.services import attendance_concerns


@shared_task(name="tracking.notice_attendance")
def notice_attendance() -> int:
    """Open a concern where attendance fell to the limit of the terms or below; how many."""
    return attendance_concerns.notice_all_concerns(now=database_now())
