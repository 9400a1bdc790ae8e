"""What the clocks of times without a place should be, computed afresh from episodes and days (`check_ledger`) (K6)."""

from collections.abc import Callable, Iterator
from datetime import datetime

from deadlines.calendar import chain, local_midnight, moment_of_day
from deadlines.enums import DeadlineState
from deadlines.registry import Expected
from tracking.enums import DayKind
from tracking.models import NeetEpisode


def day_clocks(duty_code: str, kind: DayKind) -> Callable[[datetime], Iterator[Expected]]:
    """A chain of clocks for each episode: each day attended meets one and starts the next, which is open until the time
    without a place is over.
    """

    def clocks(now: datetime) -> Iterator[Expected]:
        episodes = NeetEpisode.objects.prefetch_related("days").order_by("pk")
        for episode in episodes.iterator(chunk_size=500):
            came = [day for day in episode.days.all() if day.kind == kind and day.attended]
            came.sort(key=lambda day: (day.settled_at, day.pk))
            said = {day.on: day.settled_at for day in came if day.settled_at is not None}
            for starts_on, on in chain(episode.starts_on, said):
                if on is not None:
                    state, met_at = DeadlineState.MET, moment_of_day(on, now=said[on])
                else:
                    state, met_at = (DeadlineState.CANCELLED if episode.ended_on else DeadlineState.OPEN), None
                yield Expected(
                    duty_code=duty_code,
                    subject_uuid=episode.uuid,
                    learner_id=episode.learner_id,
                    starts_at=local_midnight(starts_on),
                    original_due_at=None,
                    state=state,
                    met_at=met_at,
                )

    return clocks
