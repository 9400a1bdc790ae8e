"""Calling a professionals' meeting and recording that it was held."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from tracking.forms.incidents import MeetingForm, MeetingRecordForm
from tracking.models import ProfessionalsMeeting
from tracking.services import MeetingError, call_meeting, record_meeting
from tracking.views.incidents import INCIDENTS
from tracking.views.posting import posted


@require_http_methods(["GET", "POST"])
def new_meeting(request: HttpRequest, incident_uuid: UUID) -> HttpResponse:
    """Call a meeting. The key worker and the key contact are told."""
    incident = visible_or_404(INCIDENTS, request.user, uuid=incident_uuid)
    require(request.user, Permission.MANAGE_MEETING, incident.learner)
    form = MeetingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            call_meeting(incident=incident, **form.cleaned_data, by=request.user, now=request_now(request))
        except MeetingError as error:
            form.refuse(error)
        else:
            messages.success(request, "The meeting is called. The key worker and the key contact are told by e-mail.")
            return redirect(incident)
    return render(
        request,
        "components/form_page.html",
        {
            "form": form,
            "heading": "Call a professionals’ meeting",
            "caption": incident.learner.full_name,
            "intro": "The meeting looks for ways in which the young person can go on learning.",
            "submit": "Call meeting",
            "back_url": incident.get_absolute_url(),
            "cancel_url": incident.get_absolute_url(),
        },
    )


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, meeting_uuid: UUID) -> HttpResponse:
    """Record a meeting that was held. It counts only when all of it is filled in."""
    meetings = ProfessionalsMeeting.objects.select_related("incident__learner")
    meeting = visible_or_404(meetings, request.user, uuid=meeting_uuid)
    incident = meeting.incident
    require(request.user, Permission.MANAGE_MEETING, incident.learner)
    form = MeetingRecordForm(posted(request), initial={"held_at": meeting.scheduled_for})
    if request.method == "POST" and form.is_valid():
        try:
            record_meeting(meeting=meeting, **form.cleaned_data, by=request.user, now=request_now(request))
        except MeetingError as error:
            form.refuse(error)
        else:
            messages.success(request, "The meeting is recorded as held.")
            return redirect(incident)
    return render(
        request,
        "components/form_page.html",
        {
            "form": form,
            "heading": "Record the meeting",
            "caption": incident.learner.full_name,
            "submit": "Save record",
            "back_url": incident.get_absolute_url(),
            "cancel_url": incident.get_absolute_url(),
        },
    )
