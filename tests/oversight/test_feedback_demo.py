"""Feedback and bulletins of the demonstration, without the rest of it."""

from datetime import datetime, timedelta

import pytest

from accounts.clock import local_date
from deadlines.selectors import drift
from oversight.demo import feedback as demo
from oversight.demo.cast import Home
from oversight.models import Bulletin, FeedbackCall, FeedbackForm, Unsubscription
from oversight.rules.reading import reading_of
from oversight.selectors.feedback import feedback_counts, quotes_allowed
from tests.people import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_people_were_asked_answered_and_were_told(world: World, real_now: datetime):
    home = Home(
        virtual_school=world.virtual_school, social_care=world.social_care, head=world.head, key_contact=world.key_contact,
        officer=world.officer, team_manager=world.team_manager, key_workers=[world.social_worker],
    )  # fmt: skip
    for _ in range(4):
        world.learner()
    for days_ago, act in (
        (demo.CARERS, demo.write_carers), (demo.ASKED, demo.ask_young_people), (demo.ANSWERED, demo.answer),
        (demo.RUNG, demo.ring), (demo.CLOSED, demo.close), (demo.FIRST_BULLETIN, demo.first_bulletin),
        (demo.SECOND_BULLETIN, demo.second_bulletin), (demo.ASKED_CARERS, demo.ask_carers),
    ):  # fmt: skip
        act(home, real_now - days_ago * DAY)
    assert FeedbackForm.objects.count() == 2
    assert FeedbackForm.objects.get(asked="carers").links.count() == 2  # four young people with two carers
    assert FeedbackCall.objects.get().done_at is not None
    assert [one.copies.count() for one in Bulletin.objects.order_by("id")] == [2, 1]
    assert Unsubscription.objects.count() == 1
    period = (local_date(real_now - 120 * DAY), local_date(real_now))
    assert feedback_counts(world.virtual_school, period, leaves=True)[0].answers == 12
    assert len(quotes_allowed(world.virtual_school, period)) == 4
    for form in FeedbackForm.objects.all():
        reading = reading_of("\n".join([form.title, form.what_for, *form.questions.values_list("text", flat=True)]))
        assert reading is not None
        assert reading.is_easy, (form.title, reading)
    assert [one for one in drift.find(now=real_now) if one.duty_code == "feedback_call"] == []
