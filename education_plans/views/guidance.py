"""Careers guidance that a young person had (A34, A39, P6)."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.views.asking import ask
from education_plans.forms.guidance import GuidanceForm
from education_plans.models import EducationPlan, GuidanceSession
from education_plans.services.guidance import change_guidance, record_guidance
from education_plans.views.loading import of_plan, plan_page
from learners.selectors.sharing import asked_for


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def guidance(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    context = {
        **of_plan(plan),
        "sessions": _sessions(request, plan).select_related("provider", "recorded_by").order_by("-held_on", "-id"),
        "may_edit": not plan.learner.is_closed and allows(request.user, Permission.EDIT_PLAN, plan.learner),
    }
    return render(request, "education_plans/guidance.html", context)


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def new(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    form = GuidanceForm(request.POST or None, initial={"held_on": local_date(now)})

    def act() -> GuidanceSession:
        seen_through = asked_for(request.user, plan.learner)
        return record_guidance(
            learner=plan.learner, **form.cleaned_data, seen_through=seen_through, by=request.user, now=now
        )

    return ask(
        request, form, act, heading="Record careers guidance", caption=plan.learner.full_name, submit="Record",
        done="The session is recorded.", back=_address(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def change(request: HttpRequest, plan: EducationPlan, now: datetime, guidance_uuid: str) -> HttpResponse:
    session = get_object_or_404(_sessions(request, plan), uuid=guidance_uuid)
    form = GuidanceForm(request.POST or None, changes=session)
    return ask(
        request, form, lambda: change_guidance(session=session, **form.cleaned_data, by=request.user, now=now),
        heading="Change careers guidance", caption=plan.learner.full_name, submit="Save",
        done="The session is changed.", back=_address(plan),
    )  # fmt: skip


def _address(plan: EducationPlan) -> str:
    return reverse("education_plans:guidance", args=[plan.uuid])


def _sessions(request: HttpRequest, plan: EducationPlan) -> QuerySet[GuidanceSession]:
    """The young person's sessions of which the user may know."""
    return GuidanceSession.objects.visible_to(request.user).filter(learner=plan.learner_id)
