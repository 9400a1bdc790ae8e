"""What a young person needs in each area of life, and what is provided for it (A19, K14, P5)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.views.asking import ask
from education_plans.forms.support import EndNeedForm, NeedForm
from education_plans.models import EducationPlan, SupportNeed
from education_plans.selectors.support import areas_of
from education_plans.services.support import add_need, change_need, end_need
from education_plans.views.loading import of_plan, plan_page
from learners.selectors.sharing import asked_for


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def support(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    areas = areas_of(plan.learner, request.user, local_date(now))
    context = {
        **of_plan(plan),
        "areas": [area for area in areas if area.current],
        "ended": [need for area in areas for need in area.ended],
        "unmet": sum(len(area.unmet) for area in areas),
        "may_edit": plan.is_running and allows(request.user, Permission.EDIT_PLAN, plan.learner),
        "is_at_provider": asked_for(request.user, plan.learner) is not None,
    }
    return render(request, "education_plans/support.html", context)


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def new(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    own = asked_for(request.user, plan.learner)
    form = NeedForm(
        request.POST or None,
        provider=plan.provider,
        asks_side=own is None,
        initial={"starts_on": local_date(now), "shared_with_young_person": True},
    )

    def add() -> SupportNeed:
        gives = own or (plan.provider if form.is_by_provider else None)
        return add_need(plan=plan, words=form.words(), provider=gives, by=request.user, now=now)

    def news(need: SupportNeed) -> str:
        is_told = need.provider is not None and own is None
        return f"The need is recorded. {need.provider} is told." if is_told else "The need is recorded."

    return ask(
        request, form, add, heading="Record a need", caption=plan.learner.full_name, submit="Record need", done=news,
        back=_address(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def change(request: HttpRequest, plan: EducationPlan, now: datetime, need_uuid: str) -> HttpResponse:
    need = _need(request, plan, need_uuid)
    form = NeedForm(request.POST or None, provider=None, asks_side=False, changes=need)
    return ask(
        request, form, lambda: change_need(plan=plan, need=need, words=form.words(), by=request.user, now=now),
        heading="Change a need", caption=plan.learner.full_name, submit="Save need", done="The need is changed.",
        back=_address(plan),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@plan_page(Permission.EDIT_PLAN)
def end(request: HttpRequest, plan: EducationPlan, now: datetime, need_uuid: str) -> HttpResponse:
    need = _need(request, plan, need_uuid)
    form = EndNeedForm(request.POST or None, initial={"ends_on": local_date(now)})
    return ask(
        request, form, lambda: end_need(plan=plan, need=need, **form.cleaned_data, by=request.user, now=now),
        heading="End support", caption=plan.learner.full_name, intro=f"The need: {need.need}", submit="End support",
        done="The last day of this support is recorded.", back=_address(plan),
    )  # fmt: skip


def _address(plan: EducationPlan) -> str:
    return reverse("education_plans:support", args=[plan.uuid])


def _need(request: HttpRequest, plan: EducationPlan, need_uuid: str) -> SupportNeed:
    """A need of this young person of which the user may know."""
    needs = SupportNeed.objects.visible_to(request.user).filter(learner=plan.learner_id)
    found: SupportNeed = get_object_or_404(needs, uuid=need_uuid)
    return found
