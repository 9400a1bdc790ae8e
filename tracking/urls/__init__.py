"""Addresses of the tracking app: one list for each topic, joined here."""

from tracking.urls import incidents

app_name = "tracking"
urlpatterns = [
    *incidents.urlpatterns,
]
