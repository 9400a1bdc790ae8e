"""The Virtual School looks at plans: the list, one look, what was said, and by what it judges."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts import looks
from accounts.access import require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import AgencyKind, LookKind, Permission
from accounts.models import Agency
from accounts.selectors import agency_ids_where
from accounts.views.asking import ask
from education_plans.enums import QualityOutcome, Rag
from education_plans.forms.quality import CriterionForm, QualityFilterForm, QualityForm
from education_plans.models import EducationPlan, QualityCheck, QualityCriterion
from education_plans.selectors import quality as selectors
from education_plans.selectors.versions import content_of, sections_shown, words_of
from education_plans.services.quality import (
    CriterionRefused,
    check_quality,
    end_criterion,
    set_criterion,
    take_over_criteria,
)
from education_plans.views.loading import of_plan, plan_page
from learners.selectors.people import virtual_school_for

PER_PAGE = 25
STATE_COLOURS = {
    "second_look": "purple",
    "to_check": "yellow",
    "returned": "orange",
    "good": "green",
    "writing": "grey",
}
CARDS = (
    ("Changed since returned", selectors.QualityFilters(state="second_look"), "amber"),
    ("Not looked at yet", selectors.QualityFilters(state="to_check"), "amber"),
    ("Returned", selectors.QualityFilters(state="returned"), ""),
    ("Good enough", selectors.QualityFilters(state="good"), "green"),
)


@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """What waits for a look, the longest first."""
    require_anywhere(request.user, Permission.CHECK_PLAN)
    form = QualityFilterForm(request.GET)
    filters = form.filters()
    found = selectors.plans_to_check(request.user, filters) if filters else EducationPlan.objects.none()
    found = found.select_related("learner", "enrolment__provider__local_authority")
    order = ("quality_at", "agreed_at", "pk") if filters else ("pk",)
    page = Paginator(found.order_by(*order), PER_PAGE).get_page(request.GET.get("page"))
    looks.note_found(request.user, LookKind.SEARCH, [plan.learner for plan in page.object_list])
    context = {
        "page_obj": page,
        "rows": [
            {
                "plan": plan,
                "url": reverse("education_plans:quality-check", args=[plan.uuid]),
                "state": selectors.STATES[plan.quality_state],
                "colour": STATE_COLOURS[plan.quality_state],
                "rating": Rag(plan.quality_rating).label if plan.quality_rating else "",
                "rating_colour": selectors.RAG_COLOURS.get(plan.quality_rating, ""),
            }
            for plan in page.object_list
        ],
        "filter_form": form,
        "cards": [
            {"label": label, "number": number, "url": wanted.address(), "tone": tone if number else ""}
            for label, wanted, tone in CARDS
            for number in [selectors.plans_to_check(request.user, wanted).count()]
        ],
    }
    return render(request, "education_plans/quality/list.html", context)


@require_GET
@plan_page(Permission.VIEW_LEARNER)
def quality_history(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    """Every look at a plan, for everybody who works on it."""
    context = {
        **of_plan(plan),
        "looks": [
            {
                "look": look,
                "colour": selectors.RAG_COLOURS[look.rating],
                "marks": [
                    {"mark": mark, "colour": selectors.RAG_COLOURS[mark.rag]}
                    for mark in sorted(look.marks.all(), key=lambda mark: mark.criterion.position)
                ],
            }
            for look in selectors.looks_at(plan)
        ],
        **selectors.panel(plan, request.user, now),
    }
    return render(request, "education_plans/quality/history.html", context)


@require_http_methods(["GET", "POST"])
@plan_page(Permission.CHECK_PLAN)
def quality_check(request: HttpRequest, plan: EducationPlan, now: datetime) -> HttpResponse:
    form = QualityForm(
        request.POST or None,
        criteria=selectors.criteria_for(virtual_school_for(plan.learner), local_date(now)),
        initial={"seen": words_of(plan, local_date(now))},
    )

    def act() -> QualityCheck:
        given = form.cleaned_data
        return check_quality(
            plan=plan,
            marks=form.marks(),
            outcome=QualityOutcome(given["outcome"]),
            rating=Rag(given["rating"]),
            comments=given["comments"],
            seen=given["seen"],
            by=request.user,
            now=now,
        )

    def news(look: QualityCheck) -> str:
        if look.outcome == QualityOutcome.RETURNED:
            return "The plan goes back. Its key worker and designated person are told."
        return "The plan is good enough. Your look is kept."

    return ask(
        request, form, act, template="education_plans/quality/check.html",
        more=lambda: {"pairs": list(form.pairs()), **_to_judge(request, plan, now)}, done=news,
        back=reverse("education_plans:quality"),
    )  # fmt: skip


def _to_judge(request: HttpRequest, plan: EducationPlan, now: datetime) -> dict[str, Any]:
    """The plan as it is now, to be judged."""
    content = content_of(plan, local_date(now))
    latest = selectors.latest_check(plan)
    return {
        **of_plan(plan),
        "latest": latest,
        "is_second_look": bool(latest and latest.outcome == QualityOutcome.RETURNED),
        "sections": sections_shown(content, request.user, plan.learner, now),
        "content": content,
    }


def _school(request: HttpRequest) -> Agency:
    """The Virtual School whose criteria somebody may change: the first of theirs."""
    require_anywhere(request.user, Permission.CHECK_PLAN)
    ids = agency_ids_where(request.user, Permission.CHECK_PLAN)
    school = Agency.objects.filter(pk__in=ids, kind=AgencyKind.VIRTUAL_SCHOOL).order_by("pk").first()
    if school is None:
        raise Http404
    return school


def _own(request: HttpRequest, criterion_uuid: str) -> QualityCriterion:
    return get_object_or_404(
        QualityCriterion, uuid=criterion_uuid, virtual_school=_school(request), ends_on__isnull=True
    )


@require_GET
def criteria(request: HttpRequest) -> HttpResponse:
    school = _school(request)
    context = {
        "school": school,
        "criteria": selectors.criteria_for(school, local_date(request_now(request))),
        "is_own": selectors.own_criteria(school).exists(),
        "ended": QualityCriterion.objects.filter(virtual_school=school, ends_on__isnull=False).order_by(
            "-ends_on", "-pk"
        ),
    }
    return render(request, "education_plans/quality/criteria.html", context)


@require_http_methods(["POST"])
def criteria_own(request: HttpRequest) -> HttpResponse:
    """Begin a list of one's own with the criteria that ship."""
    school = _school(request)
    try:
        take_over_criteria(virtual_school=school, by=request.user, now=request_now(request))
    except CriterionRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "This is your own list now. Change it as you need.")
    return redirect("education_plans:criteria")


@require_http_methods(["GET", "POST"])
def criterion_new(request: HttpRequest) -> HttpResponse:
    return _set_criterion(request, _school(request), None)


@require_http_methods(["GET", "POST"])
def criterion_change(request: HttpRequest, criterion_uuid: str) -> HttpResponse:
    return _set_criterion(request, _school(request), _own(request, criterion_uuid))


def _set_criterion(request: HttpRequest, school: Agency, old: QualityCriterion | None) -> HttpResponse:
    form = CriterionForm(
        request.POST or None, initial={"title": old.title, "green_when": old.green_when} if old else {}
    )

    def act() -> QualityCriterion:
        now = request_now(request)
        return set_criterion(virtual_school=school, **form.cleaned_data, instead_of=old, by=request.user, now=now)

    return ask(
        request, form, act, heading="Change a criterion" if old else "Add a criterion", caption=school.name,
        intro="Plans that were judged already keep the words they were judged by." if old else "", submit="Save",
        done="The list of criteria is changed. It holds for every look from now on.",
        back=reverse("education_plans:criteria"),
    )  # fmt: skip


@require_http_methods(["POST"])
def criterion_end(request: HttpRequest, criterion_uuid: str) -> HttpResponse:
    criterion = _own(request, criterion_uuid)
    try:
        end_criterion(criterion=criterion, by=request.user, now=request_now(request))
    except CriterionRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{criterion.title}” is taken out. Plans that were judged by it keep it.")
    return redirect("education_plans:criteria")
