"""Opening, changing and closing a case file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import looks
from accounts.access import allows, require, require_anywhere, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from learners.forms.people import CloseForm, DeathForm
from learners.forms.record import ChangeForm, RecordForm
from learners.models import Learner
from learners.services import LearnerError, UlnRefused, change_learner, close_case, record_death, record_learner
from learners.views.confirming import ask_to_confirm, is_confirmed


def case_file(learner: Learner) -> str:
    return reverse("oversight:case-file", args=[learner.uuid])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Record a young person."""
    require_anywhere(request.user, Permission.ADD_LEARNER)
    now = request_now(request)
    form = RecordForm(request.POST or None, user=request.user, now=now)
    holder = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            learner = record_learner(
                **data, home_authority=data["home_virtual_school"].local_authority, by=request.user, now=now
            )
        except UlnRefused as error:
            holder = holder_of(request, form.cleaned_data["uln"])
            form.add_error("uln", str(error))
        except LearnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, f"{learner.full_name} is recorded. Next: name a key worker and record where they learn."
            )
            return redirect(case_file(learner))
    context = {
        "form": form,
        "heading": "Record a young person",
        "submit": "Record young person",
        "back_url": reverse("learners:caseload"),
        "holder": holder,
    }
    return render(request, "learners/new.html", context)


def holder_of(request: HttpRequest, uln: str) -> Learner | None:
    """The record that has this learner number, if the person who types it sees that record anyway."""
    found = Learner.objects.visible_to(request.user).filter(uln=uln).first()
    if found is not None:
        looks.note_shown(request.user, found)
    return found


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Change what the case file says."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.CHANGE_LEARNER, learner)
    now = request_now(request)
    form = ChangeForm(request.POST or None, changes=learner, now=now)
    holder = None
    if request.method == "POST" and form.is_valid() and not form.is_overtaken():
        try:
            change_learner(learner=learner, **form.cleaned_data, by=request.user, now=now)
        except UlnRefused as error:
            holder = holder_of(request, form.cleaned_data["uln"])
            form.add_error("uln", str(error))
        except LearnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The details are saved.")
            return redirect(case_file(learner))
    context = {
        "form": form,
        "learner": learner,
        "heading": "Change details",
        "caption": learner.full_name,
        "back_url": case_file(learner),
        "holder": holder,
        "may_restrict": allows(request.user, Permission.RESTRICT_RECORD, learner),
    }
    return render(request, "learners/edit.html", context)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Close the case, after a page that says what that does."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.CHANGE_LEARNER, learner)
    now = request_now(request)
    form = CloseForm(request.POST or None, now=now)
    heading = f"Close the case of {learner.full_name}"
    if request.method == "POST" and form.is_valid():
        if not is_confirmed(request):
            return ask_to_confirm(
                request,
                form,
                heading=heading,
                consequences=[
                    "Every place ends, and the provider no longer sees the record.",
                    "The clocks of the plan, its review and the key worker stop.",
                    "What is owed for incidents and emergencies that have happened stays owed.",
                    "There is no key worker any more: the team manager stands in.",
                ],
                submit="Close the case",
                back_url=reverse("learners:close", args=[learner.uuid]),
            )
        try:
            close_case(learner=learner, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The case of {learner.full_name} is closed.")
            return redirect(case_file(learner) if still_visible(request, learner) else "learners:caseload")
    context = {
        "form": form,
        "learner": learner,
        "heading": heading,
        "submit": "Continue",
        "back_url": case_file(learner),
    }
    return render(request, "learners/close.html", context)


@require_http_methods(["GET", "POST"])
def death(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Record that the young person has died, after a page that says what that does."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.CHANGE_LEARNER, learner)
    now = request_now(request)
    form = DeathForm(request.POST or None)
    heading = f"Record the death of {learner.full_name}"
    if request.method == "POST" and form.is_valid():
        if not is_confirmed(request):
            return ask_to_confirm(
                request,
                form,
                heading=heading,
                consequences=[
                    "Every clock stops, and every place ends.",
                    "No message to or about the young person leaves Mainstay any more, nor do those that are waiting.",
                    "Nobody is told by Mainstay. Speak to the key worker, the provider and the Virtual School yourself.",
                ],
                submit="Record the death",
                back_url=reverse("learners:death", args=[learner.uuid]),
            )
        try:
            record_death(learner=learner, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.add_error("died_on", str(error))
        else:
            messages.success(request, "The death is recorded. No further message about the young person will leave.")
            return redirect(case_file(learner) if still_visible(request, learner) else "learners:caseload")
    context = {"form": form, "heading": heading, "submit": "Continue", "back_url": case_file(learner)}
    return render(request, "components/form_page.html", context)


def still_visible(request: HttpRequest, learner: Learner) -> bool:
    """Whether the person still sees the record after what they did: a key worker who closes a case does not."""
    return Learner.objects.visible_to(request.user).filter(pk=learner.pk).exists()
