"""Addresses of the education plans app."""

from django.urls import path

from education_plans.views import plan as views

app_name = "education_plans"
urlpatterns = [
    path("learners/<uuid:learner_uuid>/plan/", views.plan, name="plan"),
    path("learners/<uuid:learner_uuid>/plan/begin/", views.begin, name="begin"),
    path("learners/<uuid:learner_uuid>/plan/agree/", views.agree_plan, name="agree"),
    path("learners/<uuid:learner_uuid>/plan/review/", views.review, name="review"),
    path("learners/<uuid:learner_uuid>/plan/<str:code>/edit/", views.edit_section, name="edit-section"),
]
