"""Changes in a young person's life of which the provider is told (A17), and visits and parents' evenings (A16, A22)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.views.asking import ask
from education_plans.forms.changes import ChangeForm, OccasionForm, WhoCameForm
from education_plans.models import CircumstanceChange, EarlyReview, EducationPlan, Occasion
from education_plans.services.changes import record_change
from education_plans.services.occasions import record_occasion, record_who_came
from education_plans.views.loading import of_plan, plan_page
from learners.selectors.sharing import knows_whole

PER_PAGE = 20


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def changes(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    found = (
        CircumstanceChange.objects.visible_to(request.user)
        .filter(learner=plan.learner)
        .select_related("provider", "recorded_by")
        .order_by("-on", "-id")
    )
    context = {
        **_of(plan),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_record": allows(request.user, Permission.EDIT_PLAN, plan.learner) and plan.is_running,
        "sees_whole": knows_whole(request.user, plan.learner),
    }
    return render(request, "education_plans/changes/changes.html", context)


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def change_new(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    form = ChangeForm(request.POST or None, provider=plan.provider, asks=knows_whole(request.user, plan.learner))

    def may_call(proposal: EarlyReview | None) -> bool:
        return proposal is not None and allows(request.user, Permission.MANAGE_MEETING, plan.learner)

    def news(recorded: tuple[CircumstanceChange, EarlyReview | None]) -> str:
        if may_call(recorded[1]):
            return "The change is recorded. Now call the meeting, or do it later from the plan."
        return "The change is recorded."

    def then(recorded: tuple[CircumstanceChange, EarlyReview | None]) -> str:
        _, proposal = recorded
        return f"{_page('meeting-new', plan)}?early={proposal.uuid}" if proposal and may_call(proposal) else ""

    return ask(
        request, form, lambda: record_change(plan=plan, **form.details(), by=request.user, now=now),
        heading="Record a change in their life", caption=plan.learner.full_name, submit="Record the change", done=news,
        then=then, back=_page("changes", plan),
    )  # fmt: skip


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def occasions(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
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
        "may_record": may and plan.enrolment is not None and plan.is_running,
        "may_note": may,
    }
    return render(request, "education_plans/occasions/occasions.html", context)


@require_http_methods(["GET", "POST"])
@plan_page(Permission.MANAGE_MEETING)
def occasion_new(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    if plan.enrolment is None:
        raise Http404
    form = OccasionForm(request.POST or None)

    def is_over(occasion: Occasion) -> bool:
        return occasion.on <= local_date(now)

    return ask(
        request, form, lambda: record_occasion(plan=plan, **form.details(), by=request.user, now=now),
        heading="Add a visit or a parents’ evening", caption=plan.learner.full_name,
        intro=f"At {plan.enrolment.provider}.", submit="Add it",
        done=lambda added: "It is on the list. Now say who came." if is_over(added) else "It is on the list.",
        then=lambda added: _page("occasion", plan, added.uuid) if is_over(added) else "", back=_page("occasions", plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.MANAGE_MEETING)
def occasion(request: HttpRequest, plan: EducationPlan, now: datetime, occasion_uuid: UUID) -> HttpResponse:
    """Who came."""
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
    return ask(
        request, form, lambda: record_who_came(occasion=found, **form.details(), by=request.user, now=now),
        heading="Who came?", caption=plan.learner.full_name, intro=str(found.get_kind_display()), submit="Save",
        done="It is recorded who came.", back=_page("occasions", plan),
    )  # fmt: skip


def _page(name: str, plan: EducationPlan, *args: object) -> str:
    return reverse(f"education_plans:{name}", args=[plan.uuid, *args])


def _of(plan: EducationPlan) -> dict[str, Any]:
    return {
        **of_plan(plan),
        "case_file": f"/learners/{plan.learner.uuid}/",
    }
