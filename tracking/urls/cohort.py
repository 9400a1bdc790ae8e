"""Addresses of Year 11 groups."""

from django.urls import path

from tracking.views import cohort

urlpatterns = [
    path("year-11/", cohort.cohorts, name="cohorts"),
    path("year-11/new/", cohort.new, name="cohort-new"),
    path("year-11/<uuid:cohort_uuid>/", cohort.cohort, name="cohort"),
    path("year-11/<uuid:cohort_uuid>/change/", cohort.change, name="cohort-change"),
    path("year-11/<uuid:cohort_uuid>/up-to-date/", cohort.refresh, name="cohort-refresh"),
    path("year-11/<uuid:cohort_uuid>/partners/", cohort.ask_to_agree, name="cohort-ask"),
    path("year-11/<uuid:cohort_uuid>/partners/<uuid:cohort_partner_uuid>/", cohort.answer, name="cohort-answer"),
    path("year-11/<uuid:cohort_uuid>/people/<uuid:cohort_member_uuid>/", cohort.action, name="cohort-action"),
    path("year-11/<uuid:cohort_uuid>/people/<uuid:cohort_member_uuid>/out/", cohort.out, name="cohort-out"),
]
