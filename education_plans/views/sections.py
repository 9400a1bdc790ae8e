"""Writing one section of a plan, with several people at it; asking a colleague; whose plan it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require
from accounts.clock import request_now
from accounts.enums import Permission
from education_plans.enums import SectionCode, SectionState
from education_plans.forms.sections import AskForm, BeginForm, ConflictForm, SectionForm
from education_plans.models import EducationPlan, PlanSection, SectionDraft, SectionRequest
from education_plans.rules.completeness import may_not_apply
from education_plans.rules.questions import Question, questions_for
from education_plans.rules.serials import serial_at
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.prefill import from_record, last_time
from education_plans.selectors.sections import OPEN_REQUESTS, colleagues, is_waiting
from education_plans.services import PlanError, StaleSection, Unfinished, save_section
from education_plans.services.asking import ask_colleague, name_completer, withdraw_request
from education_plans.services.drafts import discard_draft, writing_pass
from education_plans.services.variant import change_variant
from education_plans.views.drafts import keep_for_writer
from education_plans.views.loading import plan_or_404, plan_refusal
from learners.enums import ConsentPurpose
from learners.views.asking import refusal

#: Whoever has written within this time is said to be writing.
JUST_NOW = timedelta(minutes=10)

_SIGNED_IN_AGAIN = "You signed in again while this page was open. What you wrote is kept below. Check it, then save."


@dataclass(frozen=True)
class Opened:
    """A section somebody may write in now."""

    plan: EducationPlan
    section: PlanSection
    questions: tuple[Question, ...]
    now: datetime

    @property
    def label(self) -> str:
        return str(self.section.get_code_display())

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> SectionForm:
        return SectionForm(
            data, initial=initial, questions=self.questions, may_not_apply=may_not_apply(self.section.code)
        )


def _open(request: HttpRequest, plan_uuid: str, code: str) -> Opened | HttpResponse:
    """The section; Http404 and 403 as everywhere, or the page that says it is not shared."""
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    if code not in SectionCode:
        raise Http404
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    if code == SectionCode.SAFEGUARDING:
        require(request.user, Permission.VIEW_SAFEGUARDING, plan.learner)
        if refused := refusal(request, plan.learner, ConsentPurpose.SAFEGUARDING, now):
            return refused
    section = plan.sections.select_related("saved_by", "plan").get(code=code)
    return Opened(plan, section, questions_for(code, plan.variant), now)


def _csrf_failure(request: HttpRequest) -> HttpResponse | None:
    """What the middleware would answer. Asked here, so that the text of a form that fails can be kept first."""
    return CsrfViewMiddleware(lambda _: HttpResponse()).process_view(request, None, (), {})  # type: ignore[arg-type]


@csrf_exempt  # checked by hand, see `_csrf_failure`
@login_not_required
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, plan_uuid: str, code: str) -> HttpResponse:
    """Write the section. What is posted after the session has ended is kept, and is there after signing in."""
    if not request.user.is_authenticated:
        if request.method == "POST" and code in SectionCode:
            keep_for_writer(request, plan_uuid, code, request_now(request))
        return redirect_to_login(request.path)
    opened = _open(request, plan_uuid, code)
    if isinstance(opened, HttpResponse):
        return opened
    if request.method == "GET":
        return _show(request, opened, _first_form(request, opened))
    if failure := _csrf_failure(request):
        if keep_for_writer(request, plan_uuid, code, opened.now) is None:
            return failure
        messages.warning(request, _SIGNED_IN_AGAIN)
        return redirect(request.path)
    if request.POST.get("action") == "discard":
        discard_draft(section=opened.section, user=request.user)
        messages.success(request, "What you had not saved is gone. This is the section as it was saved.")
        return redirect(request.path)
    form = opened.form(request.POST)
    if not form.is_valid():
        return _show(request, opened, form)
    answers, version = form.answers(), form.cleaned_data["version"]
    if request.POST.get("action") == "choose":
        chosen = _chosen(request, opened, answers)
        if isinstance(chosen, HttpResponse):
            return chosen
        answers = chosen
    later = request.POST.get("action") == "later"
    return _save(request, opened, form, answers, version, SectionState.IN_PROGRESS if later else form.state())


def _chosen(request: HttpRequest, opened: Opened, mine: dict[str, str]) -> dict[str, str] | HttpResponse:
    """The answers as the person put them together; their page again if a choice is missing or there is a third version."""
    is_same = request.POST.get("version") == str(opened.section.version)
    conflict = _conflict_form(opened, mine, request.POST if is_same else None)
    if conflict.is_bound and conflict.is_valid():
        return conflict.merged()
    return _show_conflict(request, opened, conflict, mine)


def _save(
    request: HttpRequest,
    opened: Opened,
    form: SectionForm,
    answers: dict[str, str],
    version: int,
    state: SectionState | None,
) -> HttpResponse:
    plan = opened.plan
    try:
        saved = save_section(
            plan=plan,
            code=SectionCode(opened.section.code),
            answers=answers,
            version=version,
            state=state,
            not_applicable_reason=form.cleaned_data.get("not_applicable_reason", ""),
            by=request.user,
            now=opened.now,
        )
    except StaleSection as error:
        keep_for_writer(request, str(plan.uuid), opened.section.code, opened.now)
        opened = Opened(plan, error.theirs, opened.questions, opened.now)
        return _show_conflict(request, opened, _conflict_form(opened, error.mine), error.mine)
    except PlanError as error:
        form.refuse(error)
        if isinstance(error, Unfinished):
            for question in error.questions:
                form.add_error(question.code, f"Answer “{question.label}”")
        return _show(request, opened, form)
    messages.success(request, f"“{opened.label}” is saved.")
    if saved.ask_again:
        names = ", ".join(saved.ask_again)
        messages.warning(request, f"The words of the plan have changed, so ask again whether they agree: {names}.")
    return redirect(f"{plan_address(plan)}#{opened.section.code}")


def _first_form(request: HttpRequest, opened: Opened) -> SectionForm:
    """The boxes as they are on opening: my own draft, else what is saved, else what the record knows."""
    section = opened.section
    draft = _draft(request, opened)
    answers = dict(section.answers)
    version = section.version
    if draft is not None:
        answers, version = draft.answers, draft.based_on
    elif section.version == 0:
        answers = from_record(opened.plan, section.code, request.user, opened.now)
    state = section.state if section.state != SectionState.NOT_STARTED else SectionState.IN_PROGRESS
    reason = section.not_applicable_reason
    return opened.form(initial={**answers, "version": version, "state": state, "not_applicable_reason": reason})


def _draft(request: HttpRequest, opened: Opened) -> SectionDraft | None:
    """What the person wrote and did not save."""
    draft = opened.section.drafts.filter(user=request.user).first()
    return draft if draft is not None and is_waiting(draft, opened.section) else None


def _show(request: HttpRequest, opened: Opened, form: SectionForm) -> HttpResponse:
    plan, section = opened.plan, opened.section
    draft = None if form.is_bound else _draft(request, opened)
    last = last_time(plan, section.code, request.user)
    context = {
        **_page(opened),
        "form": form,
        "rows": [{"field": form[question.code], "last": last.get(question.code, "")} for question in opened.questions],
        "draft": draft,
        "is_prefilled": not form.is_bound
        and draft is None
        and section.version == 0
        and bool(from_record(plan, section.code, request.user, opened.now)),
        "pass": writing_pass(section, request.user),
        "serial": serial_at(opened.now),
        "asked": OPEN_REQUESTS.filter(section=section, asked__user=request.user).select_related("asked_by").first(),
        "draft_days": settings.MAINSTAY_DRAFT_DAYS,
        "others": section.drafts.exclude(user=request.user)
        .filter(saved_at__gt=opened.now - JUST_NOW)
        .select_related("user"),
    }
    return render(request, "education_plans/section.html", context)


def _page(opened: Opened) -> dict[str, Any]:
    plan, section = opened.plan, opened.section
    return {
        "plan": plan,
        "section": section,
        "heading": opened.label,
        "caption": plan.learner.full_name,
        "back_url": f"{plan_address(plan)}#{section.code}",
        "draft_url": reverse("education_plans:draft", args=[plan.uuid, section.code]),
        "ask_url": reverse("education_plans:ask", args=[plan.uuid, section.code]),
    }


def _conflict_form(opened: Opened, mine: dict[str, str], data: Any = None) -> ConflictForm:
    initial = {"version": opened.section.version}
    return ConflictForm(data, initial=initial, questions=opened.questions, theirs=opened.section.answers, mine=mine)


def _show_conflict(request: HttpRequest, opened: Opened, form: ConflictForm, mine: dict[str, str]) -> HttpResponse:
    context = {
        **_page(opened),
        "form": form,
        "theirs": opened.section,
        "mine": [(question.code, mine.get(question.code, "")) for question in opened.questions],
        "version": opened.section.version,
        "state": request.POST.get("state", ""),
        "reason": request.POST.get("not_applicable_reason", ""),
        "pass": writing_pass(opened.section, request.user),
    }
    return render(request, "education_plans/section_conflict.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, plan_uuid: str, code: str) -> HttpResponse:
    """Ask a colleague to complete the section by a day."""
    opened = _open(request, plan_uuid, code)
    if isinstance(opened, HttpResponse):
        return opened
    found = [hat for hat in colleagues(opened.plan, code, opened.now) if hat.user != request.user]
    form = AskForm(request.POST or None, colleagues=found)
    if request.method == "POST" and form.is_valid():
        asked = form.colleague()
        try:
            ask_colleague(
                section=opened.section,
                asked=asked,
                due_on=form.due_day(),
                note=form.cleaned_data["note"],
                by=request.user,
                now=opened.now,
            )
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{asked.user} is asked to complete “{opened.label}”, and is told now.")
            return redirect(f"{plan_address(opened.plan)}#{code}")
    context = {
        **_page(opened),
        "form": form,
        "heading": "Ask a colleague to complete a section",
        "intro": f"Section “{opened.label}”. They get a message with a link, and a reminder in their day until it is complete.",
        "submit": "Ask",
        "cancel_url": f"{plan_address(opened.plan)}#{code}",
        "requests": OPEN_REQUESTS.filter(section=opened.section).select_related("asked__user", "asked_by"),
        "has_colleagues": bool(found),
    }
    return render(request, "education_plans/section_ask.html", context)


@require_POST
def withdraw(request: HttpRequest, plan_uuid: str, asked_uuid: str) -> HttpResponse:
    """Take back what a colleague was asked; the section goes back to whoever usually completes it."""
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    asked = get_object_or_404(SectionRequest.objects.select_related("section"), section__plan=plan, uuid=asked_uuid)
    if asked.section.code == SectionCode.SAFEGUARDING:
        require(request.user, Permission.VIEW_SAFEGUARDING, plan.learner)
    try:
        withdraw_request(request=asked, by=request.user, now=now)
        name_completer(section=asked.section, completer=None, by=request.user, now=now)
    except PlanError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "This is taken back.")
    return redirect(f"{plan_address(plan)}#{asked.section.code}")


@require_http_methods(["GET", "POST"])
def whose(request: HttpRequest, plan_uuid: str) -> HttpResponse:
    """Whose plan it is: the variant, and whether they aim for higher education."""
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    now = request_now(request)
    if refused := plan_refusal(request, plan, now):
        return refused
    initial = {"variant": plan.variant, "aims_for_higher_education": plan.aims_for_higher_education}
    form = BeginForm(request.POST or None, has_place=plan.enrolment_id is not None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_variant(
                plan=plan,
                variant=form.variant_chosen(),
                aims_for_higher_education=form.cleaned_data["aims_for_higher_education"],
                by=request.user,
                now=now,
            )
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "Saved. The plan asks what fits now; what was written stays.")
            return redirect(plan_address(plan))
    context = {
        "form": form,
        "heading": "What the plan asks about",
        "caption": plan.learner.full_name,
        "submit": "Save",
        "back_url": plan_address(plan),
        "cancel_url": plan_address(plan),
    }
    return render(request, "components/form_page.html", context)
