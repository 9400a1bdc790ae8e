"""The plan of a place: read it, write one section at a time, agree it, record a review."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows, require, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from agreements.rules import preferred_window
from deadlines.models import Deadline
from education_plans.enums import REQUIRED_SECTIONS, PlanParty, SectionCode
from education_plans.forms.plan import AgreeForm, ReviewForm, SectionForm
from education_plans.models import EducationPlan, PlanSection
from education_plans.rules import moment_of_day
from education_plans.selectors import enrolments_seen, progress_of, section_texts
from education_plans.services import (
    AgreedInFuture,
    HeldBeforeAgreed,
    HeldInFuture,
    PlanError,
    ReviewedThatDay,
    StaleSection,
    agree,
    begin_plan,
    record_review,
    save_section,
)
from learners.enums import ConsentPurpose
from learners.models import Enrolment, Learner
from learners.selectors.sharing import may_read_safeguarding
from learners.views.asking import refusal

CLOCKS = ("education_plan", "plan_review")


def _learner(request: HttpRequest, learner_uuid: str) -> Learner:
    return visible_or_404(Learner, request.user, uuid=learner_uuid)


def _enrolment(request: HttpRequest, enrolments: list[Enrolment]) -> Enrolment | None:
    """The place asked for with ?enrolment=, else the newest open one; Http404 for one the user may not read."""
    wanted = request.GET.get("enrolment")
    if not wanted:
        return next(iter(enrolments), None)
    for enrolment in enrolments:
        if str(enrolment.uuid) == wanted:
            return enrolment
    raise Http404


def _plan_of(request: HttpRequest, learner: Learner) -> EducationPlan:
    enrolment = _enrolment(request, enrolments_seen(learner, request.user))
    plan: EducationPlan | None = getattr(enrolment, "plan", None)
    if plan is None:
        raise Http404
    return plan


def _address(learner: Learner, enrolment: Enrolment, name: str = "plan", *args: str, **query: str) -> str:
    path = reverse(f"education_plans:{name}", args=[learner.uuid, *args])
    return f"{path}?{urlencode({'enrolment': str(enrolment.uuid), **query})}"


@dataclass(frozen=True)
class SectionShown:
    """A section as the page shows it. `text` is None for somebody who may not read it."""

    section: PlanSection
    title: str
    text: str | None
    is_required: bool
    has_changed_since: bool
    edit_url: str


def _sections(plan: EducationPlan, learner: Learner, *, reads_safeguarding: bool) -> list[SectionShown]:
    by_code = {section.code: section for section in plan.sections.select_related("saved_by")}
    shown = []
    for code in SectionCode:
        section = by_code[code.value]
        saved_later = bool(plan.agreed_at and section.saved_at and section.saved_at > plan.agreed_at)
        shown.append(
            SectionShown(
                section=section,
                title=code.label,
                text="\n\n".join(section.answers.values())
                if reads_safeguarding or code != SectionCode.SAFEGUARDING
                else None,
                is_required=code in REQUIRED_SECTIONS,
                has_changed_since=saved_later,
                edit_url=_address(learner, plan.enrolment, "edit-section", code.value),
            )
        )
    return shown


def _clocks(request: HttpRequest, enrolment: Enrolment) -> list[Deadline]:
    """The plan's clocks, newest first."""
    deadlines = Deadline.objects.visible_to(request.user).filter(subject_uuid=enrolment.uuid, duty_code__in=CLOCKS)
    return list(deadlines.order_by("-starts_at", "-id"))


@require_GET
def plan(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    learner = _learner(request, learner_uuid)
    now = request_now(request)
    if refused := refusal(request, learner, ConsentPurpose.EDUCATION, now):
        return refused
    enrolments = enrolments_seen(learner, request.user)
    enrolment = _enrolment(request, enrolments)
    context: dict[str, Any] = {
        "learner": learner,
        "case_file": f"/learners/{learner.uuid}/",
        "enrolments": [
            {"enrolment": each, "url": _address(learner, each), "is_shown": each == enrolment} for each in enrolments
        ],
        "enrolment": enrolment,
        "plan": getattr(enrolment, "plan", None),
        "may_edit": allows(request.user, Permission.EDIT_PLAN, learner),
        "may_agree": allows(request.user, Permission.AGREE_PLAN, learner),
    }
    if enrolment is not None:
        today = local_date(now)
        context |= {
            "is_running": enrolment.ended_on is None,
            "clocks": _clocks(request, enrolment),
            "begin_url": _address(learner, enrolment, "begin"),
            "window": preferred_window(enrolment.starts_on) if today < enrolment.starts_on else None,
            "is_in_window": today in preferred_window(enrolment.starts_on),
        }
    if context["plan"] is not None:
        reads_safeguarding = may_read_safeguarding(request.user, learner, now)
        context |= _plan_context(context["plan"], learner, reads_safeguarding=reads_safeguarding)
    return render(request, "education_plans/plan.html", context)


def _plan_context(plan: EducationPlan, learner: Learner, *, reads_safeguarding: bool) -> dict[str, Any]:
    given = {agreement.party: agreement for agreement in plan.agreements.select_related("recorded_by")}
    return {
        "sections": _sections(plan, learner, reads_safeguarding=reads_safeguarding),
        "progress": progress_of(section_texts(plan)),
        "parties": [
            {
                "party": party,
                "agreement": given.get(party.value),
                "url": _address(learner, plan.enrolment, "agree", party=party.value),
            }
            for party in PlanParty
        ],
        "reviews": plan.reviews.select_related("recorded_by").order_by("-held_on"),
        "review_url": _address(learner, plan.enrolment, "review"),
    }


@require_http_methods(["POST"])
def begin(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    learner = _learner(request, learner_uuid)
    require(request.user, Permission.EDIT_PLAN, learner)
    if refused := refusal(request, learner, ConsentPurpose.EDUCATION, request_now(request)):
        return refused
    enrolment = _enrolment(request, enrolments_seen(learner, request.user))
    if enrolment is None:
        raise Http404
    try:
        begin_plan(enrolment=enrolment, by=request.user, now=request_now(request))
    except PlanError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The plan is begun. Write one section at a time.")
    return redirect(_address(learner, enrolment))


@require_http_methods(["GET", "POST"])
def edit_section(request: HttpRequest, learner_uuid: str, code: str) -> HttpResponse:
    learner = _learner(request, learner_uuid)
    require(request.user, Permission.EDIT_PLAN, learner)
    now = request_now(request)
    if refused := refusal(request, learner, ConsentPurpose.EDUCATION, now):
        return refused
    plan = _plan_of(request, learner)
    if code not in SectionCode:
        raise Http404
    if code == SectionCode.SAFEGUARDING:
        require(request.user, Permission.VIEW_SAFEGUARDING, learner)
        if refused := refusal(request, learner, ConsentPurpose.SAFEGUARDING, now):
            return refused
    section = plan.sections.get(code=code)
    label = SectionCode(code).label
    theirs: PlanSection | None = None
    form = SectionForm(
        request.POST or None,
        label=label,
        initial={"text": section.answers.get("notes", ""), "version": section.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_section(
                plan=plan,
                code=SectionCode(code),
                answers={"notes": form.cleaned_data["text"]},
                version=form.cleaned_data["version"],
                by=request.user,
                now=now,
            )
        except StaleSection as error:
            # The next save is made knowing what the other person wrote.
            theirs = error.theirs
            form = SectionForm({"text": error.mine.get("notes", ""), "version": theirs.version}, label=label)
            form.add_error(None, str(error))
        except PlanError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{label}” is saved.")
            if saved.ask_again:
                names = ", ".join(saved.ask_again)
                messages.warning(
                    request, f"The words of the plan have changed, so ask again whether they agree: {names}."
                )
            return redirect(_address(learner, plan.enrolment) + f"#{code}")
    context = {
        "form": form,
        "heading": label,
        "caption": learner.full_name,
        "submit": "Save section",
        "back_url": _address(learner, plan.enrolment),
        "cancel_url": _address(learner, plan.enrolment),
        "theirs": theirs,
    }
    return render(request, "education_plans/section_form.html", context)


@require_http_methods(["GET", "POST"])
def agree_plan(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    learner = _learner(request, learner_uuid)
    require(request.user, Permission.AGREE_PLAN, learner)
    now = request_now(request)
    if refused := refusal(request, learner, ConsentPurpose.EDUCATION, now):
        return refused
    plan = _plan_of(request, learner)
    given = set(plan.agreements.values_list("party", flat=True))
    open_parties = [party for party in PlanParty if party.value not in given]
    if not open_parties:
        messages.info(request, "All three have agreed this plan.")
        return redirect(_address(learner, plan.enrolment))
    form = AgreeForm(request.POST or None, open_parties=open_parties, initial={"party": request.GET.get("party", "")})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["agreed_on"]
        try:
            if day > local_date(now):
                raise AgreedInFuture
            changed = agree(
                plan=plan,
                party=PlanParty(form.cleaned_data["party"]),
                name=form.cleaned_data["name"],
                agreed_at=now if day == local_date(now) else moment_of_day(day, now=now),
                by=request.user,
                now=now,
            )
        except AgreedInFuture as error:
            form.add_error("agreed_on", str(error))
        except PlanError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                "The plan is agreed, and the clock of its first review runs."
                if changed.agreed_at
                else "The agreement is recorded.",
            )
            return redirect(_address(learner, plan.enrolment))
    context = {
        "form": form,
        "heading": "Record who agrees the plan",
        "caption": learner.full_name,
        "intro": "A plan is agreed when the young person, the key worker and the provider have all agreed to it.",
        "submit": "Record",
        "back_url": _address(learner, plan.enrolment),
        "cancel_url": _address(learner, plan.enrolment),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, learner_uuid: str) -> HttpResponse:
    learner = _learner(request, learner_uuid)
    require(request.user, Permission.AGREE_PLAN, learner)
    now = request_now(request)
    if refused := refusal(request, learner, ConsentPurpose.EDUCATION, now):
        return refused
    plan = _plan_of(request, learner)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_review(
                plan=plan,
                held_on=form.held_day(),
                place=form.cleaned_data["place"],
                attendees=form.cleaned_data["attendees"],
                young_person_said=form.cleaned_data["young_person_said"],
                decisions=form.cleaned_data["decisions"],
                by=request.user,
                now=now,
            )
        except (HeldInFuture, HeldBeforeAgreed, ReviewedThatDay) as error:
            form.add_error("held_on", str(error))
        except PlanError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The review is recorded. The next one is counted from the day it was held.")
            return redirect(_address(learner, plan.enrolment))
    context = {
        "form": form,
        "heading": "Record a review",
        "caption": learner.full_name,
        "intro": "A review is a meeting at the provider, at least every six months, and sooner if there are problems.",
        "submit": "Record review",
        "back_url": _address(learner, plan.enrolment),
        "cancel_url": _address(learner, plan.enrolment),
    }
    return render(request, "components/form_page.html", context)
