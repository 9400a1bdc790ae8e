"""What the worker does for plans. Each task reads the clock once and calls services."""

from celery import shared_task

from accounts.clock import database_now
from education_plans.services import early_reviews


@shared_task(name="education_plans.propose_early_reviews")
def propose_early_reviews() -> int:
    """Propose a review for each incident that has none yet; how many."""
    return early_reviews.propose_early_reviews(now=database_now())
