"""The lists of incidents and emergencies, which dashboard counts link to."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tracking.forms.emergencies import EmergencyFilterForm
from tracking.forms.incidents import IncidentFilterForm
from tracking.selectors.lists import emergencies_listed, incidents_listed

PER_PAGE = 25


@require_GET
def incident_list(request: HttpRequest) -> HttpResponse:
    """Incidents the user may see, newest first."""
    form = IncidentFilterForm(request.GET)
    incidents = incidents_listed(request.user, form.chosen)
    page = Paginator(incidents, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tracking/incidents.html", {"filter_form": form, "page_obj": page})


@require_GET
def emergency_list(request: HttpRequest) -> HttpResponse:
    """Emergencies the user may see, newest first."""
    form = EmergencyFilterForm(request.GET)
    emergencies = emergencies_listed(request.user, form.chosen)
    page = Paginator(emergencies, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "tracking/emergencies.html", {"filter_form": form, "page_obj": page})
