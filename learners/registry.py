"""What the floors above do when a place or a case ends, or somebody comes back, in the same transaction, and what they know
by which the caseload can be narrowed: each says it at start-up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from accounts.models import User
from learners.enums import LifeEvent
from learners.models import Enrolment, Learner

if TYPE_CHECKING:
    from learners.querysets import LearnerQuerySet

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


@dataclass(frozen=True)
class Narrowing:
    """Something by which the caseload can be narrowed that only a floor above knows.

    `is_asked_by`: whether it is offered to a user at all. `narrow` leaves of some young people those who fit the choice, and
    never those of whom the user may not know it.
    """

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    is_asked_by: Callable[[User], bool]
    narrow: "Callable[[LearnerQuerySet, str, User, datetime], LearnerQuerySet]"


_narrowings: dict[str, Narrowing] = {}


def register_narrowing(narrowing: Narrowing) -> None:
    """Called from the `ready()` of the app that knows it."""
    _narrowings[narrowing.name] = narrowing


def narrowings() -> Mapping[str, Narrowing]:
    """By name, in the order in which they were registered."""
    return _narrowings


#: A part of the record in words: `code`, `title`, whether it is often `about_others` too, and its `rows`.
RecordPart = Mapping[str, Any]

#: The parts of a young person's record that may go to another service.
RecordReader = Callable[[Learner], Sequence[RecordPart]]

_record_readers: list[RecordReader] = []


def register_record(reader: RecordReader) -> None:
    """Called from the `ready()` of the app that reads the whole record part by part."""
    if reader not in _record_readers:
        _record_readers.append(reader)


def record_parts(learner: Learner) -> list[RecordPart]:
    """Everything that is held and may be printed for another service, in the order of the parts."""
    return [part for reader in _record_readers for part in reader(learner)]
