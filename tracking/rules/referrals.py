"""How a referral to an opportunity goes on, and which of them take a place (W4). Pure."""

from collections.abc import Mapping

from tracking.enums import ReferralState as S

#: What may follow each state. Who starts at once was suitable.
NEXT: Mapping[S, tuple[S, ...]] = {
    S.REFERRED: (S.SUITABLE, S.UNSUITABLE, S.STARTED),
    S.SUITABLE: (S.STARTED, S.UNSUITABLE),
    S.STARTED: (S.COMPLETED, S.LEFT),
    S.UNSUITABLE: (),
    S.COMPLETED: (),
    S.LEFT: (),
}

#: Where a referral goes back to when its last step was a mistake.
BEFORE: Mapping[S, S] = {
    S.SUITABLE: S.REFERRED,
    S.UNSUITABLE: S.REFERRED,
    S.STARTED: S.SUITABLE,
    S.COMPLETED: S.STARTED,
    S.LEFT: S.STARTED,
}

#: Over for a reason that is told, by theme and in words.
WITHOUT_SUCCESS = frozenset({S.UNSUITABLE, S.LEFT})
OVER = frozenset({S.UNSUITABLE, S.COMPLETED, S.LEFT})
OPEN = frozenset(S) - OVER

#: Being put forward takes no place yet, and who leaves early gives it back.
TAKES_A_PLACE = frozenset({S.SUITABLE, S.STARTED, S.COMPLETED})


def places_left(places: int | None, taken: int) -> int | None:
    """How many more can be found suitable; None where nobody counts places."""
    return None if places is None else max(places - taken, 0)
