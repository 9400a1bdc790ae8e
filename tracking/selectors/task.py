"""Something that waits for one person."""

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
