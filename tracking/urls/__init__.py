"""Addresses of the tracking app: one list for each topic, joined here."""

from tracking.urls import (
    activity,
    attendance,
    casework,
    cohort,
    destinations,
    incidents,
    neet_episodes,
    opportunities,
    progress,
    roll,
)

app_name = "tracking"
urlpatterns = [
    *incidents.urlpatterns,
    *activity.urlpatterns,
    *attendance.urlpatterns,
    *casework.urlpatterns,
    *progress.urlpatterns,
    *destinations.urlpatterns,
    *cohort.urlpatterns,
    *opportunities.urlpatterns,
    *neet_episodes.urlpatterns,
    *roll.urlpatterns,
]
