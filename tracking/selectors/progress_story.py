"""The part of a young person's timeline that comes from courses that ended and from destinations (A35, W10)."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.models import User
from accounts.timeline import TimelineEntry
from learners.models import Learner
from tracking.models import Destination, LearningAim

COURSE, DESTINATION = "course", "destination"


def progress_entries(learner: Learner, user: User) -> Iterator[TimelineEntry]:
    """Each course on its last day with its result, to whoever sees the place; destinations for the young person’s own
    agencies. Two queries.
    """
    page = reverse("tracking:progress", args=[learner.uuid])
    ended = LearningAim.objects.visible_to(user).filter(enrolment__learner=learner, ended_on__isnull=False)
    for aim in ended.select_related("enrolment__provider", "recorded_by"):
        result = ", ".join(filter(None, [aim.get_completion_display(), aim.get_outcome_display().lower(), aim.grade]))
        yield TimelineEntry(
            aim.ended_on, f"Course ended: {aim}", result, COURSE, aim.enrolment.provider, aim.recorded_by, page
        )
    page = reverse("tracking:destinations", args=[learner.uuid])
    for each in Destination.objects.visible_to(user).filter(learner=learner).select_related("recorded_by"):
        what = ", ".join(filter(None, [each.get_route_display(), each.where, each.course]))
        title = f"{each.get_kind_display()} destination"
        yield TimelineEntry(each.on, title, what, DESTINATION, None, each.recorded_by, page)
