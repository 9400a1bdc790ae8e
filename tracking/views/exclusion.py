"""The provider's decision to exclude for good or to end the course."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import require, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from tracking.forms.incidents import ExclusionForm
from tracking.models import Incident
from tracking.selectors.incidents import acts_for_provider
from tracking.selectors.slots import missing_before_exclusion
from tracking.services import ExclusionError, decide_exclusion
from tracking.services.exclusion import ExclusionRefused
from tracking.views.incidents import INCIDENTS
from tracking.views.posting import posted


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, incident_uuid: UUID) -> HttpResponse:
    """Confirm the end of a place. Until the procedure has been followed, the page says what is missing instead of
    asking.
    """
    incident = visible_or_404(INCIDENTS, request.user, uuid=incident_uuid)
    require(request.user, Permission.DECIDE_EXCLUSION, incident.learner)
    if not acts_for_provider(request.user, incident, Permission.DECIDE_EXCLUSION):
        raise PermissionDenied("Only the provider of this place can decide to end it.")
    now = request_now(request)
    missing = missing_before_exclusion(incident)
    form = ExclusionForm(posted(request), initial={"effective_on": local_date(now)})
    if request.method == "POST" and form.is_valid():
        try:
            decide_exclusion(incident=incident, **form.cleaned_data, by=request.user, now=now)
        except ExclusionRefused as refusal:
            missing = refusal.missing
        except ExclusionError as error:
            form.refuse(error)
        else:
            messages.success(
                request, "The place has been ended. The key worker and the key contact are told by e-mail."
            )
            return redirect(_still_visible(request, incident))
    if missing:
        return render(request, "tracking/exclusion_refused.html", {"incident": incident, "missing": missing})
    return render(
        request,
        "components/form_page.html",
        {
            "form": form,
            "heading": "End the place for good",
            "caption": incident.learner.full_name,
            "warning": "This ends the place. The key worker and the Virtual School key contact are told at once.",
            "submit": "End the place",
            "submit_class": "govuk-button--warning",
            "back_url": incident.get_absolute_url(),
            "cancel_url": incident.get_absolute_url(),
        },
    )


def _still_visible(request: HttpRequest, incident: Incident) -> str:
    """The incident's page, or the list of young people for somebody whose sight of it ended with the place."""
    seen = Incident.objects.visible_to(request.user).filter(pk=incident.pk).exists()
    return incident.get_absolute_url() if seen else "/learners/"
