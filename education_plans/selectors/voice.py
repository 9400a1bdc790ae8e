"""What young people have said and asked for, for the people who answer (A15, A24)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import User
from accounts.timeline import TimelineEntry
from agreements.enums import TermKey
from deadlines.models import Deadline
from education_plans.enums import ViewResponse
from education_plans.models import EducationPlan, HelpCall, PersonalLink, RecordRequest, View
from education_plans.selectors.own_links import current_link
from learners.models import Learner
from tracking.selectors.task import Task

#: How many of a young person's views stand on the plan.
ON_PLAN = 5


def waiting_views(user: User | AnonymousUser) -> QuerySet[View]:
    """What the user may know of and nobody has answered yet, oldest first."""
    views = View.objects.visible_to(user).filter(responded_at__isnull=True)
    return views.select_related("learner", "provider").order_by("said_at", "id")


def begun_views(user: User | AnonymousUser) -> QuerySet[View]:
    """What has been answered with “we have started”, oldest first: somebody still has to say how it ended."""
    views = View.objects.visible_to(user).filter(response=ViewResponse.STARTED)
    return views.select_related("learner", "provider").order_by("responded_at", "id")


def open_help(user: User | AnonymousUser) -> QuerySet[HelpCall]:
    """Calls for help that nobody has answered, oldest first."""
    calls = HelpCall.objects.visible_to(user).filter(answered_at__isnull=True)
    return calls.select_related("learner").order_by("called_at", "id")


def clocks_of(subject_uuids: list[Any]) -> dict[Any, Deadline]:
    """The clock of each view, by its UUID: the newest. One query."""
    found = Deadline.objects.filter(duty_code=TermKey.VIEW_ANSWERED.value, subject_uuid__in=subject_uuids)
    return {deadline.subject_uuid: deadline for deadline in found.order_by("id")}


@dataclass(frozen=True)
class ViewRow:
    """A view with its clock, which it has unless no agency was ever linked."""

    view: View
    deadline: Deadline | None
    status: str


def rows_of(views: list[View], now: datetime) -> list[ViewRow]:
    """Each view with how its clock stands. One query."""
    clocks = clocks_of([view.uuid for view in views]) if views else {}
    return [_row(view, clocks.get(view.uuid), now) for view in views]


def _row(view: View, deadline: Deadline | None, now: datetime) -> ViewRow:
    return ViewRow(view, deadline, deadline.status(now) if deadline else "")


def views_about(learner: Learner, user: User | AnonymousUser) -> list[View]:
    """All that this young person said and the user may know of, newest first."""
    views = View.objects.visible_to(user).filter(learner=learner)
    return list(views.select_related("learner", "provider", "recorded_by", "responded_by").order_by("-said_at", "-id"))


def help_calls_of(learner: Learner, user: User | AnonymousUser) -> list[HelpCall]:
    calls = HelpCall.objects.visible_to(user).filter(learner=learner)
    return list(calls.select_related("answered_by").order_by("-called_at", "-id"))


def panel(plan: EducationPlan, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """What stands on the plan: the newest of what the young person said, and how they can reach their own page."""
    learner = plan.learner
    views = views_about(learner, user)
    may_give = allows(user, Permission.GIVE_LINK, learner)
    link = current_link(learner) if may_give else None
    return {
        "voice_rows": rows_of(views[:ON_PLAN], now),
        "voice_count": len(views),
        "voice_learner": learner,
        "voice_may_answer": allows(user, Permission.EDIT_PLAN, learner),
        "voice_may_give_link": may_give,
        "voice_link": link,
        "voice_link_in_use": bool(link and link.expires_at > now),
    }


def entries(learner: Learner, user: User | AnonymousUser) -> list[TimelineEntry]:
    """This topic's part of the timeline: that something was said, asked for or answered. The words stay on their page."""
    page = f"/learners/{learner.uuid}/voice/"
    found = []
    for view in views_about(learner, user):
        found.append(
            TimelineEntry(
                view.said_at, "The young person said something", view.get_about_display(), "plan", view.provider,
                view.recorded_by, f"{page}{view.uuid}/",
            )
        )  # fmt: skip
        if view.responded_at is not None:
            found.append(
                TimelineEntry(
                    view.responded_at, "What they said was answered", view.get_response_display(), "plan", view.provider,
                    view.responded_by, f"{page}{view.uuid}/",
                )
            )  # fmt: skip
    for call in help_calls_of(learner, user):
        link = f"/learners/{learner.uuid}/help/{call.uuid}/"
        found.append(TimelineEntry(call.called_at, "The young person asked for help", "", "plan", None, None, link))
        if call.answered_at is not None:
            found.append(
                TimelineEntry(
                    call.answered_at, "Their call for help was answered", "", "plan", None, call.answered_by, link
                )
            )
    for given in PersonalLink.objects.visible_to(user).filter(learner=learner).select_related("made_by"):
        found.append(TimelineEntry(given.made_at, "Link to their own page given", "", "plan", None, given.made_by, ""))
    for request in RecordRequest.objects.visible_to(user).filter(learner=learner).select_related("given_by"):
        link = f"/learners/{learner.uuid}/record-requests/{request.uuid}/"
        found.append(TimelineEntry(request.asked_at, "Asked for a copy of their record", "", "plan", None, None, link))
        if request.given_at is not None:
            found.append(
                TimelineEntry(request.given_at, "Copy of their record given", request.given_how, "plan", None, request.given_by, link)
            )  # fmt: skip
    return found


def tasks(user: User, now: datetime) -> list[Task]:
    """Calls for help nobody has answered: urgent ones first. Views have clocks and stand among the deadlines."""
    found = [
        Task(
            text="Asks for help",
            url=f"/learners/{call.learner.uuid}/help/{call.uuid}/",
            learner=call.learner,
            due_on=local_date(call.called_at),
            is_urgent=call.is_urgent,
        )
        for call in open_help(user)
    ]
    return sorted(found, key=lambda task: (not task.is_urgent, task.due_on))
