"""Addresses of feedback: for whoever keeps it, and for whoever answers."""

from django.urls import path

from oversight.views import feedback as kept
from oversight.views.say import say, say_openly

_ONE = "feedback/<uuid:feedback_uuid>/"

urlpatterns = [
    path("feedback/", kept.feedback, name="feedback"),
    path("feedback/new/", kept.feedback_new, name="feedback-new"),
    path(_ONE, kept.feedback_form, name="feedback-form"),
    path(f"{_ONE}change/", kept.feedback_change, name="feedback-form-change"),
    path(f"{_ONE}open/", kept.feedback_open, name="feedback-form-open"),
    path(f"{_ONE}close/", kept.feedback_close, name="feedback-form-close"),
    path(f"{_ONE}send/", kept.feedback_send, name="feedback-form-send"),
    path(f"{_ONE}answers/", kept.feedback_answers_list, name="feedback-form-answers"),
    path("feedback/answers/<uuid:feedback_answer_uuid>/take-back/", kept.feedback_take_back, name="feedback-take-back"),
    path("feedback/calls/<uuid:feedback_call_uuid>/", kept.feedback_call, name="feedback-call"),
    path("learners/<uuid:learner_uuid>/ask-for-feedback/", kept.feedback_ask, name="feedback-ask"),
    path("your-say/<str:say_token>/", say, name="say"),
    path("your-say/for-all/<uuid:open_code>/", say_openly, name="say-openly"),
]
