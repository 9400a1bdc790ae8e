"""The Virtual School looks at plans: the list, one look, what was said, and by what it judges."""

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
from education_plans.enums import QualityOutcome, Rag, SectionCode
from education_plans.forms.quality import CriterionForm, QualityFilterForm, QualityForm
from education_plans.models import EducationPlan, QualityCriterion
from education_plans.selectors import quality as selectors
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.versions import content_of
from education_plans.services.quality import (
    CheckRefused,
    CriterionRefused,
    check_quality,
    end_criterion,
    set_criterion,
    take_over_criteria,
)
from education_plans.views.loading import plan_or_404, plan_refusal
from learners.selectors.people import virtual_school_for
from learners.selectors.sharing import may_read_safeguarding

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
def quality_history(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    """Every look at a plan, for everybody who works on it."""
    plan = plan_or_404(request, plan_uuid, Permission.VIEW_LEARNER)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    context = {
        "learner": plan.learner,
        "plan_url": plan_address(plan),
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
def quality_check(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    plan = plan_or_404(request, plan_uuid, Permission.CHECK_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    criteria = selectors.criteria_for(virtual_school_for(plan.learner), local_date(now))
    form = QualityForm(request.POST or None, criteria=criteria)
    if request.method == "POST" and form.is_valid():
        try:
            check_quality(
                plan=plan,
                marks=form.marks(),
                outcome=QualityOutcome(form.cleaned_data["outcome"]),
                rating=Rag(form.cleaned_data["rating"]),
                comments=form.cleaned_data["comments"],
                by=request.user,
                now=now,
            )
        except CheckRefused as error:
            form.refuse(error)
        else:
            returned = form.cleaned_data["outcome"] == QualityOutcome.RETURNED
            messages.success(
                request,
                "The plan goes back. Its key worker and designated person are told."
                if returned
                else "The plan is good enough. Your look is kept.",
            )
            return redirect("education_plans:quality")
    reads = may_read_safeguarding(request.user, plan.learner, now)
    content = content_of(plan, local_date(now))
    latest = selectors.latest_check(plan)
    context = {
        "form": form,
        "pairs": list(form.pairs()),
        "plan": plan,
        "learner": plan.learner,
        "plan_url": plan_address(plan),
        "latest": latest,
        "is_second_look": bool(latest and latest.outcome == QualityOutcome.RETURNED),
        "sections": [
            {"section": section, "is_hidden": section["code"] == SectionCode.SAFEGUARDING and not reads}
            for section in content["sections"]
        ],
        "content": content,
    }
    return render(request, "education_plans/quality/check.html", context)


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
    initial = {"title": old.title, "green_when": old.green_when} if old else {}
    form = CriterionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_criterion(
                virtual_school=school,
                title=form.cleaned_data["title"],
                green_when=form.cleaned_data["green_when"],
                instead_of=old,
                by=request.user,
                now=request_now(request),
            )
        except CriterionRefused as error:
            form.refuse(error)
        else:
            messages.success(request, "The list of criteria is changed. It holds for every look from now on.")
            return redirect("education_plans:criteria")
    context = {
        "form": form,
        "heading": "Change a criterion" if old else "Add a criterion",
        "caption": school.name,
        "intro": "Plans that were judged already keep the words they were judged by." if old else "",
        "submit": "Save",
        "back_url": reverse("education_plans:criteria"),
        "cancel_url": reverse("education_plans:criteria"),
    }
    return render(request, "components/form_page.html", context)


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
