"""Addresses of destinations."""

from django.urls import path

from tracking.views import destinations

urlpatterns = [
    path("learners/<uuid:learner_uuid>/destinations/", destinations.destinations, name="destinations"),
    path(
        "learners/<uuid:learner_uuid>/destinations/<int:destination_year>/<slug:destination_kind>/",
        destinations.record,
        name="destination-record",
    ),
    path("destinations/", destinations.shares, name="destination-shares"),
    path("destinations/young-people/", destinations.destination_list, name="destination-list"),
    path("destinations/figures/new/", destinations.figure, name="destination-figure"),
]
