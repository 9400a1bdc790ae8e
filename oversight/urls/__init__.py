"""Addresses of the oversight app, each topic in its own list."""

from django.urls import path

from oversight import views
from oversight.urls import audits, boards, bulletins, feedback, lists, measures, operations, packs, panel, strategies
from oversight.views.search import search

app_name = "oversight"
urlpatterns = [
    path("", views.my_day, name="my-day"),
    path("learners/<uuid:learner_uuid>/", views.case_file, name="case-file"),
    path("learners/<uuid:learner_uuid>/story/", views.story, name="story"),
    path("learners/<uuid:learner_uuid>/who-looked/", views.who_looked, name="who-looked"),
    path("directory/<uuid:agency_uuid>/unusual-access/", views.unusual_access, name="unusual-access"),
    path("oversight/", views.dashboard, name="dashboard"),
    path("oversight/undelivered/", views.undelivered, name="undelivered"),
    path("search/", search, name="search"),
    *panel.urlpatterns,
    *lists.urlpatterns,
    *measures.urlpatterns,
    *operations.urlpatterns,
    *packs.urlpatterns,
    *strategies.urlpatterns,
    *boards.urlpatterns,
    *feedback.urlpatterns,
    *bulletins.urlpatterns,
    *audits.urlpatterns,
]
