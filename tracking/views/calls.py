"""Logging a phone call about an incident."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from tracking.enums import CallOutcome, SlotChannel
from tracking.forms.incidents import CallForm
from tracking.models import PhoneCall
from tracking.selectors.incidents import callers
from tracking.selectors.slots import slots_of
from tracking.services import CallError, log_call
from tracking.views.incidents import INCIDENTS
from tracking.views.posting import posted


@require_http_methods(["GET", "POST"])
def new_call(request: HttpRequest, incident_uuid: UUID) -> HttpResponse:
    """Log a call that was made. `?to=` names the person, so that one tap from the incident leads to a form that is
    nearly filled in.
    """
    incident = visible_or_404(INCIDENTS, request.user, uuid=incident_uuid)
    require(request.user, Permission.LOG_CALL, incident.learner)
    now = request_now(request)
    slots = [slot for slot in slots_of(incident) if slot.channel == SlotChannel.PHONE]
    form = CallForm(
        posted(request),
        slots=slots,
        callers=callers(incident, request.user),
        to=request.GET.get("to", ""),
        now=now,
    )
    if request.method == "POST" and form.is_valid():
        try:
            call = log_call(
                incident=incident,
                reached=form.chosen_person,
                called_at=form.cleaned_data["called_at"],
                outcome=form.cleaned_data["outcome"],
                note=form.cleaned_data["note"],
                caller=form.chosen_caller,
                by=request.user,
                now=now,
            )
        except CallError as error:
            form.refuse(error)
        else:
            _say(request, call)
            return redirect(incident)
    return render(
        request,
        "tracking/call_new.html",
        {
            "form": form,
            "heading": "Log a phone call",
            "caption": incident.learner.full_name,
            "submit": "Log call",
            "back_url": incident.get_absolute_url(),
            "cancel_url": incident.get_absolute_url(),
            "vacant": [slot for slot in slots if slot.person_id is None],
        },
    )


def _say(request: HttpRequest, call: PhoneCall) -> None:
    if call.outcome == CallOutcome.SPOKE:
        late = " It is marked as logged late." if call.is_logged_late else ""
        messages.success(request, f"Call logged: {call.reached.name} has been told by phone.{late}")
    else:
        messages.warning(request, f"Call logged. {call.reached.name} still has to be told by phone.")
