"""Measures, their lists, and what was kept of each month."""

from django.urls import path

from oversight.views import measures

urlpatterns = [
    path("measures/", measures.measures, name="measures"),
    path("measures/download/", measures.measures_download, name="measures-download"),
    path("measures/kept/<uuid:snapshot_uuid>/correct/", measures.snapshot_correct, name="snapshot-correct"),
    path("measures/<slug:measure_code>/", measures.measure, name="measure"),
    path("measures/<slug:measure_code>/list/", measures.measure_list, name="measure-list"),
]
