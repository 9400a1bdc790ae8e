"""Meetings about plans as people see them: the panel on the plan, the young person's story, tasks of one's own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Membership, User
from accounts.timeline import TimelineEntry
from agreements.selectors import designated_person_at
from education_plans.enums import MeetingState
from education_plans.models import (
    CircumstanceChange,
    EarlyReview,
    EducationPlan,
    Invitee,
    MeetingAction,
    Occasion,
    PlanMeeting,
)
from education_plans.selectors.task import Task
from learners.models import Learner
from learners.selectors.people import (
    key_contact_to_tell,
    key_worker_at,
    virtual_school_for,
    who_may_know,
)

KIND = "plan"


def meetings_of(plan: EducationPlan) -> QuerySet[PlanMeeting]:
    """Of one plan, the newest first, with who was invited."""
    return (
        PlanMeeting.objects.filter(plan=plan)
        .select_related("called_by", "review")
        .prefetch_related(Prefetch("invitees", Invitee.objects.order_by("id")))
        .order_by("-starts_at", "-id")
    )


def coming_meeting(plan: EducationPlan, now: datetime) -> PlanMeeting | None:
    """The next meeting of a plan that is neither over nor called off."""
    return (
        PlanMeeting.objects.filter(plan=plan, state=MeetingState.CALLED, ends_at__gt=now)
        .order_by("starts_at", "id")
        .first()
    )


def coming_meeting_of(learner: Learner, now: datetime) -> PlanMeeting | None:
    """The young person's next meeting, whatever plan of theirs it is about."""
    called = PlanMeeting.objects.filter(state=MeetingState.CALLED, ends_at__gt=now)
    return (
        (called.filter(plan__learner=learner) | called.filter(pathway__learner=learner))
        .select_related("plan", "pathway")
        .order_by("starts_at", "id")
        .first()
    )


def open_actions(plan: EducationPlan) -> QuerySet[MeetingAction]:
    """What was promised at meetings of this plan and is not done yet, the earliest day first."""
    return (
        MeetingAction.objects.filter(meeting__plan=plan, done_on__isnull=True)
        .exclude(meeting__state=MeetingState.CANCELLED)
        .select_related("owner__user", "meeting")
        .order_by("due_on", "id")
    )


def open_proposals(plan: EducationPlan) -> QuerySet[EarlyReview]:
    """Early reviews that wait for a meeting or a reason why not, the oldest first."""
    return EarlyReview.objects.filter(plan=plan, settled_at__isnull=True).order_by("proposed_at", "id")


def panel(plan: EducationPlan, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """What the page of the plan says of meetings; every key begins with `meetings_`. Four queries."""
    return {
        "meetings_plan": plan,
        "meetings_next": coming_meeting(plan, now),
        "meetings_to_record": PlanMeeting.objects.filter(plan=plan, state=MeetingState.CALLED, ends_at__lte=now)
        .order_by("starts_at", "id")
        .first(),
        "meetings_proposals": list(open_proposals(plan)),
        "meetings_actions": list(open_actions(plan)),
        "meetings_today": local_date(now),
        "meetings_may_manage": allows(user, Permission.MANAGE_MEETING, plan.learner),
        "meetings_is_running": is_running(plan),
    }


def is_running(plan: EducationPlan) -> bool:
    """Whether anything can still be done with the plan."""
    if plan.enrolment is not None:
        return plan.enrolment.ended_on is None
    return plan.closed_on is None


def proposed_people(plan: EducationPlan, now: datetime) -> list[Membership]:
    """Who should come to a meeting about the plan (A14, A16): key worker, designated person, mentor and the Virtual
    School's key contact, each once, and of a restricted record only those who know of it.
    """
    learner = plan.learner
    worker = key_worker_at(learner, now)
    hats: list[Membership | None] = []
    if worker.assignment is not None:
        hats.append(worker.assignment.membership if worker.holder else worker.assignment.cover)
    if plan.enrolment is not None:
        post = designated_person_at(plan.enrolment.provider, now)
        if post.contact is not None:
            hats.append(post.contact.holder if post.holder else post.contact.cover)
        hats.append(plan.enrolment.mentor)
        school = virtual_school_for(learner)
        told = key_contact_to_tell(school, plan.enrolment, now)
        if told.person is not None and school is not None:
            hats.append(
                Membership.objects.active(now)
                .filter(user=told.person, agency=school)
                .select_related("user", "agency")
                .first()
            )
    active = set(
        Membership.objects.active(now)
        .filter(pk__in=[hat.pk for hat in hats if hat], user__is_active=True)
        .values_list("pk", flat=True)
    )
    once = {hat.user_id: hat for hat in hats if hat is not None and hat.pk in active}
    known = {user.pk for user in who_may_know(learner, [hat.user for hat in once.values()])}
    return [hat for hat in once.values() if hat.user_id in known]


def tasks(user: User, now: datetime) -> list[Task]:
    """What the user promised at meetings and has not done, and meetings of theirs that were held and are not recorded:
    the earliest day first. Nothing of a plan that they no longer see.
    """
    seen = PlanMeeting.objects.visible_to(user)
    actions = (
        MeetingAction.objects.filter(owner__user=user, done_on__isnull=True, meeting__in=seen)
        .exclude(meeting__state=MeetingState.CANCELLED)
        .filter(meeting__plan__isnull=False)
        .select_related("meeting__plan__learner")
    )
    held = seen.filter(
        called_by=user,
        state=MeetingState.CALLED,
        ends_at__lte=now,
        plan__isnull=False,
        plan__closed_on__isnull=True,
        plan__enrolment__ended_on__isnull=True,
    ).select_related("plan__learner")
    found = [
        Task(
            text=action.what,
            url=reverse("education_plans:meeting-action-done", args=[action.meeting.plan.uuid, action.uuid]),
            learner=action.meeting.plan.learner,
            due_on=action.due_on,
        )
        for action in actions
    ]
    found += [
        Task(
            text="Record the meeting that was held",
            url=reverse("education_plans:meeting-record", args=[meeting.plan.uuid, meeting.uuid]),
            learner=meeting.plan.learner,
            due_on=local_date(meeting.starts_at),
        )
        for meeting in held
    ]
    return sorted(found, key=lambda task: task.due_on)


def entries(learner: Learner, user: User | AnonymousUser) -> list[TimelineEntry]:
    """Meetings called, held and called off, changes in their life, and occasions at the provider, as far as the user may
    read them. A review that was held stands among the reviews.
    """
    meetings = (
        PlanMeeting.objects.visible_to(user)
        .filter(plan__learner=learner)
        .select_related("plan__enrolment__provider", "called_by")
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
        assert meeting.plan is not None
        provider = meeting.plan.enrolment.provider if meeting.plan.enrolment else None
        link = reverse("education_plans:meeting", args=[meeting.plan.uuid, meeting.uuid])
        if meeting.state == MeetingState.HELD and meeting.review_id is None:
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
        told.append(TimelineEntry(at, title, text, KIND, provider, meeting.called_by, link))
    return told


def _of_changes(changes: Sequence[CircumstanceChange] | QuerySet[CircumstanceChange]) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            change.recorded_at, f"Change: {change.get_kind_display().lower()}", change.what, KIND, None,
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
            KIND,
            occasion.enrolment.provider,
            occasion.recorded_by,
            reverse("education_plans:occasions", args=[occasion.enrolment.plan.uuid])
            if hasattr(occasion.enrolment, "plan")
            else "",
        )
        for occasion in occasions
    ]
