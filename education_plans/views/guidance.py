"""Careers guidance that a young person had (A34, A39, P6)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from education_plans.forms.guidance import GuidanceForm
from education_plans.models import GuidanceSession
from education_plans.selectors.addresses import plan_address
from education_plans.services.errors import PlanError
from education_plans.services.guidance import change_guidance, record_guidance
from education_plans.views.loading import plan_or_404, plan_refusal
from education_plans.views.targets import form_page
from learners.selectors.sharing import asked_for


@require_GET
def guidance(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.VIEW_LEARNER)
    if refused := plan_refusal(request, plan, request_now(request)):
        return refused
    sessions = (
        GuidanceSession.objects.visible_to(request.user)
        .filter(learner=plan.learner_id)
        .select_related("provider", "recorded_by")
        .order_by("-held_on", "-id")
    )
    context = {
        "plan": plan,
        "learner": plan.learner,
        "plan_page": plan_address(plan),
        "sessions": sessions,
        "may_edit": not plan.learner.is_closed and allows(request.user, Permission.EDIT_PLAN, plan.learner),
    }
    return render(request, "education_plans/guidance.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    back = reverse("education_plans:guidance", args=[plan.uuid])
    form = GuidanceForm(request.POST or None, initial={"held_on": local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            record_guidance(
                plan=plan,
                **form.cleaned_data,
                seen_through=asked_for(request.user, plan.learner),
                by=request.user,
                now=now,
            )
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "The session is recorded.")
            return redirect(back)
    return form_page(request, plan, form, heading="Record careers guidance", submit="Record", back=back)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, plan_uuid: str, guidance_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    sessions = GuidanceSession.objects.visible_to(request.user).filter(learner=plan.learner_id)
    session = get_object_or_404(sessions, uuid=guidance_uuid)
    back = reverse("education_plans:guidance", args=[plan.uuid])
    initial = {
        "held_on": session.held_on,
        "adviser": session.adviser,
        "is_impartial": "yes" if session.is_impartial else "no",
        "outcome": session.outcome,
    }
    form = GuidanceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_guidance(session=session, **form.cleaned_data, by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "The session is changed.")
            return redirect(back)
    return form_page(request, plan, form, heading="Change careers guidance", submit="Save", back=back)
