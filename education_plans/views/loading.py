"""The one door to a plan by its own address."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from accounts.access import require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from education_plans.models import EducationPlan
from education_plans.selectors.addresses import plan_address
from learners.enums import ConsentPurpose
from learners.views.asking import refusal

_WITH_ALL = EducationPlan.objects.select_related(
    "learner", "enrolment__provider__local_authority", "enrolment__learner"
)
_P = ParamSpec("_P")
_PlanView = Callable[Concatenate[HttpRequest, EducationPlan, datetime, _P], HttpResponse]
_View = Callable[Concatenate[HttpRequest, str, _P], HttpResponse]


def plan_page(permission: Permission) -> Callable[[_PlanView[_P]], _View[_P]]:
    """A page of a plan, for somebody who sees it (else Http404), whose role has the permission for it (else 403) and with
    whose agency it may be shared (else the page that says so). The view gets the plan and the moment of the request.
    """

    def behind_the_door(view: _PlanView[_P]) -> _View[_P]:
        @wraps(view)
        def page(request: HttpRequest, plan_uuid: str, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
            plan = plan_or_404(request, plan_uuid, permission)
            now = request_now(request)
            return plan_refusal(request, plan, now) or view(request, plan, now, *args, **kwargs)

        return page

    return behind_the_door


def plan_or_404(request: HttpRequest, plan_uuid: str, permission: Permission) -> EducationPlan:
    """The plan, for somebody who sees it (else Http404) and whose role has the permission for it (else 403).

    Ask `plan_refusal` next, before anything of it is shown or done.
    """
    plan = visible_or_404(_WITH_ALL, request.user, uuid=plan_uuid)
    require(request.user, permission, plan.learner)
    return plan


def plan_refusal(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse | None:
    """The page that says so, if the plan may not be shared with the person's agency; None if it may."""
    return refusal(request, plan.learner, ConsentPurpose.EDUCATION, now)


def of_plan(plan: EducationPlan) -> dict[str, object]:
    """What the pages about a plan show of it, besides their own."""
    return {"plan": plan, "learner": plan.learner, "plan_url": plan_address(plan)}
