"""An e-mail of an incident that came back, or has to be sent again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import require, visible_or_404
from accounts.clock import request_now
from accounts.enums import Permission
from tracking.enums import SlotChannel
from tracking.forms.incidents import CameBackForm, SendAgainForm
from tracking.models import Incident, NoticeSlot
from tracking.services import NoticeError, report_bounce, send_again
from tracking.views.incidents import INCIDENTS
from tracking.views.posting import posted


def _email_slot(incident: Incident, party: str) -> NoticeSlot:
    """The e-mail slot of "key_worker" or "key_contact"; Http404 for anything else."""
    slots = NoticeSlot.objects.select_related("incident", "person", "cover", "message")
    slot = slots.filter(incident=incident, channel=SlotChannel.EMAIL, party=party).first()
    if slot is None or slot.person is None:
        raise Http404("There is no such e-mail")
    return slot


@require_http_methods(["GET", "POST"])
def came_back(request: HttpRequest, incident_uuid: UUID, party: str) -> HttpResponse:
    """Say that an accepted e-mail came back. It no longer counts, and the clock runs again."""
    incident = visible_or_404(INCIDENTS, request.user, uuid=incident_uuid)
    require(request.user, Permission.LOG_INCIDENT, incident.learner)
    slot = _email_slot(incident, party)
    form = CameBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            report_bounce(slot=slot, reason=form.cleaned_data["reason"], by=request.user, now=request_now(request))
        except NoticeError as error:
            form.refuse(error)
        else:
            messages.warning(
                request, f"The e-mail to {slot.person} no longer counts. Send it again, or to their cover."
            )
            return redirect(incident)
    return render(
        request,
        "components/form_page.html",
        {
            "form": form,
            "heading": f"The e-mail to {slot.person} came back",
            "caption": incident.learner.full_name,
            "warning": "The e-mail will no longer count as having told them, and the deadline opens again.",
            "submit": "Record that it came back",
            "submit_class": "govuk-button--warning",
            "back_url": incident.get_absolute_url(),
            "cancel_url": incident.get_absolute_url(),
        },
    )


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, incident_uuid: UUID, party: str) -> HttpResponse:
    """Send a failed e-mail once more, to the same person or to the cover person."""
    incident = visible_or_404(INCIDENTS, request.user, uuid=incident_uuid)
    require(request.user, Permission.LOG_INCIDENT, incident.learner)
    slot = _email_slot(incident, party)
    form = SendAgainForm(posted(request), slot=slot)
    if request.method == "POST" and form.is_valid():
        person = form.people[form.cleaned_data["to"]]
        try:
            send_again(slot=slot, to=person, by=request.user, now=request_now(request))
        except NoticeError as error:
            form.refuse(error)
        else:
            messages.success(request, f"The e-mail to {person.name} is on its way again.")
            return redirect(incident)
    return render(
        request,
        "components/form_page.html",
        {
            "form": form,
            "heading": "Send the e-mail again",
            "caption": incident.learner.full_name,
            "intro": f"The e-mail to {slot.person} did not arrive. If the address is wrong, have it put right first.",
            "submit": "Send e-mail",
            "back_url": incident.get_absolute_url(),
            "cancel_url": incident.get_absolute_url(),
        },
    )
