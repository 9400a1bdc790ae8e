"""Everything of what happens that waits for one person, for their day."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from tracking.selectors import activity, attendance_concerns, neet_episodes, school_moves, transfers
from tracking.selectors.task import Task, in_order

#: Where something waits for a person, each with its own rule of whose it is: `tasks(user, now)` of each topic.
_TOPICS: tuple[Callable[[User, datetime], list[Task]], ...] = (
    activity.tasks,
    attendance_concerns.tasks,
    transfers.tasks,
    school_moves.tasks,
    neet_episodes.tasks,
)


def my_tasks(user: User, now: datetime) -> list[Task]:
    """Urgent ones first, then by the day they are due; those without a day last."""
    return in_order(task for tasks in _TOPICS for task in tasks(user, now))
