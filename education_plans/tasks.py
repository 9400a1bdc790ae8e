"""What the worker does for plans. Each task reads the clock once and calls services."""

from celery import shared_task

from accounts.clock import database_now
from education_plans.services import drafts, early_reviews, monitor


@shared_task(name="education_plans.propose_early_reviews")
def propose_early_reviews() -> int:
    """Propose a review for each incident that has none yet; how many."""
    return early_reviews.propose_early_reviews(now=database_now())


@shared_task(name="education_plans.clear_drafts")
def clear_drafts() -> int:
    """Delete what was written and not saved once its term is over; how many."""
    return drafts.clear_drafts(now=database_now())


@shared_task(name="education_plans.freeze_months")
def freeze_months() -> int:
    """Freeze the completion monitor of months that are over; how many rows."""
    return monitor.freeze_months(now=database_now())
