"""Feedback as people see it: who answers without signing in, and who reads the numbers and the list behind each (W12)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from notifications.enums import MessageKind
from notifications.models import Message
from oversight.enums import AnswerWay, Quoting
from oversight.models import FeedbackAnswer
from oversight.services.feedback_forms import close_form
from tests.oversight.feedback import link_of, numbers, opened, openly
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def answers_on(page: str) -> int:
    return page.count("data-row")


def test_somebody_answers_without_signing_in_and_without_scripts(world: World, real_now: datetime):
    form = opened(world, real_now)
    link_of(form, world.learner(), world, real_now)
    body = Message.objects.get(kind=MessageKind.FEEDBACK).body
    path = f"/your-say/{body.partition('/your-say/')[2].partition('/')[0]}/"
    client = Client()
    page = client.get(path).content.decode()
    assert "0800 1111" in page
    assert "Home Virtual School reads your answers" in page
    assert not FeedbackAnswer.objects.exists()  # a mail scanner that looks changes nothing
    wrong = client.post(path, {"question_1": "5", "question_3": "More buses"})
    assert "Choose whether we may quote your words" in wrong.content.decode()
    assert "More buses" in wrong.content.decode()
    asked = {"question_1": "5", "question_3": "More buses", "quoting": "no_name", "wants_call": "no"}
    assert client.post(path, asked).status_code == 302
    again = client.get(path).content.decode()
    assert "We have your answers" in again
    assert "Do not quote me any more" in again
    client.post(path, {"take_back": "yes"})
    assert FeedbackAnswer.objects.get().quoting == Quoting.NO
    close_form(form=form, by=world.officer.user, now=real_now)
    assert client.get(path).status_code == 410
    assert client.post(path, asked).status_code == 410


def test_the_open_page_keeps_a_ticket_and_takes_no_other(world: World, real_now: datetime):
    form = opened(world, real_now, way=AnswerWay.OPEN)
    other = opened(world, real_now, way=AnswerWay.OPEN, title="Other")
    client = Client()
    path = f"/your-say/for-all/{form.open_code}/"
    ticket = client.get(path).context["ticket"]
    foreign = client.get(f"/your-say/for-all/{other.open_code}/").context["ticket"]
    asked = {"question_1": "4", "quoting": "no", "wants_call": "no"}
    for hostile in ("", "x", "token-of-my-own", foreign, ticket[:-1]):
        refused = client.post(path, {**asked, "ticket": hostile})
        assert refused.status_code == 200
        assert "open for too long" in refused.content.decode()
    assert not form.answers.exists()
    for _ in range(2):  # pressed twice
        assert client.post(path, {**asked, "ticket": ticket}).status_code == 302
    assert form.answers.count() == 1
    assert client.get(f"/your-say/for-all/{opened(world, real_now).open_code}/").status_code == 404  # a personal one


def test_a_number_on_the_page_leads_to_as_many_answers(world: World, real_now: datetime, client_of: ClientOf):
    form = opened(world, real_now, way=AnswerWay.OPEN)
    for number, value in enumerate([5, 5, 1]):
        openly(form, real_now, number, values=numbers(form, [value]))
    client = client_of(world.officer.user)
    client.get("/feedback/")
    with CaptureQueriesContext(connection) as few:
        client.get("/feedback/")
    page = client.get(f"/feedback/{form.uuid}/").content.decode()
    assert f"/feedback/{form.uuid}/answers/?question=1&amp;value=5" in page
    for value, count in ((5, 2), (1, 1), (4, 0)):
        answers = client.get(f"/feedback/{form.uuid}/answers/", {"question": "1", "value": str(value)})
        assert answers_on(answers.content.decode()) == count
    for number in range(4):
        opened(world, real_now, title=f"More {number}")
    with CaptureQueriesContext(connection) as more:
        client.get("/feedback/")
    assert len(more) == len(few)
    assert client_of(world.host_key_contact.user).get(f"/feedback/{form.uuid}/").status_code == 404
    assert client_of(world.social_worker.user).get("/feedback/").status_code == 403
