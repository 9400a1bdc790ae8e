"""Writing a section of an education plan or a matter of a pathway plan, with several people at it.

What is posted after the session has ended is kept, and is there after signing in. Whoever saves second sees both versions
and chooses.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render

from education_plans.enums import SectionState
from education_plans.forms.sections import ConflictForm, SectionForm
from education_plans.models import SectionDraft
from education_plans.rules.serials import serial_at
from education_plans.selectors.drafts import is_waiting
from education_plans.services import PlanError, StaleSection, Unfinished
from education_plans.services.drafts import discard_draft, writing_pass
from education_plans.services.pathway import StaleMatter
from education_plans.views.desks import Desk
from education_plans.views.drafts import keep_for_writer

#: Whoever has written within this time is said to be writing.
JUST_NOW = timedelta(minutes=10)

_SIGNED_IN_AGAIN = "You signed in again while this page was open. What you wrote is kept below. Check it, then save."


def sign_in_first(request: HttpRequest, desk: Desk | None) -> HttpResponse:
    """For somebody whose session has ended: their words are kept, and the page comes back after signing in."""
    if request.method == "POST":
        keep_for_writer(request, desk)
    return redirect_to_login(request.path)


def write(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page of somebody who may write there. The view is exempt from the middleware's check of the form's token, which
    is asked here, so that the text of a form that fails can be kept first.
    """
    if request.method == "GET":
        return _show(request, desk, _first_form(request, desk))
    if failure := _csrf_failure(request):
        if keep_for_writer(request, desk) is None:
            return failure
        messages.warning(request, _SIGNED_IN_AGAIN)
        return redirect(request.path)
    if request.POST.get("action") == "discard":
        discard_draft(section=desk.section, user=request.user)
        messages.success(request, f"What you had not saved is gone. This is the {desk.noun} as it was saved.")
        return redirect(request.path)
    form = desk.form(request.POST)
    if not form.is_valid():
        return _show(request, desk, form)
    answers, version = form.answers(), form.cleaned_data["version"]
    if request.POST.get("action") == "choose":
        chosen = _chosen(request, desk, answers)
        if isinstance(chosen, HttpResponse):
            return chosen
        answers = chosen
    later = request.POST.get("action") == "later"
    return _save(request, desk, form, answers, version, SectionState.IN_PROGRESS if later else form.state())


def _csrf_failure(request: HttpRequest) -> HttpResponse | None:
    """What the middleware would answer."""
    return CsrfViewMiddleware(lambda _: HttpResponse()).process_view(request, None, (), {})  # type: ignore[arg-type]


def _chosen(request: HttpRequest, desk: Desk, mine: dict[str, str]) -> dict[str, str] | HttpResponse:
    """The answers as the person put them together; their page again if a choice is missing or there is a third version."""
    is_same = request.POST.get("version") == str(desk.section.version)
    conflict = _conflict_form(desk, mine, request.POST if is_same else None)
    if conflict.is_bound and conflict.is_valid():
        return conflict.merged()
    return _show_conflict(request, desk, conflict, mine)


def _save(
    request: HttpRequest,
    desk: Desk,
    form: SectionForm,
    answers: dict[str, str],
    version: int,
    state: SectionState | None,
) -> HttpResponse:
    reason = form.cleaned_data.get("not_applicable_reason", "")
    try:
        warnings = desk.save(answers=answers, version=version, state=state, reason=reason, by=request.user)
    except (StaleSection, StaleMatter) as error:
        keep_for_writer(request, desk)
        desk = desk.with_section(error.theirs)
        return _show_conflict(request, desk, _conflict_form(desk, error.mine), error.mine)
    except PlanError as error:
        form.refuse(error)
        if isinstance(error, Unfinished):
            for question in error.questions:
                form.add_error(question.code, f"Answer “{question.label}”")
        return _show(request, desk, form)
    messages.success(request, f"“{desk.label}” is saved.")
    for warning in warnings:
        messages.warning(request, warning)
    return redirect(desk.back_url)


def _first_form(request: HttpRequest, desk: Desk) -> SectionForm:
    """The boxes as they are on opening: my own draft, else what is saved, else what the record knows."""
    section = desk.section
    draft = _draft(request, desk)
    answers, version = dict(section.answers), section.version
    if draft is not None:
        answers, version = draft.answers, draft.based_on
    elif section.version == 0:
        answers = desk.proposed(request.user)
    state = section.state if section.state != SectionState.NOT_STARTED else SectionState.IN_PROGRESS
    reason = section.not_applicable_reason
    return desk.form(initial={**answers, "version": version, "state": state, "not_applicable_reason": reason})


def _draft(request: HttpRequest, desk: Desk) -> SectionDraft | None:
    """What the person wrote and did not save."""
    draft = desk.section.drafts.filter(user=request.user).first()
    return draft if draft is not None and is_waiting(draft, desk.section) else None


def _show(request: HttpRequest, desk: Desk, form: SectionForm) -> HttpResponse:
    section = desk.section
    draft = None if form.is_bound else _draft(request, desk)
    last = desk.last_time(request.user)
    is_untouched = not form.is_bound and draft is None and section.version == 0
    context = {
        **_page(desk, request),
        "form": form,
        "rows": [{"field": form[question.code], "last": last.get(question.code, "")} for question in desk.questions],
        "draft": draft,
        "is_prefilled": is_untouched and bool(desk.proposed(request.user)),
        "serial": serial_at(desk.now),
        "draft_days": settings.MAINSTAY_DRAFT_DAYS,
        "others": section.drafts.exclude(user=request.user)
        .filter(saved_at__gt=desk.now - JUST_NOW)
        .select_related("user"),
        **desk.context(request.user),
    }
    return render(request, "education_plans/section.html", context)


def _page(desk: Desk, request: HttpRequest) -> dict[str, Any]:
    return {
        "section": desk.section,
        "noun": desk.noun,
        "heading": desk.label,
        "caption": desk.learner.full_name,
        "back_url": desk.back_url,
        "draft_url": desk.draft_url,
        "pass": writing_pass(desk.section, request.user),
    }


def _conflict_form(desk: Desk, mine: dict[str, str], data: Any = None) -> ConflictForm:
    initial = {"version": desk.section.version}
    return ConflictForm(data, initial=initial, questions=desk.questions, theirs=desk.section.answers, mine=mine)


def _show_conflict(request: HttpRequest, desk: Desk, form: ConflictForm, mine: dict[str, str]) -> HttpResponse:
    context = {
        **_page(desk, request),
        "form": form,
        "theirs": desk.section,
        "mine": [(question.code, mine.get(question.code, "")) for question in desk.questions],
        "version": desk.section.version,
        "state": request.POST.get("state", ""),
        "reason": request.POST.get("not_applicable_reason", ""),
    }
    return render(request, "education_plans/section_conflict.html", context)
