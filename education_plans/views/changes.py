"""Changes in a young person's life of which the provider is told (A17), and visits and parents' evenings (A16, A22)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from education_plans.forms.changes import ChangeForm, OccasionForm, WhoCameForm
from education_plans.models import CircumstanceChange, EducationPlan, Occasion
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.meetings import is_running
from education_plans.services import PlanError
from education_plans.services.changes import record_change
from education_plans.services.occasions import record_occasion, record_who_came
from education_plans.views.loading import plan_or_404, plan_refusal
from learners.models import Learner

PER_PAGE = 20


@require_GET
def changes(request: HttpRequest, plan_uuid: UUID) -> HttpResponse:
    plan = plan_or_404(request, str(plan_uuid), Permission.VIEW_LEARNER)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    found = (
        CircumstanceChange.objects.visible_to(request.user)
        .filter(learner=plan.learner)
        .select_related("provider", "recorded_by")
        .order_by("-on", "-id")
    )
    context = {
        **_of(plan),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_record": allows(request.user, Permission.EDIT_PLAN, plan.learner) and is_running(plan),
        "sees_whole": _knows_whole(request, plan),
    }
    return render(request, "education_plans/changes/changes.html", context)


@require_http_methods(["GET", "POST"])
def change_new(request: HttpRequest, plan_uuid: UUID) -> HttpResponse:
    plan = plan_or_404(request, str(plan_uuid), Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    provider = plan.enrolment.provider if plan.enrolment else None
    form = ChangeForm(request.POST or None, provider=provider, asks=_knows_whole(request, plan))
    if request.method == "POST" and form.is_valid():
        try:
            _, proposal = record_change(plan=plan, **form.details(), by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            if proposal is not None and allows(request.user, Permission.MANAGE_MEETING, plan.learner):
                messages.success(request, "The change is recorded. Now call the meeting, or do it later from the plan.")
                return redirect(f"{reverse('education_plans:meeting-new', args=[plan.uuid])}?early={proposal.uuid}")
            messages.success(request, "The change is recorded.")
            return redirect(_page("changes", plan))
    return _form(request, plan, form, "Record a change in their life", "Record the change", _page("changes", plan))


@require_GET
def occasions(request: HttpRequest, plan_uuid: UUID) -> HttpResponse:
    plan = plan_or_404(request, str(plan_uuid), Permission.VIEW_LEARNER)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    found = (
        Occasion.objects.visible_to(request.user)
        .filter(enrolment=plan.enrolment_id)
        .select_related("recorded_by")
        .order_by("-on", "-id")
    )
    may = allows(request.user, Permission.MANAGE_MEETING, plan.learner)
    context = {
        **_of(plan),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "today": local_date(now),
        "may_record": may and plan.enrolment is not None and is_running(plan),
        "may_note": may,
    }
    return render(request, "education_plans/occasions/occasions.html", context)


@require_http_methods(["GET", "POST"])
def occasion_new(request: HttpRequest, plan_uuid: UUID) -> HttpResponse:
    plan = plan_or_404(request, str(plan_uuid), Permission.MANAGE_MEETING)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    if plan.enrolment is None:
        raise Http404
    form = OccasionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            occasion = record_occasion(plan=plan, **form.details(), by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            if occasion.on <= local_date(now):
                messages.success(request, "It is on the list. Now say who came.")
                return redirect(reverse("education_plans:occasion", args=[plan.uuid, occasion.uuid]))
            messages.success(request, "It is on the list.")
            return redirect(_page("occasions", plan))
    return _form(
        request, plan, form, "Add a visit or a parents’ evening", "Add it", _page("occasions", plan),
        intro=f"At {plan.enrolment.provider}.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def occasion(request: HttpRequest, plan_uuid: UUID, occasion_uuid: UUID) -> HttpResponse:
    """Who came."""
    plan = plan_or_404(request, str(plan_uuid), Permission.MANAGE_MEETING)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    found = get_object_or_404(
        Occasion.objects.visible_to(request.user), enrolment=plan.enrolment_id, uuid=occasion_uuid
    )
    came = {True: "yes", False: "no", None: None}
    initial = {
        "young_person_came": came[found.young_person_came],
        "key_worker_came": came[found.key_worker_came],
        "note": found.note,
    }
    form = WhoCameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            record_who_came(occasion=found, **form.details(), by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "It is recorded who came.")
            return redirect(_page("occasions", plan))
    return _form(
        request, plan, form, "Who came?", "Save", _page("occasions", plan), intro=str(found.get_kind_display())
    )


def _knows_whole(request: HttpRequest, plan: EducationPlan) -> bool:
    """Whether the person works for the young person's own agencies and not for a provider."""
    return Learner.objects.visible_to(request.user).known_whole_to(request.user).filter(pk=plan.learner_id).exists()


def _page(name: str, plan: EducationPlan) -> str:
    return reverse(f"education_plans:{name}", args=[plan.uuid])


def _of(plan: EducationPlan) -> dict[str, Any]:
    return {
        "plan": plan,
        "learner": plan.learner,
        "case_file": f"/learners/{plan.learner.uuid}/",
        "plan_url": plan_address(plan),
    }


def _form(
    request: HttpRequest, plan: EducationPlan, form: forms.Form, heading: str, submit: str, back: str, **more: Any
) -> HttpResponse:
    context = {
        "form": form, "heading": heading, "caption": plan.learner.full_name, "submit": submit, "back_url": back,
        "cancel_url": back, **more,
    }  # fmt: skip
    return render(request, "components/form_page.html", context)
