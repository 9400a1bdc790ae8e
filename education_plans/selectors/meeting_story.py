"""Meetings, changes and visits in the young person's story, and what somebody has to do after a meeting."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from accounts.timeline import TimelineEntry
from education_plans.enums import MeetingState
from education_plans.models import (
    CircumstanceChange,
    EducationPlan,
    MeetingAction,
    Occasion,
    PathwayPlan,
    PlanMeeting,
)
from education_plans.selectors.addresses import meeting_address, of_meetings
from education_plans.selectors.pathway import KIND as PATHWAY
from learners.models import Learner
from tracking.selectors.task import Task

PLAN = "plan"
_KINDS = {EducationPlan: PLAN, PathwayPlan: PATHWAY}


def tasks(user: User, now: datetime) -> list[Task]:
    """What the user promised at meetings and has not done, and meetings of theirs that were held and are not recorded:
    the earliest day first. Nothing of a plan that they no longer see.
    """
    seen = PlanMeeting.objects.visible_to(user)
    actions = (
        MeetingAction.objects.filter(owner__user=user, done_on__isnull=True, meeting__in=seen)
        .exclude(meeting__state=MeetingState.CANCELLED)
        .select_related("meeting__plan__learner", "meeting__pathway__learner")
    )
    running = Q(plan__isnull=False, plan__closed_on__isnull=True, plan__enrolment__ended_on__isnull=True) | Q(
        pathway__isnull=False, pathway__closed_on__isnull=True, pathway__learner__in=Learner.objects.open()
    )
    held = seen.filter(running, called_by=user, state=MeetingState.CALLED, ends_at__lte=now).select_related(
        "plan__learner", "pathway__learner"
    )
    found = [
        Task(
            text=action.what,
            url=of_meetings(action.meeting.about, "meeting-action-done", action.uuid),
            learner=action.meeting.about.learner,
            due_on=action.due_on,
        )
        for action in actions
    ]
    found += [
        Task(
            text="Record the meeting that was held",
            url=of_meetings(meeting.about, "meeting-record", meeting.uuid),
            learner=meeting.about.learner,
            due_on=local_date(meeting.starts_at),
        )
        for meeting in held
    ]
    return sorted(found, key=lambda task: task.due_on or date.max)


def entries(learner: Learner, user: User | AnonymousUser) -> list[TimelineEntry]:
    """Meetings called, held and called off, changes in their life, and occasions at the provider, as far as the user may
    read them. A review that was held stands among the reviews.
    """
    meetings = (
        PlanMeeting.objects.visible_to(user)
        .filter(Q(plan__learner=learner) | Q(pathway__learner=learner))
        .select_related("plan__enrolment__provider", "pathway", "called_by")
        .order_by("id")
    )
    changes = CircumstanceChange.objects.visible_to(user).filter(learner=learner).select_related("recorded_by")
    occasions = (
        Occasion.objects.visible_to(user)
        .filter(enrolment__learner=learner)
        .select_related("enrolment__provider", "enrolment__plan", "recorded_by")
    )
    return [*_of_meetings(meetings), *_of_changes(changes), *_of_occasions(occasions)]


def _of_meetings(meetings: QuerySet[PlanMeeting]) -> list[TimelineEntry]:
    told = []
    for meeting in meetings:
        provider = meeting.plan.provider if meeting.plan else None
        link = meeting_address(meeting)
        is_review = bool(meeting.review_id or meeting.pathway_review_id)
        if meeting.state == MeetingState.HELD and not is_review:
            title, text, at = (
                f"Meeting held: {meeting.get_kind_display().lower()}",
                meeting.decisions,
                meeting.starts_at,
            )
        elif meeting.state == MeetingState.CANCELLED:
            title, text, at = "Meeting called off", meeting.cancel_reason, meeting.called_at
        elif meeting.state == MeetingState.CALLED:
            title, text, at = f"Meeting called: {meeting.get_kind_display().lower()}", meeting.why, meeting.called_at
        else:
            continue
        told.append(TimelineEntry(at, title, text, _KINDS[type(meeting.about)], provider, meeting.called_by, link))
    return told


def _of_changes(changes: Sequence[CircumstanceChange] | QuerySet[CircumstanceChange]) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            change.recorded_at, f"Change: {change.get_kind_display().lower()}", change.what, PLAN, None,
            change.recorded_by,
        )
        for change in changes
    ]  # fmt: skip


def _of_occasions(occasions: QuerySet[Occasion]) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            occasion.on,
            str(occasion.get_kind_display()),
            occasion.what,
            PLAN,
            occasion.enrolment.provider,
            occasion.recorded_by,
            reverse("education_plans:occasions", args=[occasion.enrolment.plan.uuid])
            if hasattr(occasion.enrolment, "plan")
            else "",
        )
        for occasion in occasions
    ]
