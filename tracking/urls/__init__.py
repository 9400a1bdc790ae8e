"""Addresses of the tracking app: one list for each topic, joined here."""

from tracking.urls import activity, casework, incidents, opportunities, progress

app_name = "tracking"
urlpatterns = [
    *incidents.urlpatterns,
    *activity.urlpatterns,
    *casework.urlpatterns,
    *progress.urlpatterns,
    *opportunities.urlpatterns,
]
