"""What a young person needs in each area of life, and what is provided for it (A19, K14, P5)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from education_plans.forms.support import EndNeedForm, NeedForm, need_initial
from education_plans.models import EducationPlan, SupportNeed
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.support import areas_of
from education_plans.services.errors import PlanError
from education_plans.services.support import add_need, change_need, end_need
from education_plans.views.loading import plan_or_404, plan_refusal
from education_plans.views.targets import form_page, is_running
from learners.selectors.sharing import asked_for


@require_GET
def support(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.VIEW_LEARNER)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    areas = areas_of(plan.learner, request.user, local_date(now))
    context = {
        "plan": plan,
        "learner": plan.learner,
        "plan_page": plan_address(plan),
        "areas": [area for area in areas if area.current],
        "ended": [need for area in areas for need in area.ended],
        "unmet": sum(len(area.unmet) for area in areas),
        "may_edit": is_running(plan) and allows(request.user, Permission.EDIT_PLAN, plan.learner),
        "is_at_provider": asked_for(request.user, plan.learner) is not None,
    }
    return render(request, "education_plans/support.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    own = asked_for(request.user, plan.learner)
    provider = plan.enrolment.provider if plan.enrolment else None
    form = NeedForm(
        request.POST or None,
        provider=provider,
        asks_side=own is None,
        initial={"starts_on": local_date(now), "shared_with_young_person": True},
    )
    if request.method == "POST" and form.is_valid():
        gives = own or (provider if form.is_by_provider else None)
        try:
            add_need(plan=plan, words=form.words(), provider=gives, by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            told = f" {gives} is told." if gives is not None and own is None else ""
            messages.success(request, f"The need is recorded.{told}")
            return redirect(_address(plan))
    return form_page(request, plan, form, heading="Record a need", submit="Record need", back=_address(plan))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, plan_uuid: str, need_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    need = _need(request, plan, need_uuid)
    form = NeedForm(request.POST or None, provider=None, asks_side=False, initial=need_initial(need))
    if request.method == "POST" and form.is_valid():
        try:
            change_need(plan=plan, need=need, words=form.words(), by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "The need is changed.")
            return redirect(_address(plan))
    return form_page(request, plan, form, heading="Change a need", submit="Save need", back=_address(plan))


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, plan_uuid: str, need_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    need = _need(request, plan, need_uuid)
    form = EndNeedForm(request.POST or None, initial={"ends_on": local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            end_need(plan=plan, need=need, **form.cleaned_data, by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "The last day of this support is recorded.")
            return redirect(_address(plan))
    return form_page(
        request, plan, form, heading="End support", submit="End support", back=_address(plan),
        intro=f"The need: {need.need}",
    )  # fmt: skip


def _address(plan: EducationPlan) -> str:
    return reverse("education_plans:support", args=[plan.uuid])


def _need(request: HttpRequest, plan: EducationPlan, need_uuid: str) -> SupportNeed:
    """A need of this young person of which the user may know."""
    needs = SupportNeed.objects.visible_to(request.user).filter(learner=plan.learner_id)
    found: SupportNeed = get_object_or_404(needs, uuid=need_uuid)
    return found
