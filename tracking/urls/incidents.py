"""Addresses of incidents and emergencies."""

from django.urls import path

from tracking.views import calls, emergencies, exclusion, incidents, lists, meetings, notices

urlpatterns = [
    path("learners/<uuid:learner_uuid>/incidents/new/", incidents.new_incident, name="incident-new"),
    path("incidents/", lists.incident_list, name="incidents"),
    path("incidents/<uuid:incident_uuid>/", incidents.incident_page, name="incident"),
    path("incidents/<uuid:incident_uuid>/close/", incidents.close, name="incident-close"),
    path("incidents/<uuid:incident_uuid>/calls/new/", calls.new_call, name="call-new"),
    path("incidents/<uuid:incident_uuid>/emails/<slug:party>/came-back/", notices.came_back, name="email-came-back"),
    path("incidents/<uuid:incident_uuid>/emails/<slug:party>/again/", notices.again, name="email-again"),
    path("incidents/<uuid:incident_uuid>/meetings/new/", meetings.new_meeting, name="meeting-new"),
    path("meetings/<uuid:meeting_uuid>/record/", meetings.record, name="meeting-record"),
    path("incidents/<uuid:incident_uuid>/exclusion/", exclusion.decide, name="exclusion"),
    path("learners/<uuid:learner_uuid>/emergencies/new/", emergencies.new_emergency, name="emergency-new"),
    path("emergencies/", lists.emergency_list, name="emergencies"),
    path("emergencies/<uuid:emergency_uuid>/", emergencies.emergency_page, name="emergency"),
    path(
        "emergencies/<uuid:emergency_uuid>/acknowledge/",
        emergencies.acknowledge_emergency,
        name="emergency-acknowledge",
    ),
    path("emergencies/<uuid:emergency_uuid>/respond/", emergencies.respond_to_emergency, name="emergency-respond"),
    path("emergencies/<uuid:emergency_uuid>/close/", emergencies.close, name="emergency-close"),
]
