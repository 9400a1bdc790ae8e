"""An emergency: raised, acknowledged, responded to, closed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import allows, require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from learners.models import Learner
from learners.selectors.sharing import may_read_safeguarding
from tracking.forms.emergencies import CloseEmergencyForm, EmergencyForm, ResponseForm
from tracking.models import Emergency
from tracking.selectors.board import clock_of
from tracking.selectors.emergencies import emails_about, response_deadline, who_must_answer
from tracking.selectors.timeline import emergency_entries, on_its_own_page
from tracking.services import EmergencyError, acknowledge, close_emergency, raise_emergency, respond
from tracking.views.incidents import learner_url
from tracking.views.posting import posted

EMERGENCIES = Emergency.objects.select_related("learner", "raised_by", "acknowledged_by", "responded_by", "closed_by")


@require_http_methods(["GET", "POST"])
def new_emergency(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Raise an emergency: one question, and the numbers to phone meanwhile."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.RAISE_EMERGENCY, learner)
    now = request_now(request)
    form = EmergencyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            emergency = raise_emergency(
                learner=learner, description=form.cleaned_data["description"], by=request.user, now=now
            )
        except EmergencyError as error:
            form.refuse(error)
        else:
            return redirect(f"{emergency.get_absolute_url()}?raised=1")
    return render(
        request,
        "tracking/emergency_new.html",
        {
            "form": form,
            "heading": "Raise an emergency",
            "caption": learner.full_name,
            "warning": "If somebody is in danger now, call 999 first.",
            "submit": "Raise emergency",
            "submit_class": "govuk-button--warning",
            "back_url": learner_url(learner),
            "answering": who_must_answer(learner, now),
        },
    )


@require_GET
def emergency_page(request: HttpRequest, emergency_uuid: UUID) -> HttpResponse:
    """Everything about one emergency, with the hours that are left."""
    emergency = visible_or_404(EMERGENCIES, request.user, uuid=emergency_uuid)
    require(request.user, Permission.VIEW_LEARNER, emergency.learner)
    now = request_now(request)
    deadline = response_deadline(emergency)
    may_respond = allows(request.user, Permission.RESPOND_TO_EMERGENCY, emergency.learner)
    # What it is about may be the most private thing on the record: that there is one is enough for everybody else.
    reads_words = (
        may_respond
        or emergency.raised_by == request.user
        or may_read_safeguarding(request.user, emergency.learner, now)
    )
    return render(
        request,
        "tracking/emergency.html",
        {
            "emergency": emergency,
            "learner": emergency.learner,
            "learner_url": learner_url(emergency.learner),
            "just_raised": "raised" in request.GET,
            "clock": clock_of(deadline, now),
            "deadline": deadline,
            "answering": who_must_answer(emergency.learner, now) if emergency.responded_at is None else [],
            "emails": emails_about(emergency),
            "timeline": on_its_own_page(emergency_entries(emergency)),
            "may_respond": may_respond,
            "reads_words": reads_words,
        },
    )


@require_POST
def acknowledge_emergency(request: HttpRequest, emergency_uuid: UUID) -> HttpResponse:
    """Say that somebody is on it. The clock runs on until somebody has responded."""
    emergency = visible_or_404(EMERGENCIES, request.user, uuid=emergency_uuid)
    require(request.user, Permission.RESPOND_TO_EMERGENCY, emergency.learner)
    try:
        acknowledge(emergency=emergency, by=request.user, now=request_now(request))
    except EmergencyError as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request, "You have acknowledged this emergency. The clock runs until you record your response."
        )
    return redirect(emergency)


@require_http_methods(["GET", "POST"])
def respond_to_emergency(request: HttpRequest, emergency_uuid: UUID) -> HttpResponse:
    """Record what was done."""
    emergency = visible_or_404(EMERGENCIES, request.user, uuid=emergency_uuid)
    require(request.user, Permission.RESPOND_TO_EMERGENCY, emergency.learner)
    now = request_now(request)
    form = ResponseForm(posted(request), now=now)
    if request.method == "POST" and form.is_valid():
        try:
            respond(emergency=emergency, **form.cleaned_data, by=request.user, now=now)
        except EmergencyError as error:
            form.refuse(error)
        else:
            messages.success(request, "Your response is recorded.")
            return redirect(emergency)
    return render(
        request,
        "components/form_page.html",
        {
            "form": form,
            "heading": "Record your response",
            "caption": emergency.learner.full_name,
            "submit": "Save response",
            "back_url": emergency.get_absolute_url(),
            "cancel_url": emergency.get_absolute_url(),
        },
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, emergency_uuid: UUID) -> HttpResponse:
    """Close an emergency when nothing more is to be done."""
    emergency = visible_or_404(EMERGENCIES, request.user, uuid=emergency_uuid)
    require(request.user, Permission.RESPOND_TO_EMERGENCY, emergency.learner)
    form = CloseEmergencyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            close_emergency(
                emergency=emergency, note=form.cleaned_data["note"], by=request.user, now=request_now(request)
            )
        except EmergencyError as error:
            form.refuse(error)
        else:
            messages.success(request, "The emergency is closed.")
            return redirect(emergency)
    return render(
        request,
        "components/form_page.html",
        {
            "form": form,
            "heading": "Close this emergency",
            "caption": emergency.learner.full_name,
            "submit": "Close emergency",
            "back_url": emergency.get_absolute_url(),
            "cancel_url": emergency.get_absolute_url(),
        },
    )
