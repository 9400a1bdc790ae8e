"""What everything about a time without a place may refuse, and the lock it shares."""

from tracking.models import NeetEpisode, NeetRole
from tracking.selectors.neet_words import ROWS, seen_of, written_by
from tracking.services.own_clocks import TrackingError, lock_learner


class NeetError(TrackingError):
    """It cannot be recorded like this. `field` is the question it belongs to."""

    def __init__(self, field: str | None, text: str) -> None:
        super().__init__(text)
        self.field = field


class EpisodeIsOver(NeetError):
    def __init__(self) -> None:
        super().__init__(None, "This time without a place is over. What was planned is kept as it was")


class ChangedMeanwhile(NeetError):
    """Somebody else saved it since the page was opened. `rows` is what stands there now, `seen` its digest."""

    def __init__(self, record: NeetEpisode | NeetRole, part: tuple[str, ...]) -> None:
        who = written_by(record, part) or "Somebody"
        super().__init__(
            None,
            f"{who} changed this while you were writing. Nothing is lost: what stands there now is shown above what you "
            "wrote. Put together what should stay, then save",
        )
        self.rows = ROWS[part](record)
        self.seen = seen_of(record, part)


def check_seen(record: NeetEpisode | NeetRole, part: tuple[str, ...], seen: str | None) -> None:
    """Raises ChangedMeanwhile if the locked `record` says something else than the page showed; None: no page did."""
    if seen is not None and seen != seen_of(record, part):
        raise ChangedMeanwhile(record, part)


def lock_episode(episode: NeetEpisode, *, may_be_over: bool = False) -> NeetEpisode:
    """The episode as it is now, locked, with its young person. Raises CaseHasEnded, EpisodeIsOver."""
    learner = lock_learner(episode.learner)
    locked: NeetEpisode = NeetEpisode.objects.select_for_update(of=("self",), no_key=True).get(pk=episode.pk)
    if locked.ended_on is not None and not may_be_over:
        raise EpisodeIsOver
    locked.learner = learner
    return locked
