"""Targets of a plan: all of them on one page; set, change, close, carry forward."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.views.asking import ask
from education_plans.enums import TargetState
from education_plans.forms.targets import CarryForm, CloseTargetForm, TargetForm
from education_plans.models import EducationPlan, Target
from education_plans.selectors.targets import ENOUGH_TARGETS, carried_for, helpers_for, targets_of
from education_plans.services.targets import add_target, carry_forward, change_target, close_target
from education_plans.views.loading import of_plan, plan_page


def targets_page(plan: EducationPlan) -> str:
    return reverse("education_plans:targets", args=[plan.uuid])


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def targets(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    """Every target with what came of it, and the money asked for it."""
    shown = targets_of(plan, now)
    may_edit = allows(request.user, Permission.EDIT_PLAN, plan.learner)
    context = {
        **of_plan(plan),
        "open_targets": [each for each in shown if each.is_open],
        "closed_targets": [each for each in shown if not each.is_open],
        "may_edit": may_edit and plan.is_running,
        "may_close": may_edit,
        "may_carry": may_edit and plan.is_running and carried_for(plan, request.user).exists(),
        "enough": ENOUGH_TARGETS,
    }
    return render(request, "education_plans/targets.html", context)


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def new(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    form = TargetForm(
        request.POST or None,
        helpers=helpers_for(plan, now),
        called=plan.learner.called,
        initial={"by_young_person": True},
    )
    return ask(
        request, form, lambda: add_target(plan=plan, words=form.words(), by=request.user, now=now),
        heading="Set a target", caption=plan.learner.full_name, submit="Set target", done="The target is set.",
        back=targets_page(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def change(request: HttpRequest, plan: EducationPlan, now: datetime, target_uuid: str) -> HttpResponse:
    target = _target(plan, target_uuid)
    helpers = helpers_for(plan, now)
    # Who helped until now stays a choice, also once they have left.
    if target.helper and target.helper_id not in {hat.pk for hat in helpers}:
        helpers.append(target.helper)
    form = TargetForm(request.POST or None, helpers=helpers, called=plan.learner.called, changes=target)
    return ask(
        request, form, lambda: change_target(target=target, words=form.words(), by=request.user, now=now),
        heading="Change a target", caption=plan.learner.full_name, submit="Save target", done="The target is changed.",
        back=targets_page(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def close(request: HttpRequest, plan: EducationPlan, now: datetime, target_uuid: str) -> HttpResponse:
    target = _target(plan, target_uuid)
    form = CloseTargetForm(request.POST or None, initial={"closed_on": local_date(now)})

    def act() -> Target:
        given = form.cleaned_data
        return close_target(
            target=target,
            state=TargetState(given["state"]),
            outcome=given["outcome"],
            closed_on=given["closed_on"],
            by=request.user,
            now=now,
        )

    return ask(
        request, form, act, heading="What came of a target", caption=plan.learner.full_name,
        intro=f"The target: {target.what}", submit="Close target", done="It is recorded what came of the target.",
        back=targets_page(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def carry(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    earlier = list(carried_for(plan, request.user))
    if not earlier:
        messages.info(request, "No target of an earlier plan is left to carry forward.")
        return redirect(targets_page(plan))
    form = CarryForm(request.POST or None, targets=earlier)

    def act() -> list[Target]:
        given = form.cleaned_data
        return carry_forward(
            plan=plan, targets=list(given["targets"]), due_on=given["due_on"], by=request.user, now=now
        )

    def news(carried: list[Target]) -> str:
        return f"{len(carried)} target{'s' if len(carried) > 1 else ''} carried forward into this plan."

    return ask(
        request, form, act, heading="Carry targets forward", caption=plan.learner.full_name,
        intro="They are set again in this plan, as they were. The earlier plan keeps them too.", submit="Carry forward",
        done=news, back=targets_page(plan),
    )  # fmt: skip


def _target(plan: EducationPlan, target_uuid: str) -> Target:
    found: Target = get_object_or_404(
        plan.targets.select_related("plan", "helper__user", "helper__agency"), uuid=target_uuid
    )
    return found
