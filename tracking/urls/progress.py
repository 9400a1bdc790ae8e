"""Addresses of courses and results."""

from django.urls import path

from tracking.views import progress, results

urlpatterns = [
    path("learners/<uuid:learner_uuid>/progress/", progress.progress, name="progress"),
    path("learners/<uuid:learner_uuid>/prior-attainment/", progress.prior_attainment, name="prior-attainment"),
    path("enrolments/<uuid:enrolment_uuid>/courses/new/", progress.new_aim, name="aim-new"),
    path("courses/<uuid:aim_uuid>/change/", progress.change, name="aim-change"),
    path("courses/<uuid:aim_uuid>/result/", progress.result, name="aim-result"),
    path("results/", results.results, name="results"),
    path("results/courses/", results.aims, name="aims"),
]
