"""Meetings about plans: which stand, who is on the list, who should come, and the panel on the page of the plan."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Membership, User
from agreements.selectors import designated_person_at
from education_plans.enums import MeetingState
from education_plans.models import (
    EarlyReview,
    EducationPlan,
    Invitee,
    MeetingAction,
    PathwayPlan,
    PlanMeeting,
    Planned,
)
from education_plans.selectors.pathway import owners_for
from learners.selectors.people import (
    key_contact_to_tell,
    key_worker_at,
    virtual_school_for,
    who_may_know,
)

#: Whose role lets them call meetings, move and record them.
MANAGES = {EducationPlan: Permission.MANAGE_MEETING, PathwayPlan: Permission.EDIT_PATHWAY}


def invited_to(meeting: PlanMeeting) -> QuerySet[Invitee]:
    """Who is on the list, in the order in which they were invited."""
    listed = meeting.invitees.filter(taken_off_at__isnull=True)
    return listed.select_related("membership__user", "membership__agency").order_by("id")


def about(plan: Planned) -> QuerySet[PlanMeeting]:
    """The meetings about one plan."""
    if isinstance(plan, PathwayPlan):
        return PlanMeeting.objects.filter(pathway=plan)
    return PlanMeeting.objects.filter(plan=plan)


def meetings_of(plan: Planned) -> QuerySet[PlanMeeting]:
    """Of one plan, the newest first, with who was invited."""
    return (
        about(plan)
        .select_related("called_by", "review")
        .prefetch_related(Prefetch("invitees", Invitee.objects.order_by("id")))
        .order_by("-starts_at", "-id")
    )


def coming_meeting(plan: Planned, now: datetime) -> PlanMeeting | None:
    """The next meeting of a plan that is neither over nor called off."""
    return about(plan).filter(state=MeetingState.CALLED, ends_at__gt=now).order_by("starts_at", "id").first()


def open_actions(plan: Planned) -> QuerySet[MeetingAction]:
    """What was promised at meetings of this plan and is not done yet, the earliest day first."""
    return (
        MeetingAction.objects.filter(meeting__in=about(plan), done_on__isnull=True)
        .exclude(meeting__state=MeetingState.CANCELLED)
        .select_related("owner__user", "meeting")
        .order_by("due_on", "id")
    )


def open_proposals(plan: Planned) -> QuerySet[EarlyReview]:
    """Early reviews that wait for a meeting or a reason why not, the oldest first. A review of a pathway plan is not
    proposed: it is asked for.
    """
    if isinstance(plan, PathwayPlan):
        return EarlyReview.objects.none()
    return EarlyReview.objects.filter(plan=plan, settled_at__isnull=True).order_by("proposed_at", "id")


def settled_proposals(plan: Planned) -> QuerySet[EarlyReview]:
    """Early reviews that were answered, the latest answer first."""
    if isinstance(plan, PathwayPlan):
        return EarlyReview.objects.none()
    settled = EarlyReview.objects.filter(plan=plan, settled_at__isnull=False)
    return settled.select_related("settled_by", "meeting").order_by("-settled_at")


def panel(plan: Planned, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """What the page of the plan says of meetings; every key begins with `meetings_`. Four queries."""
    return {
        "meetings_plan": plan,
        "meetings_is_pathway": isinstance(plan, PathwayPlan),
        "meetings_next": coming_meeting(plan, now),
        "meetings_to_record": about(plan)
        .filter(state=MeetingState.CALLED, ends_at__lte=now)
        .order_by("starts_at", "id")
        .first(),
        "meetings_proposals": list(open_proposals(plan)),
        "meetings_actions": list(open_actions(plan)),
        "meetings_today": local_date(now),
        "meetings_may_manage": manages_meetings(user, plan),
        "meetings_is_running": is_running(plan),
    }


def manages_meetings(user: User | AnonymousUser, plan: Planned) -> bool:
    """Whether the user may call meetings about the plan, move and record them."""
    return allows(user, MANAGES[type(plan)], plan.learner)


def is_running(plan: Planned) -> bool:
    """Whether anything can still be done with the plan."""
    if isinstance(plan, PathwayPlan):
        return plan.closed_on is None and not plan.learner.is_closed
    return plan.is_running


def proposed_people(plan: Planned, now: datetime) -> list[Membership]:
    """Who should come to a meeting about the plan (A14, A16): key worker, designated person, mentor and the Virtual
    School's key contact, each once, and of a restricted record only those who know of it. To a meeting about a pathway
    plan those of them who see it.
    """
    learner = plan.learner
    if isinstance(plan, PathwayPlan):
        hats = owners_for(learner, now)
        known = {user.pk for user in who_may_know(learner, [hat.user for hat in hats])}
        seen = PathwayPlan.objects.filter(pk=plan.pk)
        return [hat for hat in hats if hat.user_id in known and seen.visible_to(hat.user).exists()]
    worker = key_worker_at(learner, now)
    posts: list[Membership | None] = []
    if worker.assignment is not None:
        posts.append(worker.assignment.membership if worker.holder else worker.assignment.cover)
    if plan.enrolment is not None:
        post = designated_person_at(plan.enrolment.provider, now)
        if post.contact is not None:
            posts.append(post.contact.holder if post.holder else post.contact.cover)
        posts.append(plan.enrolment.mentor)
        school = virtual_school_for(learner)
        told = key_contact_to_tell(school, plan.enrolment, now)
        if told.person is not None and school is not None:
            posts.append(
                Membership.objects.active(now)
                .filter(user=told.person, agency=school)
                .select_related("user", "agency")
                .first()
            )
    active = set(
        Membership.objects.active(now)
        .filter(pk__in=[hat.pk for hat in posts if hat], user__is_active=True)
        .values_list("pk", flat=True)
    )
    once = {hat.user_id: hat for hat in posts if hat is not None and hat.pk in active}
    known = {user.pk for user in who_may_know(learner, [hat.user for hat in once.values()])}
    return [hat for hat in once.values() if hat.user_id in known]
