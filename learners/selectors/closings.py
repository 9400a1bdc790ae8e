"""Cases that are closed."""

from datetime import datetime

from django.db.models import Min, Q

from learners.models import Learner


def case_closings() -> dict[int, datetime]:
    """When each closed case was closed, or the death recorded, by learner id."""
    closed = Learner.objects.filter(Q(closed_on__isnull=False) | Q(died_on__isnull=False)).values("pk")
    acts = Learner.history.filter(Q(closed_on__isnull=False) | Q(died_on__isnull=False), id__in=closed)
    return {row["id"]: row["at"] for row in acts.values("id").annotate(at=Min("history_date"))}
