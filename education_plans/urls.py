"""Addresses of the education plans app."""

from django.urls import path

from education_plans.views import agreeing
from education_plans.views import plan as views

app_name = "education_plans"
urlpatterns = [
    path("learners/<uuid:learner_uuid>/plan/", views.plan, name="plan"),
    path("learners/<uuid:learner_uuid>/plan/begin/", views.begin, name="begin"),
    path("learners/<uuid:learner_uuid>/plan/agree/", views.agree_plan, name="agree"),
    path("learners/<uuid:learner_uuid>/plan/review/", views.review, name="review"),
    path("learners/<uuid:learner_uuid>/plan/<str:code>/edit/", views.edit_section, name="edit-section"),
    # agreement, quality and copies
    path("plans/<uuid:plan_uuid>/answer/", agreeing.answer, name="answer"),
    path("plans/<uuid:plan_uuid>/versions/", agreeing.versions, name="versions"),
    path("plans/<uuid:plan_uuid>/versions/<int:version_number>/", agreeing.version, name="version"),
    path("plans/<uuid:plan_uuid>/versions/<int:version_number>/changes/", agreeing.changes, name="version-changes"),
]
