"""What is planned about a place, or about a young person, is called off with them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from education_plans.enums import MeetingState
from education_plans.models import PlanMeeting, Planned
from education_plans.selectors.meetings import about
from education_plans.services.meetings import call_off
from learners.enums import LifeEvent
from learners.models import Enrolment, Learner


def on_ending(learner: Learner, enrolment: Enrolment | None, event: LifeEvent, by: User | None, now: datetime) -> None:
    """Within the ending's transaction. A meeting that has begun can still be recorded (`learners.registry`)."""
    meetings = (
        PlanMeeting.objects.filter(plan__enrolment=enrolment)
        if enrolment is not None
        else PlanMeeting.objects.filter(Q(plan__learner=learner) | Q(pathway__learner=learner))
    )
    _call_off(meetings, str(event.label), by=by, now=now)


def call_off_meetings(plan: Planned, *, reason: str, by: User | None, now: datetime) -> None:
    """The plan is closed, within the caller's transaction."""
    _call_off(about(plan), reason, by=by, now=now)


def _call_off(meetings: QuerySet[PlanMeeting], reason: str, *, by: User | None, now: datetime) -> None:
    for meeting in meetings.filter(state=MeetingState.CALLED, starts_at__gt=now).order_by("id"):
        call_off(meeting=meeting, reason=reason, by=by, now=now)
