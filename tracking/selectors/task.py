"""Something that waits for one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from learners.models import Learner


@dataclass(frozen=True)
class Task:
    """What is to be done, about whom, and where it is done. Late once `due_on` is over; urgent ones come first."""

    text: str
    url: str
    learner: Learner
    due_on: date | None = None
    is_urgent: bool = False


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Urgent ones first, then by the day they are due; those without a day last."""
    return sorted(tasks, key=lambda task: (not task.is_urgent, task.due_on or date.max))
