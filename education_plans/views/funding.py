"""Money for a target: ask, decide, spend, say what it brought; and every request of a Virtual School (M9)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts import looks
from accounts.access import allows, require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import LookKind, Permission
from education_plans.enums import FundingState
from education_plans.forms.funding import (
    DecisionForm,
    FundingFilterForm,
    FundingForm,
    FundingReasonForm,
    ImpactForm,
    SpendForm,
)
from education_plans.models import EducationPlan, FundingRequest, FundingSpend
from education_plans.selectors.funding import COLOURS, FundingFilters, requests_listed, spent_of, totals_of, years_asked
from education_plans.services.errors import PlanError
from education_plans.services.funding import (
    decide_funding,
    record_impact,
    record_spend,
    request_funding,
    take_back_spend,
    withdraw_funding,
)
from education_plans.views.loading import plan_or_404, plan_refusal
from education_plans.views.targets import form_page, is_running, targets_page

PER_PAGE = 25


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, plan_uuid: str, target_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    target = get_object_or_404(plan.targets.select_related("plan"), uuid=target_uuid)
    form = FundingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = request_funding(target=target, **form.cleaned_data, by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "The Virtual School decides on the money you asked for. You are told.")
            return redirect(_address(plan, made))
    return form_page(
        request, plan, form, heading="Ask for Pupil Premium Plus", submit="Ask for money", back=targets_page(plan),
        intro=f"For the target: {target.what}",
    )  # fmt: skip


@require_GET
def funding(request: HttpRequest, plan_uuid: str, funding_uuid: str) -> HttpResponse:
    """One request: what was asked, decided, spent and brought."""
    plan = plan_or_404(request, plan_uuid, Permission.VIEW_LEARNER)
    if refused := plan_refusal(request, plan, request_now(request)):
        return refused
    found = _funding(plan, funding_uuid)
    spends = list(found.spends.select_related("recorded_by").order_by("spent_on", "id"))
    spent = spent_of(found)
    edits = allows(request.user, Permission.EDIT_PLAN, plan.learner)
    is_waiting, is_approved = found.state == FundingState.REQUESTED, found.state == FundingState.APPROVED
    decides = allows(request.user, Permission.DECIDE_FUNDING, plan.learner)
    is_own = found.requested_by_id == request.user.pk
    context = {
        "plan": plan,
        "learner": plan.learner,
        "funding": found,
        "target": found.target,
        "colour": COLOURS[FundingState(found.state)],
        "spends": spends,
        "spent": spent,
        "left": (found.approved_amount or 0) - spent,
        "targets_page": targets_page(plan),
        "may_decide": is_waiting and decides and not is_own,
        "waits_for_another": is_waiting and decides and is_own,
        "may_withdraw": is_waiting and edits,
        "may_spend": is_approved and edits and spent < (found.approved_amount or 0),
        "may_account": is_approved and edits,
        "is_running": is_running(plan),
    }
    return render(request, "education_plans/funding.html", context)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, plan_uuid: str, funding_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.DECIDE_FUNDING)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    found = _funding(plan, funding_uuid)
    form = DecisionForm(request.POST or None, initial={"approved_amount": found.amount})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            decided = decide_funding(
                request=found,
                approved_amount=given["approved_amount"],
                reason=given["reason"],
                by=request.user,
                now=now,
            )
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(
                request, f"The request is {decided.get_state_display().lower()}. {decided.requested_by} is told."
            )
            return redirect(_address(plan, found))
    return form_page(
        request, plan, form, heading="Decide on a request for money", submit="Decide", back=_address(plan, found),
        intro=f"£{found.amount:,.2f} for: {found.what_for}. Asked by {found.requested_by}.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, plan_uuid: str, funding_uuid: str) -> HttpResponse:
    return _reason(
        request, plan_uuid, funding_uuid,
        lambda found, **said: withdraw_funding(request=found, **said),
        heading="Take back a request for money", submit="Take it back", done="The request is withdrawn.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def spend(request: HttpRequest, plan_uuid: str, funding_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    found = _funding(plan, funding_uuid)
    form = SpendForm(request.POST or None, initial={"spent_on": local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            record_spend(request=found, **form.cleaned_data, by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "What was spent is recorded.")
            return redirect(_address(plan, found))
    left = (found.approved_amount or 0) - spent_of(found)
    return form_page(
        request, plan, form, heading="Record what was spent", submit="Record", back=_address(plan, found),
        intro=f"£{left:,.2f} of what was approved is left.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def spend_take_back(request: HttpRequest, plan_uuid: str, funding_uuid: str, spend_uuid: str) -> HttpResponse:
    return _reason(
        request, plan_uuid, funding_uuid,
        lambda found, **said: take_back_spend(spend=_spend(found, spend_uuid), **said),
        heading="Take away what was recorded as spent", submit="Take it away", done="It no longer counts as spent.",
        about=lambda found: f"£{(spent := _spend(found, spend_uuid)).amount:,.2f} for: {spent.what}",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def impact(request: HttpRequest, plan_uuid: str, funding_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    found = _funding(plan, funding_uuid)
    form = ImpactForm(request.POST or None, initial={"impact": found.impact})
    if request.method == "POST" and form.is_valid():
        try:
            record_impact(request=found, impact=form.cleaned_data["impact"], by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "What the money brought is recorded.")
            return redirect(_address(plan, found))
    return form_page(
        request, plan, form, heading="What the money brought", submit="Save", back=_address(plan, found),
        intro=f"£{found.approved_amount or 0:,.2f} for: {found.what_for}",
    )  # fmt: skip


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every request about the young people of the Virtual School, with totals of what the list shows."""
    require_anywhere(request.user, Permission.DECIDE_FUNDING)
    form = FundingFilterForm(request.GET, years=years_asked(request.user))
    filters = form.filters()
    found = requests_listed(request.user, filters) if filters else FundingRequest.objects.none()
    ordered = found.select_related("target__plan__learner", "target__plan__enrolment__provider", "requested_by")
    page = Paginator(ordered.order_by("-requested_at", "-id"), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    waiting = FundingFilters(state=FundingState.REQUESTED, year=filters.year if filters else None)
    people = [row.target.plan.learner for row in rows]
    looks.note(request.user, LookKind.VIEW, [(learner.uuid, str(learner)) for learner in people])
    context = {
        "page_obj": page,
        "rows": [{"funding": row, "colour": COLOURS[FundingState(row.state)]} for row in rows],
        "totals": totals_of(found) if filters else None,
        "filter_form": form,
        "waiting": requests_listed(request.user, waiting).count(),
        "waiting_url": waiting.address(),
    }
    return render(request, "education_plans/funding_list.html", context)


def _reason(
    request: HttpRequest,
    plan_uuid: str,
    funding_uuid: str,
    act: Callable[..., Any],
    *,
    heading: str,
    submit: str,
    done: str,
    about: Callable[[FundingRequest], str] = lambda found: f"£{found.amount:,.2f} for: {found.what_for}",
) -> HttpResponse:
    """Ask why, let the service do it, and go back to the request."""
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    found = _funding(plan, funding_uuid)
    intro = about(found)
    form = FundingReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(found, reason=form.cleaned_data["reason"], by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, done)
            return redirect(_address(plan, found))
    return form_page(
        request, plan, form, heading=heading, submit=submit, back=_address(plan, found),
        intro=intro, submit_class="govuk-button--warning",
    )  # fmt: skip


def _address(plan: EducationPlan, found: FundingRequest) -> str:
    return reverse("education_plans:funding", args=[plan.uuid, found.uuid])


def _funding(plan: EducationPlan, funding_uuid: str) -> FundingRequest:
    requests = FundingRequest.objects.filter(target__plan=plan)
    return get_object_or_404(
        requests.select_related("target__plan__learner", "requested_by", "decided_by"), uuid=funding_uuid
    )


def _spend(found: FundingRequest, spend_uuid: str) -> FundingSpend:
    spent: FundingSpend = get_object_or_404(found.spends.select_related("request"), uuid=spend_uuid)
    return spent
