"""Does the sweep run, and how far behind is it?"""

from datetime import datetime, timedelta

from django.db.models import Min, QuerySet

from deadlines.enums import SweepState
from deadlines.models import Deadline, SweepFault, SweepRun


def heartbeat() -> datetime | None:
    """When a sweep of the beat that did not fail last showed that it is alive; None if none ever has. Rounds of the stand-in
    do not count: that they were needed is what is wrong. One query, which as a rule reads one row.
    """
    alive = SweepRun.objects.exclude(state=SweepState.FAILED).filter(by_stand_in=False).order_by("-pk")
    return alive.values_list("alive_at", flat=True).first()


def sweep_lag(now: datetime) -> timedelta:
    """For how long the first of the deadlines to which something should have happened has waited. One query on an index
    that holds only those with a next moment.
    """
    oldest = Deadline.objects.aggregate(oldest=Min("next_step_at"))["oldest"]
    return max(now - oldest, timedelta()) if oldest is not None else timedelta()


def sweep_runs() -> QuerySet[SweepRun]:
    """Every round that is kept, newest first."""
    return SweepRun.objects.order_by("-pk")


def set_aside() -> QuerySet[SweepFault]:
    """Deadlines that the sweep could not handle, the longest first."""
    return SweepFault.objects.select_related("deadline__owner").order_by("since", "pk")
