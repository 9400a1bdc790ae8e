"""A young person asks for help on their own page (A18)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from deadlines.models import Deadline
from education_plans.models import HelpCall
from education_plans.selectors.voice import tasks
from education_plans.services.help_calls import (
    AlreadyEmergency,
    HelpAnswered,
    NobodyThere,
    answer_help,
    call_for_help,
    make_emergency,
)
from learners.models import Learner
from learners.services import end_key_worker
from notifications.enums import Frequency, MessageKind
from notifications.models import Message, Preference
from tests.people import World
from tracking.models import Emergency

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


def called(learner: Learner, now: datetime, *, is_urgent: bool = False) -> HelpCall:
    return call_for_help(learner=learner, words="I have no bed tonight.", is_urgent=is_urgent, now=now)


def told() -> set[str]:
    return set(
        Message.objects.filter(kind=MessageKind.CALL_FOR_HELP, channel="email", state="queued").values_list(
            "recipient__name", flat=True
        )
    )


def test_the_key_worker_is_told_now_whatever_they_prefer(learner: Learner, world: World, now: datetime):
    Preference.objects.create(user=world.social_worker.user, kind=MessageKind.CALL_FOR_HELP, frequency=Frequency.DAILY)
    called(learner, now)
    assert told() == {"Sue Worker"}
    message = Message.objects.filter(channel="email").get()
    assert "no bed" not in message.body + message.subject


def test_what_cannot_wait_reaches_the_manager_too(learner: Learner, now: datetime):
    called(learner, now, is_urgent=True)
    assert told() == {"Sue Worker", "Tom Manager"}


def test_without_a_key_worker_the_manager_is_told(learner: Learner, world: World, now: datetime):
    end_key_worker(key_worker=world.key_worker_of(learner), ends_at=now, by=world.team_manager.user, now=now)
    called(learner, now)
    assert told() == {"Tom Manager"}


def test_nobody_there_is_said(world: World, now: datetime):
    learner = world.learner()
    learner.key_workers.all().delete()
    learner.links.all().delete()
    with pytest.raises(NobodyThere):
        called(learner, now)
    assert not HelpCall.objects.exists()


def test_it_becomes_an_emergency(learner: Learner, world: World, client_of: ClientOf, real_now: datetime):
    call = called(learner, real_now, is_urgent=True)
    client = client_of(world.social_worker.user)
    url = f"/learners/{learner.uuid}/help/{call.uuid}/"
    page = client.get(url).content.decode()
    assert "I have no bed tonight." in page
    response = client.post(url, {"what": "emergency", "description": "No bed tonight."})
    emergency = Emergency.objects.get()
    assert response.url == f"/emergencies/{emergency.uuid}/"
    assert Deadline.objects.filter(subject_uuid=emergency.uuid).exists()
    call.refresh_from_db()
    assert call.emergency_uuid == emergency.uuid
    with pytest.raises(AlreadyEmergency):
        make_emergency(call=call, description="Again", by=world.social_worker.user, now=real_now)


def test_it_is_answered_once_and_stands_among_the_tasks_until_then(
    learner: Learner, world: World, client_of: ClientOf, real_now: datetime
):
    call = called(learner, real_now)
    (task,) = tasks(world.social_worker.user, real_now)
    assert task.url == f"/learners/{learner.uuid}/help/{call.uuid}/"
    client = client_of(world.social_worker.user)
    assert "Write what was done" in client.post(task.url, {"answer": ""}).content.decode()
    client.post(task.url, {"answer": "I rang. They stay with their aunt."})
    assert tasks(world.social_worker.user, real_now) == []
    with pytest.raises(HelpAnswered):
        answer_help(call=call, answer="Again", by=world.social_worker.user, now=real_now)


def test_a_provider_does_not_learn_of_it(learner: Learner, world: World, client_of: ClientOf, real_now: datetime):
    call = called(learner, real_now)
    for person in (world.designated_person, world.stranger):
        assert client_of(person.user).get(f"/learners/{learner.uuid}/help/{call.uuid}/").status_code == 404
    assert (
        "I have no bed"
        not in client_of(world.designated_person.user).get(f"/learners/{learner.uuid}/voice/").content.decode()
    )
