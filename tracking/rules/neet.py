"""Times without a place: which spells an episode belongs to, and who is at risk of a long one (K6, M2). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from deadlines.rules import Limit
from tracking.rules.spells import Without


@dataclass(frozen=True)
class Fate:
    """What becomes of the running episode once the spells are as they are now.

    `ends_on`: its last day, None while it goes on. `starts_on`: the day with which it goes on, or begins anew if it has
    ended; None if nobody is without a place now.
    """

    ends_on: date | None
    starts_on: date | None


def fate(running_since: date | None, times: Sequence[Without]) -> Fate:
    """What becomes of an episode that runs since a day (None: none runs), from the times without a place as the spells tell
    them, the earliest first. Of these at most the last one goes on.

    A start that was put right moves the episode. One whose time is over, or was never there, ends.
    """
    current = times[-1] if times and times[-1].ends_on is None else None
    starts_on = current.starts_on if current else None
    if running_since is None:
        return Fate(None, starts_on)
    over = [time for time in times if time.ends_on is not None]
    own = next((time for time in over if time.starts_on <= running_since <= (time.ends_on or running_since)), None)
    if own is None and current is None:
        # The start was put right as well: it is the last time that was recorded, if any.
        own = next((time for time in reversed(over) if (time.ends_on or running_since) >= running_since), None)
    if own is not None:
        return Fate(own.ends_on, starts_on)
    if current is None:
        return Fate(running_since, None)
    return Fate(None, starts_on)


def risk_limit(limit: Limit) -> Limit:
    """Whoever has been without a place for half of what the terms call long is at risk of it (M2: our own reckoning; no
    published definition was found).
    """
    return replace(limit, amount=max(limit.amount // 2, 1))


#: A total of the strengths and difficulties questionnaire above this asks for attention (domain facts §4).
STRENGTHS_CONCERN_ABOVE = 17


def is_concern(score: int) -> bool:
    return score > STRENGTHS_CONCERN_ABOVE
