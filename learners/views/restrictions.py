"""Restricted records: who is named on one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from learners.forms.people import NamePersonForm, ReasonForm, RestrictForm
from learners.models import Learner
from learners.selectors.insiders import providers_without_anybody
from learners.services import LearnerError, name_person, remove_person, restrict, unrestrict
from learners.views.record import case_file, still_visible


@require_http_methods(["GET", "POST"])
def restrict_record(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Restrict a record to named people, or open it again."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.RESTRICT_RECORD, learner)
    now = request_now(request)
    if learner.is_restricted:
        return _named_people(request, learner)
    form = RestrictForm(request.POST or None, learner=learner, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            restrict(learner=learner, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The record is restricted.")
            return redirect("learners:restrict", learner.uuid)
    context = {
        "form": form,
        "heading": "Restrict this record",
        "caption": learner.full_name,
        "intro": "Only the people you name, the key worker and you will know that the record exists.",
        "warning": (
            "Name at least one person of the home Virtual School, who is told when the place is at risk, and one who may "
            "restrict records. Without the designated person nobody at the provider can log what happens."
        ),
        "submit": "Restrict the record",
        "back_url": case_file(learner),
    }
    return render(request, "components/form_page.html", context)


def _named_people(request: HttpRequest, learner: Learner) -> HttpResponse:
    """Who is named on a restricted record; name one more."""
    now = request_now(request)
    form = NamePersonForm(request.POST or None, learner=learner, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            name_person(learner=learner, **form.cleaned_data, by=request.user, now=now)
        except LearnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{form.cleaned_data['person']} can see the record now.")
            return redirect("learners:restrict", learner.uuid)
    context = {
        "form": form,
        "learner": learner,
        "heading": "Who may see this record",
        "caption": learner.full_name,
        "submit": "Name this person",
        "back_url": case_file(learner),
        "providers": providers_without_anybody(learner, now),
        "named": learner.named_people.select_related("user", "given_by").order_by("user__name"),
    }
    return render(request, "learners/named_people.html", context)


@require_http_methods(["GET", "POST"])
def unrestrict_record(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Open a restricted record again to everyone whose role reaches it."""
    learner = visible_or_404(Learner.objects.filter(is_restricted=True), request.user, uuid=learner_uuid)
    require(request.user, Permission.RESTRICT_RECORD, learner)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unrestrict(learner=learner, **form.cleaned_data, by=request.user, now=request_now(request))
        messages.success(request, "The record is no longer restricted.")
        return redirect(case_file(learner))
    context = {
        "form": form,
        "heading": "Stop restricting this record",
        "caption": learner.full_name,
        "warning": "Everyone whose role reaches this young person will see the record again.",
        "submit": "Stop restricting",
        "submit_class": "govuk-button--warning",
        "back_url": reverse("learners:restrict", args=[learner.uuid]),
    }
    return render(request, "components/form_page.html", context)


@require_http_methods(["GET", "POST"])
def remove_named_person(request: HttpRequest, learner_uuid: UUID, user_uuid: UUID) -> HttpResponse:
    """Take somebody off a restricted record."""
    learner = visible_or_404(Learner.objects.filter(is_restricted=True), request.user, uuid=learner_uuid)
    require(request.user, Permission.RESTRICT_RECORD, learner)
    entry = learner.named_people.select_related("user").filter(user__uuid=user_uuid).first()
    if entry is None:
        return redirect("learners:restrict", learner.uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_person(entry=entry, **form.cleaned_data, by=request.user, now=request_now(request))
        except LearnerError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{entry.user} can no longer see the record.")
            if still_visible(request, learner):
                return redirect("learners:restrict", learner.uuid)
            return redirect("learners:caseload")
    context = {
        "form": form,
        "heading": f"Remove {entry.user}",
        "caption": learner.full_name,
        "submit": "Remove",
        "submit_class": "govuk-button--warning",
        "back_url": reverse("learners:restrict", args=[learner.uuid]),
    }
    return render(request, "components/form_page.html", context)
