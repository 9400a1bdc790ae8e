"""The one door to a plan by its own address."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from accounts.access import require, visible_or_404
from accounts.enums import Permission
from education_plans.models import EducationPlan
from learners.enums import ConsentPurpose
from learners.views.asking import refusal

_WITH_ALL = EducationPlan.objects.select_related(
    "learner", "enrolment__provider__local_authority", "enrolment__learner"
)


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
