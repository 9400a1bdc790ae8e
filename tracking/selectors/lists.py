"""The lists of incidents and emergencies. A count on another page and the list behind it come from these two
functions.
"""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.http import QueryDict

from accounts.models import User
from learners.models import AgencyLink, Learner
from tracking.models import Emergency, Incident
from tracking.querysets import EmergencyQuerySet, IncidentQuerySet

Filters = Mapping[str, str] | QueryDict


def incidents_listed(user: User, filters: Filters) -> IncidentQuerySet:
    """Incidents the user may see, newest first. Filters: state = open | closed | to_tell; agency = uuid of the
    provider, or of an agency linked to the young person.
    """
    incidents = Incident.objects.visible_to(user).select_related("learner", "enrolment__provider").with_to_tell()
    state = filters.get("state", "")
    if state == "open":
        incidents = incidents.open()
    elif state == "closed":
        incidents = incidents.closed()
    elif state == "to_tell":
        incidents = incidents.open().unproven()
    if agency := filters.get("agency", ""):
        incidents = incidents.filter(Q(enrolment__provider__uuid=agency) | Q(learner__in=_linked(user, agency)))
    return incidents.order_by("-occurred_at", "-id")


def emergencies_listed(user: User, filters: Filters) -> EmergencyQuerySet:
    """Emergencies the user may see, newest first. Filters: state = open | closed | unanswered; agency = uuid of an
    agency linked to the young person.
    """
    emergencies = Emergency.objects.visible_to(user).select_related("learner")
    state = filters.get("state", "")
    if state == "open":
        emergencies = emergencies.open()
    elif state == "closed":
        emergencies = emergencies.closed()
    elif state == "unanswered":
        emergencies = emergencies.unanswered()
    if agency := filters.get("agency", ""):
        emergencies = emergencies.filter(learner__in=_linked(user, agency))
    return emergencies.order_by("-raised_at", "-id")


def _linked(user: User, agency_uuid: str) -> models.QuerySet[Learner]:
    """Linked to the agency, as far as `user` may know of the link: a filter must not tell what the page would not."""
    return Learner.objects.filter(links__in=AgencyLink.objects.active().known_to(user).filter(agency__uuid=agency_uuid))
