"""Places at providers: recording one, its start checklist, its mentor, its end, a transfer."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateformat import format as write_date
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import allows, require, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from agreements.rules import preferred_window
from learners.enums import EndReason, StartItem
from learners.forms.enrolments import EndForm, EnrolForm, MentorForm, TickForm, TransferForm
from learners.models import Enrolment, Learner
from learners.selectors import StartChecklist, start_checklist
from learners.selectors.choices import may_manage_place
from learners.services import LearnerError, end_enrolment, enrol, introduce_mentor, tick_checklist, transfer
from learners.views.confirming import ask_to_confirm, is_confirmed
from learners.views.record import case_file, still_visible


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Record a place for a young person."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.MANAGE_ENROLMENT, learner)
    now = request_now(request)
    form = EnrolForm(request.POST or None, user=request.user, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            enrolment = enrol(learner=learner, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The place at {enrolment.provider} is recorded.")
            return redirect("learners:enrolment", enrolment.uuid)
    context = {
        "form": form,
        "heading": "Record a place",
        "caption": learner.full_name,
        "submit": "Record place",
        "back_url": case_file(learner),
    }
    return render(request, "components/form_page.html", context)


@require_safe
def enrolment(request: HttpRequest, enrolment_uuid: UUID) -> HttpResponse:
    """One place: what has to be ready for the start, the mentor, its dates."""
    place = _visible(request, enrolment_uuid)
    require(request.user, Permission.VIEW_LEARNER, place.learner)
    now = request_now(request)
    may_manage = _may_manage(request, place)
    checklist = start_checklist(place, now)
    context = {
        "enrolment": place,
        "learner": place.learner,
        "rows": _rows(place),
        "checklist": checklist,
        "tasks": _tasks(
            checklist,
            may_change=may_manage and place.ended_on is None,
            may_assign=allows(request.user, Permission.ASSIGN_KEY_WORKER, place.learner),
        ),
        "window": preferred_window(place.starts_on),
        "has_started": place.starts_on <= local_date(now),
        "may_manage": may_manage,
        "back_url": case_file(place.learner),
    }
    return render(request, "learners/enrolment.html", context)


@require_http_methods(["GET", "POST"])
def tick(request: HttpRequest, enrolment_uuid: UUID, item: str) -> HttpResponse:
    """Note when an item of the start checklist was done."""
    place = _managed(request, enrolment_uuid)
    if item not in StartItem.values:
        raise Http404
    now = request_now(request)
    done_on = getattr(place, item)
    form = TickForm(request.POST or None, now=now, initial={"done_on": done_on} if done_on else {})
    if request.method == "POST" and form.is_valid():
        try:
            tick_checklist(enrolment=place, item=item, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.add_error("done_on", str(error))
        else:
            messages.success(request, "The start checklist is saved.")
            return redirect("learners:enrolment", place.uuid)
    return _form(request, place, form, heading=str(StartItem(item).label))


@require_http_methods(["GET", "POST"])
def mentor(request: HttpRequest, enrolment_uuid: UUID) -> HttpResponse:
    """Name the mentor and the day they were introduced."""
    place = _managed(request, enrolment_uuid)
    now = request_now(request)
    form = MentorForm(request.POST or None, enrolment=place, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            introduce_mentor(enrolment=place, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.add_error("mentor", str(error))
        else:
            messages.success(request, "The mentor is saved.")
            return redirect("learners:enrolment", place.uuid)
    return _form(request, place, form, heading="Mentor")


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, enrolment_uuid: UUID) -> HttpResponse:
    """End a place, after a page that says what that does. A decision of the provider has its own page, on the incident
    (A32).
    """
    place = _managed(request, enrolment_uuid)
    now = request_now(request)
    form = EndForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        if not is_confirmed(request):
            return ask_to_confirm(
                request,
                form,
                heading="End this place",
                caption=place.learner.full_name,
                consequences=[
                    f"{place.provider} no longer sees the record, except while it still owes the notice of an incident.",
                    "The clocks of the education plan and its review stop.",
                    "The designated person, the key worker and the Virtual School are told.",
                ],
                submit="End the place",
                back_url=reverse("learners:end-enrolment", args=[place.uuid]),
            )
        try:
            end_enrolment(enrolment=place, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The place at {place.provider} has ended.")
            if still_visible(request, place.learner):
                return redirect(case_file(place.learner))
            return redirect("learners:caseload")
    return _form(
        request,
        place,
        form,
        heading="End this place",
        submit="Continue",
        intro="A permanent exclusion, or the end of the course by the provider, is decided on the page of the incident.",
    )


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, enrolment_uuid: UUID) -> HttpResponse:
    """Move to another place: the present one ends as transferred."""
    place = _managed(request, enrolment_uuid)
    now = request_now(request)
    form = TransferForm(request.POST or None, user=request.user, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            transferred = transfer(enrolment=place, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The young person moves to {transferred.provider}.")
            if still_visible(request, place.learner):
                return redirect("learners:enrolment", transferred.uuid)
            return redirect("learners:caseload")
    return _form(request, place, form, heading="Move to another place", submit="Move")


def _visible(request: HttpRequest, enrolment_uuid: UUID) -> Enrolment:
    places = Enrolment.objects.select_related("learner", "provider__local_authority", "mentor__user", "mentor__agency")
    return visible_or_404(places, request.user, uuid=enrolment_uuid)


def _managed(request: HttpRequest, enrolment_uuid: UUID) -> Enrolment:
    place = _visible(request, enrolment_uuid)
    require(request.user, Permission.MANAGE_ENROLMENT, place.learner)
    if not may_manage_place(request.user, place):
        raise PermissionDenied("Only the provider itself, social care and the Virtual School may change this place.")
    return place


def _may_manage(request: HttpRequest, place: Enrolment) -> bool:
    return allows(request.user, Permission.MANAGE_ENROLMENT, place.learner) and may_manage_place(request.user, place)


def _form(request: HttpRequest, place: Enrolment, form: Any, **context: Any) -> HttpResponse:
    caption = f"{place.learner.full_name}, {place.course} at {place.provider}"
    back = reverse("learners:enrolment", args=[place.uuid])
    context = {"form": form, "caption": caption, "back_url": back, "cancel_url": back, **context}
    return render(request, "components/form_page.html", context)


def _rows(place: Enrolment) -> list[dict[str, str]]:
    rows = [
        {"key": "Provider", "value": str(place.provider)},
        {"key": "Host authority", "value": place.provider.local_authority.name},
        {"key": "Course", "value": place.course},
        {"key": "Level", "value": place.get_level_display()},
        {"key": "Start", "value": _day(place.starts_on)},
        {"key": "Planned end", "value": _day(place.planned_end_on)},
    ]
    if place.ended_on is not None:
        rows.append({"key": "Ended", "value": f"{_day(place.ended_on)}: {EndReason(place.end_reason).label}"})
    return rows


def _tasks(checklist: StartChecklist, *, may_change: bool, may_assign: bool) -> list[dict[str, str]]:
    """The start checklist as a task list: what is done is plain text, what is missing carries a tag."""
    place, key_worker = checklist.enrolment, checklist.key_worker
    tasks = [
        _task(
            "A key worker is named",
            str(key_worker.person) if key_worker.person else "",
            reverse("learners:key-worker", args=[place.learner.uuid]) if may_assign else "",
        )
    ]
    for item in StartItem:
        link = reverse("learners:tick", args=[place.uuid, item.value]) if may_change else ""
        tasks.append(_task(str(item.label), _day(checklist.done_on(item)), link))
    mentor_link = reverse("learners:mentor", args=[place.uuid]) if may_change else ""
    introduced = _day(place.mentor_introduced_on)
    hint = f"{place.mentor.user.name} is the mentor" if place.mentor else "No mentor named yet"
    tasks.append({**_task("The mentor has met the young person", introduced, mentor_link), "hint": hint})
    agreed = _day(local_date(checklist.plan_agreed_at)) if checklist.plan_agreed_at else ""
    plan = _task("The education plan is agreed", agreed, reverse("education_plans:plan", args=[place.learner.uuid]))
    if checklist.plan is not None and not agreed and checklist.plan.due_on is not None:
        plan["hint"] = f"Due by the end of {_day(checklist.plan.due_on)}"
    tasks.append(plan)
    return tasks


def _task(title: str, done: str, url: str) -> dict[str, str]:
    if done:
        return {"title": title, "url": url, "hint": done, "status": "Completed", "status_colour": ""}
    return {"title": title, "url": url, "hint": "", "status": "Not yet", "status_colour": "blue"}


def _day(day: date | None) -> str:
    return write_date(day, "j F Y") if day else ""
