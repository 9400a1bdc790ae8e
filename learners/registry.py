"""What the floors above do when a place or a case ends, or somebody comes back, in the same transaction: each says it at
start-up.
"""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from learners.enums import LifeEvent
from learners.models import Enrolment, Learner

#: The young person, the place that ended (None: the whole case), what happened, who said so (None: Mainstay), and now.
Ending = Callable[[Learner, Enrolment | None, LifeEvent, User | None, datetime], None]

#: The young person who comes back, who said so, and now.
Reopening = Callable[[Learner, User | None, datetime], None]

_endings: list[Ending] = []
_reopenings: list[Reopening] = []

#: The young person whose record is new or was changed, who did it, and now.
Change = Callable[[Learner, User | None, datetime], None]

_changes: list[Change] = []


def register_change(change: Change) -> None:
    """Called from the `ready()` of the app whose clocks follow what the record says. What it raises undoes the change."""
    if change not in _changes:
        _changes.append(change)


def after_change(learner: Learner, *, by: User | None, now: datetime) -> None:
    """The record was opened, or says something else than before, within the caller's transaction."""
    for change in _changes:
        change(learner, by, now)


def register_ending(ending: Ending) -> None:
    """Called from the `ready()` of the app that does something about it. What it raises undoes the ending."""
    if ending not in _endings:
        _endings.append(ending)


def after_ending(
    learner: Learner, enrolment: Enrolment | None, event: LifeEvent, *, by: User | None, now: datetime
) -> None:
    """The place, or the whole case, has ended within the caller's transaction."""
    for ending in _endings:
        ending(learner, enrolment, event, by, now)


def register_reopening(reopening: Reopening) -> None:
    """Called from the `ready()` of the app that does something when a closed case is opened again."""
    if reopening not in _reopenings:
        _reopenings.append(reopening)


def after_reopening(learner: Learner, *, by: User | None, now: datetime) -> None:
    """The case is open again, within the caller's transaction."""
    for reopening in _reopenings:
        reopening(learner, by, now)
