"""Addresses of times without a place, and of strengths and difficulties."""

from django.urls import path

from tracking.views import neet_episodes, strengths

urlpatterns = [
    path("neet/", neet_episodes.episodes, name="neet-episodes"),
    path("neet/<uuid:episode_uuid>/", neet_episodes.episode, name="neet-episode"),
    path("neet/<uuid:episode_uuid>/plan/", neet_episodes.plan, name="neet-plan"),
    path("neet/<uuid:episode_uuid>/help/", neet_episodes.health_and_jobcentre, name="neet-help"),
    path("neet/<uuid:episode_uuid>/people/new/", neet_episodes.role_new, name="neet-role-new"),
    path("neet/people/<uuid:neet_role_uuid>/", neet_episodes.role_change, name="neet-role-change"),
    path("neet/people/<uuid:neet_role_uuid>/done/", neet_episodes.role_finished, name="neet-role-done"),
    path("neet/<uuid:episode_uuid>/days/new/", neet_episodes.day_new, name="neet-day-new"),
    path("neet/days/<uuid:neet_day_uuid>/", neet_episodes.day, name="neet-day"),
    path("neet/days/<uuid:neet_day_uuid>/call-off/", neet_episodes.day_call_off, name="neet-day-call-off"),
    path("learners/<uuid:learner_uuid>/neet/", neet_episodes.episode_of, name="neet-of"),
    path("learners/<uuid:learner_uuid>/strengths/", strengths.strengths, name="strengths"),
    path("learners/<uuid:learner_uuid>/strengths/new/", strengths.strengths_new, name="strengths-new"),
    path("strengths/<uuid:score_uuid>/change/", strengths.strengths_change, name="strengths-change"),
]
