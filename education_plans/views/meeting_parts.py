"""What the pages of meetings share: they are the same for an education plan and for a pathway plan."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.access import visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from education_plans.models import EducationPlan, MeetingAction, PathwayPlan, PlanMeeting, Planned
from education_plans.selectors.addresses import of_meetings, plan_address
from education_plans.selectors.meetings import MANAGES, manages_meetings
from education_plans.views.loading import plan_or_404, plan_refusal
from education_plans.views.pathway import pathway_or_404

_WHOLE = PlanMeeting.objects.select_related(
    "plan__learner", "plan__enrolment__provider", "pathway__learner", "called_by", "review", "pathway_review"
)

_View = Callable[Concatenate[HttpRequest, Planned, datetime, ...], HttpResponse]


def about_a_plan(*, manages: bool) -> Callable[[_View], Callable[..., HttpResponse]]:
    """A page about meetings of the plan in its address: `view` gets the plan and the moment. For whoever reads the plan,
    or, if `manages`, for whoever looks after its meetings. A provider that may not be shown its plan is told so.
    """

    def decorate(view: _View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def opened(
            request: HttpRequest, *, plan_uuid: UUID | None = None, pathway_uuid: UUID | None = None, **rest: UUID
        ) -> HttpResponse:
            now = request_now(request)
            if plan_uuid is None:
                permission = MANAGES[PathwayPlan] if manages else Permission.VIEW_LEARNER
                return view(request, pathway_or_404(request, permission, uuid=pathway_uuid), now, **rest)
            permission = MANAGES[EducationPlan] if manages else Permission.VIEW_LEARNER
            plan = plan_or_404(request, str(plan_uuid), permission)
            return plan_refusal(request, plan, now) or view(request, plan, now, **rest)

        return opened

    return decorate


def may_finish(plan: Planned, action: MeetingAction, request: HttpRequest) -> bool:
    own = action.owner is not None and action.owner.user_id == request.user.pk
    return own or manages_meetings(request.user, plan)


def action_row(plan: Planned, action: MeetingAction, request: HttpRequest, now: datetime) -> dict[str, Any]:
    may = action.done_on is None and may_finish(plan, action, request)
    return {
        "action": action,
        "is_late": action.done_on is None and action.due_on < local_date(now),
        "done_url": of_meetings(plan, "meeting-action-done", action.uuid) if may else "",
    }


def meeting_or_404(request: HttpRequest, plan: Planned, plan_meeting_uuid: UUID) -> PlanMeeting:
    """The meeting, if it is about this plan."""
    its_plan = {"pathway": plan} if isinstance(plan, PathwayPlan) else {"plan": plan}
    return visible_or_404(_WHOLE.filter(**its_plan), request.user, uuid=plan_meeting_uuid)


def page_of(plan: Planned, found: PlanMeeting) -> str:
    return of_meetings(plan, "meeting", found.uuid)


def list_of(plan: Planned) -> str:
    return of_meetings(plan, "meetings")


def of_plan(plan: Planned) -> dict[str, Any]:
    is_pathway = isinstance(plan, PathwayPlan)
    return {
        "plan": plan,
        "is_pathway": is_pathway,
        "learner": plan.learner,
        "case_file": f"/learners/{plan.learner.uuid}/",
        "plan_name": "Pathway plan" if is_pathway else "Education plan",
        "plan_url": (
            reverse("education_plans:pathway", args=[plan.uuid])
            if isinstance(plan, PathwayPlan)
            else plan_address(plan)
        ),
        "meetings_url": list_of(plan),
    }
