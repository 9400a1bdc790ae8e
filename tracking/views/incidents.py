"""Logging an incident, its page, closing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows, require, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from learners.models import Learner
from learners.selectors.people import people_to_tell
from tracking.enums import SlotParty
from tracking.forms.incidents import CloseIncidentForm, IncidentForm
from tracking.models import Incident
from tracking.selectors.board import clock_of, people_told, person_cards, undelivered
from tracking.selectors.incidents import acts_for_provider, enrolments_to_log_for, notice_board
from tracking.selectors.slots import missing_before_exclusion, notice_deadline
from tracking.selectors.timeline import incident_entries, on_its_own_page, with_everything
from tracking.services import IncidentError, close_incident, log_incident
from tracking.views.posting import posted

INCIDENTS = Incident.objects.select_related("learner", "enrolment__provider", "logged_by", "closed_by")


def learner_url(learner: Learner) -> str:
    """The case file, whose page stands on a higher floor."""
    return f"/learners/{learner.uuid}/"


@require_http_methods(["GET", "POST"])
def new_incident(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Log an incident: what kind, when, what happened. Made to be filled in on a phone in less than a minute."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.LOG_INCIDENT, learner)
    now = request_now(request)
    enrolments = enrolments_to_log_for(learner, request.user, today=local_date(now))
    if not enrolments:
        context = {"learner": learner, "learner_url": learner_url(learner)}
        return render(request, "tracking/incident_no_place.html", context)
    form = IncidentForm(posted(request), enrolments=enrolments, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            incident = log_incident(
                enrolment=form.chosen_enrolment,
                kind=form.cleaned_data["kind"],
                occurred_at=form.cleaned_data["occurred_at"],
                description=form.cleaned_data["description"],
                by=request.user,
                now=now,
            )
        except IncidentError as error:
            form.refuse(error)
        else:
            return redirect(f"{incident.get_absolute_url()}?logged=1")
    told = people_to_tell(learner, enrolments[0], now)
    return render(
        request,
        "tracking/incident_new.html",
        {
            "form": form,
            "heading": "Log an incident",
            "caption": learner.full_name,
            "submit": "Log incident",
            "back_url": learner_url(learner),
            "place": enrolments[0] if len(enrolments) == 1 else None,
            "told": [(party, told[party.value]) for party in SlotParty],
        },
    )


@require_GET
def incident_page(request: HttpRequest, incident_uuid: UUID) -> HttpResponse:
    """Everything about one incident: the clock, who has been told, calls, meetings, what may be decided, what
    happened when.
    """
    incident = visible_or_404(with_everything(INCIDENTS), request.user, uuid=incident_uuid)
    learner = incident.learner
    require(request.user, Permission.VIEW_LEARNER, learner)
    now = request_now(request)
    lines = notice_board(incident)
    deadline = notice_deadline(incident)
    return render(
        request,
        "tracking/incident.html",
        {
            "incident": incident,
            "learner": learner,
            "learner_url": learner_url(learner),
            "just_logged": "logged" in request.GET,
            "clock": clock_of(deadline, now),
            "deadline": deadline,
            "cards": person_cards(lines),
            "to_call": people_told(line for line in lines if line.is_phone and not line.slot.is_proven),
            "e_mailed": people_told(line for line in lines if not line.is_phone and line.slot.message_id),
            "failures": [line for line in lines if line.has_failed],
            "undelivered": undelivered(incident.topic, but=[line.slot.message_id for line in lines]),
            "calls": sorted(incident.calls.all(), key=lambda call: call.called_at, reverse=True),
            "meetings": sorted(incident.meetings.all(), key=lambda meeting: meeting.scheduled_for, reverse=True),
            # The provider's own record, so its people need no consent for it, but the permission.
            "reads_safeguarding": allows(request.user, Permission.VIEW_SAFEGUARDING, learner),
            "exclusion": getattr(incident, "exclusion", None),
            "missing": missing_before_exclusion(incident),
            "timeline": on_its_own_page(incident_entries(incident)),
            **_may(request, incident),
        },
    )


def _may(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    """What the person reading the page may do about the incident."""
    learner, user = incident.learner, request.user
    return {
        "may_call": allows(user, Permission.LOG_CALL, learner),
        "may_meet": allows(user, Permission.MANAGE_MEETING, learner),
        "may_log": allows(user, Permission.LOG_INCIDENT, learner),
        "may_decide": acts_for_provider(user, incident, Permission.DECIDE_EXCLUSION)
        and allows(user, Permission.DECIDE_EXCLUSION, learner),
    }


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, incident_uuid: UUID) -> HttpResponse:
    """Close an incident with how it ended."""
    incident = visible_or_404(INCIDENTS, request.user, uuid=incident_uuid)
    require(request.user, Permission.LOG_INCIDENT, incident.learner)
    form = CloseIncidentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            close_incident(
                incident=incident, outcome=form.cleaned_data["outcome"], by=request.user, now=request_now(request)
            )
        except IncidentError as error:
            form.refuse(error)
        else:
            messages.success(request, "The incident is closed.")
            return redirect(incident)
    return render(
        request,
        "components/form_page.html",
        {
            "form": form,
            "heading": "Close this incident",
            "caption": incident.learner.full_name,
            "submit": "Close incident",
            "back_url": incident.get_absolute_url(),
            "cancel_url": reverse("tracking:incident", args=[incident.uuid]),
        },
    )
