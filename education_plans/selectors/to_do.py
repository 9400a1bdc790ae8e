"""Everything of plans that waits for one person, for their day and for the first page of plans."""

from datetime import date, datetime

from accounts.models import User
from education_plans.selectors import agreement_story, meeting_story, pathway, sections, target_story, voice
from tracking.selectors.task import Task

#: Where something waits for a person, each with its own rule of whose it is.
_TOPICS = (voice.tasks, sections.tasks, meeting_story.tasks, agreement_story.tasks, target_story.tasks, pathway.tasks)


def my_tasks(user: User, now: datetime) -> list[Task]:
    """Urgent ones first, then by the day they are due; those without a day last."""
    found = [task for tasks in _TOPICS for task in tasks(user, now)]
    return sorted(found, key=lambda task: (not task.is_urgent, task.due_on or date.max))
