"""What a duty is. Pure: no Django, no clock, no database.

A `Duty` is one promise of the agreement: who owes it, how long they have, and who is told when. The table of duties is
`agreements.duties`; this module only says what a row of it may contain.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from deadlines.enums import Party, Unit

#: How often the beat asks for a sweep.
SWEEP_EVERY = timedelta(seconds=20)
#: A heartbeat older than this means that a round was missed.
HEARTBEAT_LATE = 2 * SWEEP_EVERY
#: After so long people who run Mainstay are told by another road than the queue.
SWEEP_STOPPED = timedelta(minutes=5)
#: How long it is kept when the sweep ran and what it did.
SWEEPS_KEPT = timedelta(days=30)
#: Rounds in which nothing was due share a row for so long.
IDLE_ROW = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """How long the one who owes the duty has: `Limit(30, Unit.DAYS)`. `amount` is 0 for `END_OF_DAY` and `FIXED_DAY`."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        if self.unit in (Unit.END_OF_DAY, Unit.FIXED_DAY):
            return str(self.unit.label)
        label = str(self.unit.label)
        return f"{self.amount} {label.removesuffix('s') if self.amount == 1 else label}"


@dataclass(frozen=True)
class Days:
    """A step on the day ladder: so many days from the due day (negative: before it), at the morning hour of the terms (08:00 London)."""

    after_due: int


@dataclass(frozen=True)
class AtLocalTime:
    """A step at a time of the due day itself, for clocks that end the same day."""

    at: time


@dataclass(frozen=True)
class Hours:
    """A step so many elapsed hours from the end of the clock (negative: before it), at that exact instant.

    Counted from the end, so that it keeps its distance from it whatever limit the terms set and wherever it is moved.
    """

    after_due: int


@dataclass(frozen=True)
class Step:
    """When whom is told. `audiences` are names registered with `deadlines.registry`."""

    key: str
    when: Days | AtLocalTime | Hours
    audiences: tuple[str, ...]


@dataclass(frozen=True)
class Duty:
    """One promise with a clock.

    code       name in the database, never changed once used
    clauses    where it stands: ids of the promises (A13, A27)
    title      what must have happened, as a person says it
    owed_by    who owes it first; `shared_with` owes it together with them
    starts     in words, what starts the clock
    limit      the default; an agreement's terms may differ (`agreements.terms`)
    met_by     in words, what counts as kept
    steps      the ladder: before, at, after
    """

    code: str
    clauses: tuple[str, ...]
    title: str
    owed_by: Party
    starts: str
    limit: Limit
    met_by: str
    steps: tuple[Step, ...]
    shared_with: Party | None = None
    safeguarding: bool = False


def silence(alive_at: datetime | None, *, looking_since: datetime, now: datetime) -> timedelta:
    """For how long no round of the beat has come, to somebody who looks since `looking_since`: what was silent before, in a
    planned stop for example, does not count.
    """
    return now - max(alive_at or looking_since, looking_since)
