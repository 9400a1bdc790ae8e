"""What everything about a time without a place may refuse, and the lock it shares."""

from tracking.models import NeetEpisode
from tracking.services.own_clocks import TrackingError, lock_learner


class NeetError(TrackingError):
    """It cannot be recorded like this. `field` is the question it belongs to."""

    def __init__(self, field: str | None, text: str) -> None:
        super().__init__(text)
        self.field = field


class EpisodeIsOver(NeetError):
    def __init__(self) -> None:
        super().__init__(None, "This time without a place is over. What was planned is kept as it was")


def lock_episode(episode: NeetEpisode, *, may_be_over: bool = False) -> NeetEpisode:
    """The episode as it is now, locked, with its young person. Raises CaseHasEnded, EpisodeIsOver."""
    learner = lock_learner(episode.learner)
    locked: NeetEpisode = NeetEpisode.objects.select_for_update(of=("self",), no_key=True).get(pk=episode.pk)
    if locked.ended_on is not None and not may_be_over:
        raise EpisodeIsOver
    locked.learner = learner
    return locked
