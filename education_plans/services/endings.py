"""What is planned about a place, or about a young person, is called off with them; who comes back begins anew."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import MeetingState
from education_plans.models import PathwayPlan, PlanMeeting, Planned
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


def on_reopening(learner: Learner, by: User | None, now: datetime) -> None:
    """Within the reopening's transaction. The pathway plan of before, whose clocks stopped with the case, is closed: who
    comes back has a new one (`learners.registry`).
    """
    for pathway in PathwayPlan.objects.select_for_update(of=("self",)).filter(learner=learner, closed_on__isnull=True):
        pathway.closed_on, pathway.closed_reason = local_date(now), "It ended with the case"
        history.save(pathway, by=by, reason="They came back", at=now, update_fields=["closed_on", "closed_reason"])


def call_off_meetings(plan: Planned, *, reason: str, by: User | None, now: datetime) -> None:
    """The plan is closed, within the caller's transaction."""
    _call_off(about(plan), reason, by=by, now=now)


def _call_off(meetings: QuerySet[PlanMeeting], reason: str, *, by: User | None, now: datetime) -> None:
    for meeting in meetings.filter(state=MeetingState.CALLED, starts_at__gt=now).order_by("id"):
        call_off(meeting=meeting, reason=reason, by=by, now=now)
