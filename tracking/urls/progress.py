"""Addresses of courses and results."""

from django.urls import path

from tracking.views import progress, results, results_file

urlpatterns = [
    path("learners/<uuid:learner_uuid>/progress/", progress.progress, name="progress"),
    path("learners/<uuid:learner_uuid>/prior-attainment/", progress.prior_attainment, name="prior-attainment"),
    path("enrolments/<uuid:enrolment_uuid>/courses/new/", progress.new_aim, name="aim-new"),
    path("courses/<uuid:aim_uuid>/change/", progress.change, name="aim-change"),
    path("courses/<uuid:aim_uuid>/result/", progress.result, name="aim-result"),
    path("results/", results.results, name="results"),
    path("results/courses/", results.aims, name="aims"),
    path("results/files/new/", results_file.upload, name="results-upload"),
    path("results/files/template.<slug:results_ending>", results_file.template, name="results-template"),
    path("results/files/<uuid:results_file_uuid>/", results_file.results_file, name="results-file"),
    path("results/files/<uuid:results_file_uuid>/problems.csv", results_file.problems, name="results-problems"),
]
