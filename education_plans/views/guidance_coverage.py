"""Careers guidance without a plan: one young person's sessions, and who has had none yet by year group (K12)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from education_plans.forms.guidance import CoverageForm, GuidanceForm
from education_plans.models import GuidanceSession
from education_plans.rules.guidance import YEAR_GROUPS, stage_of
from education_plans.selectors.guidance import HAD, coverage, learners_listed, rows_of
from education_plans.services.guidance import change_guidance, record_guidance
from education_plans.views.pathway import own_learner_or_404
from learners.models import Learner

PER_PAGE = 25


@require_safe
def guidance_coverage(request: HttpRequest) -> HttpResponse:
    """How many of each year group have had their session, and one list of young people."""
    require_anywhere(request.user, Permission.RECORD_ACTIVITY)
    now = request_now(request)
    today = local_date(now)
    form = CoverageForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    year_group = int(chosen.get("year_group", YEAR_GROUPS[-1]))
    found = learners_listed(request.user, {**chosen, "year_group": str(year_group)}, today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "groups": coverage(request.user, today),
        "year_group": year_group,
        "what": stage_of(year_group).what,
        "had": HAD.get(chosen.get("had", ""), ""),
        "filter_form": form,
        "page_obj": page,
        "rows": rows_of(list(page.object_list), year_group, now, today),
    }
    return render(request, "education_plans/guidance_coverage.html", context)


def _address(learner: Learner) -> str:
    return reverse("education_plans:guidance-of", args=[learner.uuid])


@require_safe
def guidance_of(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Every session of one young person, with or without a plan."""
    learner = own_learner_or_404(request, learner_uuid, Permission.VIEW_LEARNER)
    sessions = GuidanceSession.objects.visible_to(request.user).filter(learner=learner)
    context = {
        "learner": learner,
        "sessions": sessions.select_related("provider", "recorded_by").order_by("-held_on", "-id"),
        "may_edit": not learner.is_closed and allows(request.user, Permission.EDIT_PLAN, learner),
    }
    return render(request, "education_plans/guidance_of.html", context)


@require_http_methods(["GET", "POST"])
def guidance_of_new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    learner = own_learner_or_404(request, learner_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    form = GuidanceForm(request.POST or None, initial={"held_on": local_date(now)})
    return ask(
        request, form,
        lambda: record_guidance(learner=learner, **form.cleaned_data, seen_through=None, by=request.user, now=now),
        heading="Record careers guidance", caption=learner.full_name, submit="Record",
        done="The session is recorded.", back=_address(learner),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def guidance_of_change(request: HttpRequest, learner_uuid: UUID, guidance_uuid: UUID) -> HttpResponse:
    learner = own_learner_or_404(request, learner_uuid, Permission.EDIT_PLAN)
    sessions = GuidanceSession.objects.visible_to(request.user).filter(learner=learner)
    session = get_object_or_404(sessions, uuid=guidance_uuid)
    form = GuidanceForm(request.POST or None, changes=session)
    return ask(
        request, form,
        lambda: change_guidance(session=session, **form.cleaned_data, by=request.user, now=request_now(request)),
        heading="Change careers guidance", caption=learner.full_name, submit="Save",
        done="The session is changed.", back=_address(learner),
    )  # fmt: skip
