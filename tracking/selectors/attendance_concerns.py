"""Open concerns about attendance (A35): whose task they are."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from accounts.enums import RoleCode
from accounts.models import User
from accounts.selectors import current_memberships
from learners.models import KeyWorker
from tracking.enums import ConcernState
from tracking.models import AttendanceConcern
from tracking.selectors.task import Task

#: So many are shown on a day; the list of young people holds all of them.
SHOWN = 15


def tasks(user: User, now: datetime) -> list[Task]:
    """For the designated person of the provider, the mentor and the key worker (or cover)."""
    hats = current_memberships(user)
    if not hats:
        return []
    mine = [hat.pk for hat in hats]
    colleges = [hat.agency_id for hat in hats if hat.role == RoleCode.DESIGNATED_PERSON]
    of_key_worker = (
        KeyWorker.objects.active(now).filter(Q(membership__in=mine) | Q(cover__in=mine)).values("learner_id")
    )
    concerns = (
        AttendanceConcern.objects.visible_to(user)
        .filter(
            Q(enrolment__provider__in=colleges)
            | Q(enrolment__mentor__in=mine)
            | Q(enrolment__learner__in=of_key_worker),
            state=ConcernState.OPEN,
        )
        .select_related("enrolment__learner")
        .order_by("opened_at", "pk")
    )
    return [
        Task(
            text=f"Attendance is {concern.percent}%: agree what helps",
            url=reverse("tracking:attendance-concern", args=[concern.uuid]),
            learner=concern.enrolment.learner,
        )
        for concern in concerns[:SHOWN]
    ]
