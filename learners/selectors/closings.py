"""Cases that are closed, or were until somebody came back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from learners.models import Learner

#: The moments at which cases were closed, or a death recorded, by learner id: the earliest first.
Closings = Mapping[int, Sequence[datetime]]


def case_closings() -> Closings:
    """Every closing there was. One query over the history of those who have one."""
    ended = Q(closed_on__isnull=False) | Q(died_on__isnull=False)
    acts = (
        Learner.history.filter(id__in=Learner.history.filter(ended).values("id"))
        .order_by("id", "history_date", "history_id")
        .values_list("id", "history_date", "closed_on", "died_on")
    )
    closings: dict[int, list[datetime]] = {}
    was_open: dict[int, bool] = {}
    for learner_id, at, closed_on, died_on in acts.iterator(chunk_size=2000):
        is_open = closed_on is None and died_on is None
        if was_open.get(learner_id, True) and not is_open:
            closings.setdefault(learner_id, []).append(at)
        was_open[learner_id] = is_open
    return closings


def closed_since(closings: Closings, learner_id: int, since: datetime) -> datetime | None:
    """When the case was first closed at or after a moment; None if it was not."""
    return next((at for at in closings.get(learner_id, ()) if at >= since), None)
