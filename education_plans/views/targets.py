"""Targets of a plan: all of them on one page; set, change, close, carry forward."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from education_plans.enums import TargetState
from education_plans.forms.targets import CarryForm, CloseTargetForm, TargetForm, target_initial
from education_plans.models import EducationPlan, Target
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.targets import ENOUGH_TARGETS, carried_for, helpers_for, targets_of
from education_plans.services.errors import PlanError
from education_plans.services.targets import add_target, carry_forward, change_target, close_target
from education_plans.views.loading import plan_or_404, plan_refusal


def is_running(plan: EducationPlan) -> bool:
    """Whether something may still be changed in it: its place has not ended."""
    return plan.closed_on is None and (plan.enrolment is None or plan.enrolment.ended_on is None)


def targets_page(plan: EducationPlan) -> str:
    return reverse("education_plans:targets", args=[plan.uuid])


def form_page(
    request: HttpRequest, plan: EducationPlan, form: Any, *, heading: str, submit: str, back: str, **words: Any
) -> HttpResponse:
    """A page with one form about this young person."""
    context = {
        "form": form,
        "heading": heading,
        "caption": plan.learner.full_name,
        "submit": submit,
        "back_url": back,
        "cancel_url": back,
        **words,
    }
    return render(request, "components/form_page.html", context)


@require_GET
def targets(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    """Every target with what came of it, and the money asked for it."""
    plan = plan_or_404(request, plan_uuid, Permission.VIEW_LEARNER)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    shown = targets_of(plan, now)
    may_edit = allows(request.user, Permission.EDIT_PLAN, plan.learner)
    context = {
        "plan": plan,
        "learner": plan.learner,
        "plan_page": plan_address(plan),
        "open_targets": [each for each in shown if each.is_open],
        "closed_targets": [each for each in shown if not each.is_open],
        "may_edit": may_edit and is_running(plan),
        "may_close": may_edit,
        "may_carry": may_edit and is_running(plan) and carried_for(plan, request.user).exists(),
        "enough": ENOUGH_TARGETS,
    }
    return render(request, "education_plans/targets.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    form = TargetForm(
        request.POST or None,
        helpers=helpers_for(plan, now),
        called=plan.learner.called,
        initial={"by_young_person": True},
    )
    if request.method == "POST" and form.is_valid():
        try:
            add_target(plan=plan, words=form.words(), by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "The target is set.")
            return redirect(targets_page(plan))
    return form_page(request, plan, form, heading="Set a target", submit="Set target", back=targets_page(plan))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, plan_uuid: str, target_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    target = _target(plan, target_uuid)
    helpers = helpers_for(plan, now)
    # Who helped until now stays a choice, also once they have left.
    if target.helper and target.helper_id not in {hat.pk for hat in helpers}:
        helpers.append(target.helper)
    form = TargetForm(request.POST or None, helpers=helpers, called=plan.learner.called, initial=target_initial(target))
    if request.method == "POST" and form.is_valid():
        try:
            change_target(target=target, words=form.words(), by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "The target is changed.")
            return redirect(targets_page(plan))
    return form_page(request, plan, form, heading="Change a target", submit="Save target", back=targets_page(plan))


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, plan_uuid: str, target_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    target = _target(plan, target_uuid)
    form = CloseTargetForm(request.POST or None, initial={"closed_on": local_date(now)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            close_target(
                target=target,
                state=TargetState(given["state"]),
                outcome=given["outcome"],
                closed_on=given["closed_on"],
                by=request.user,
                now=now,
            )
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "It is recorded what came of the target.")
            return redirect(targets_page(plan))
    return form_page(
        request, plan, form, heading="What came of a target", submit="Close target", back=targets_page(plan),
        intro=f"The target: {target.what}",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def carry(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    earlier = list(carried_for(plan, request.user))
    if not earlier:
        messages.info(request, "No target of an earlier plan is left to carry forward.")
        return redirect(targets_page(plan))
    form = CarryForm(request.POST or None, targets=earlier)
    if request.method == "POST" and form.is_valid():
        try:
            carried = carry_forward(
                plan=plan,
                targets=list(form.cleaned_data["targets"]),
                due_on=form.cleaned_data["due_on"],
                by=request.user,
                now=now,
            )
        except PlanError as error:
            form.refuse(error)
        else:
            number = len(carried)
            messages.success(request, f"{number} target{'s' if number > 1 else ''} carried forward into this plan.")
            return redirect(targets_page(plan))
    return form_page(
        request, plan, form, heading="Carry targets forward", submit="Carry forward", back=targets_page(plan),
        intro="They are set again in this plan, as they were. The earlier plan keeps them too.",
    )  # fmt: skip


def _target(plan: EducationPlan, target_uuid: str) -> Target:
    found: Target = get_object_or_404(
        plan.targets.select_related("plan", "helper__user", "helper__agency"), uuid=target_uuid
    )
    return found
