"""The part of a young person's timeline that comes from what they do and from their jobs."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import User
from accounts.timeline import TimelineEntry
from learners.models import Learner
from tracking.models import ActivitySpell, Employment

KIND = "activity"


def activity_entries(learner: Learner, user: User) -> Iterator[TimelineEntry]:
    """Each thing they did on its first day, and jobs with their end, for the young person's own agencies. Two queries."""
    link = reverse("tracking:activity-of", args=[learner.uuid])
    spells = ActivitySpell.objects.visible_to(user).filter(learner=learner).select_related("code", "recorded_by")
    for spell in spells:
        yield TimelineEntry(spell.starts_on, spell.code.name, spell.note, KIND, None, spell.recorded_by, link)
    jobs = Employment.objects.visible_to(user).standing().filter(learner=learner)
    for job in jobs.select_related("recorded_by"):
        page = reverse("tracking:job", args=[job.uuid])
        yield TimelineEntry(job.starts_on, f"Job: {job}", "", KIND, None, job.recorded_by, page)
        if job.ended_on:
            yield TimelineEntry(job.ended_on, f"Job ended: {job}", job.end_reason, KIND, None, None, page)
