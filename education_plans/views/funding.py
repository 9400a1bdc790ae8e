"""Money for a target: ask, decide, spend, say what it brought; and every request of a Virtual School (M9)."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts import looks
from accounts.access import allows, require_anywhere
from accounts.clock import local_date
from accounts.enums import LookKind, Permission
from accounts.views.asking import ask
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
from education_plans.services.funding import (
    decide_funding,
    record_impact,
    record_spend,
    request_funding,
    take_back_spend,
    withdraw_funding,
)
from education_plans.views.loading import plan_page
from education_plans.views.targets import targets_page

PER_PAGE = 25


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def new(request: HttpRequest, plan: EducationPlan, now: datetime, target_uuid: str) -> HttpResponse:
    target = get_object_or_404(plan.targets.select_related("plan"), uuid=target_uuid)
    form = FundingForm(request.POST or None)
    return ask(
        request, form, lambda: request_funding(target=target, **form.cleaned_data, by=request.user, now=now),
        heading="Ask for Pupil Premium Plus", caption=plan.learner.full_name, intro=f"For the target: {target.what}",
        submit="Ask for money", done="The Virtual School decides on the money you asked for. You are told.",
        then=lambda made: _address(plan, made), back=targets_page(plan),
    )  # fmt: skip


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def funding(request: HttpRequest, plan: EducationPlan, now: datetime, funding_uuid: str) -> HttpResponse:
    """One request: what was asked, decided, spent and brought."""
    found = _funding(plan, funding_uuid)
    spends = list(found.spends.select_related("recorded_by").order_by("spent_on", "id"))
    spent = sum((each.amount for each in spends), Decimal(0))
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
        "is_running": plan.is_running,
    }
    return render(request, "education_plans/funding.html", context)


@require_http_methods(["GET", "POST"])
@plan_page(Permission.DECIDE_FUNDING)
def decide(request: HttpRequest, plan: EducationPlan, now: datetime, funding_uuid: str) -> HttpResponse:
    found = _funding(plan, funding_uuid)
    form = DecisionForm(request.POST or None, initial={"approved_amount": found.amount})

    def act() -> FundingRequest:
        amount, reason = form.cleaned_data["approved_amount"], form.cleaned_data["reason"]
        return decide_funding(request=found, approved_amount=amount, reason=reason, by=request.user, now=now)

    return ask(
        request, form, act, heading="Decide on a request for money", caption=plan.learner.full_name,
        intro=f"{_asked(found)}. Asked by {found.requested_by}.", submit="Decide",
        done=lambda decided: f"The request is {decided.get_state_display().lower()}. {decided.requested_by} is told.",
        back=_address(plan, found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def withdraw(request: HttpRequest, plan: EducationPlan, now: datetime, funding_uuid: str) -> HttpResponse:
    found = _funding(plan, funding_uuid)
    return _ask_why(
        request, plan, found, lambda why: withdraw_funding(request=found, reason=why, by=request.user, now=now),
        heading="Take back a request for money", intro=_asked(found), submit="Take it back",
        done="The request is withdrawn.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def spend(request: HttpRequest, plan: EducationPlan, now: datetime, funding_uuid: str) -> HttpResponse:
    found = _funding(plan, funding_uuid)
    form = SpendForm(request.POST or None, initial={"spent_on": local_date(now)})
    left = (found.approved_amount or 0) - spent_of(found)
    return ask(
        request, form, lambda: record_spend(request=found, **form.cleaned_data, by=request.user, now=now),
        heading="Record what was spent", caption=plan.learner.full_name,
        intro=f"£{left:,.2f} of what was approved is left.", submit="Record", done="What was spent is recorded.",
        back=_address(plan, found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def spend_take_back(
    request: HttpRequest, plan: EducationPlan, now: datetime, funding_uuid: str, spend_uuid: str
) -> HttpResponse:
    found = _funding(plan, funding_uuid)
    spent: FundingSpend = get_object_or_404(found.spends.select_related("request"), uuid=spend_uuid)
    return _ask_why(
        request, plan, found, lambda why: take_back_spend(spend=spent, reason=why, by=request.user, now=now),
        heading="Take away what was recorded as spent", intro=f"£{spent.amount:,.2f} for: {spent.what}",
        submit="Take it away", done="It no longer counts as spent.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def impact(request: HttpRequest, plan: EducationPlan, now: datetime, funding_uuid: str) -> HttpResponse:
    found = _funding(plan, funding_uuid)
    form = ImpactForm(request.POST or None, changes=found)
    return ask(
        request, form, lambda: record_impact(request=found, **form.cleaned_data, by=request.user, now=now),
        heading="What the money brought", caption=plan.learner.full_name,
        intro=f"£{found.approved_amount or 0:,.2f} for: {found.what_for}", submit="Save",
        done="What the money brought is recorded.", back=_address(plan, found),
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


def _ask_why(
    request: HttpRequest, plan: EducationPlan, found: FundingRequest, act: Callable[[str], object], **words: Any
) -> HttpResponse:
    """Ask for a reason before something of a request is taken back."""
    form = FundingReasonForm(request.POST or None)
    return ask(
        request, form, lambda: act(form.cleaned_data["reason"]), caption=plan.learner.full_name,
        submit_class="govuk-button--warning", back=_address(plan, found), **words,
    )  # fmt: skip


def _asked(found: FundingRequest) -> str:
    return f"£{found.amount:,.2f} for: {found.what_for}"


def _address(plan: EducationPlan, found: FundingRequest) -> str:
    return reverse("education_plans:funding", args=[plan.uuid, found.uuid])


def _funding(plan: EducationPlan, funding_uuid: str) -> FundingRequest:
    requests = FundingRequest.objects.filter(target__plan=plan)
    return get_object_or_404(
        requests.select_related("target__plan__learner", "requested_by", "decided_by"), uuid=funding_uuid
    )
