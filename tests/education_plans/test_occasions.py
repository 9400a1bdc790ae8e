"""Visits, parents' evenings and consultations: who is told, who came (A16, A22)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.enums import EventKind
from education_plans.models import EducationPlan, Occasion
from education_plans.services.occasions import NotYet, record_occasion, record_who_came
from notifications.enums import Channel, MessageKind
from notifications.models import Message
from tests.education_plans.conftest import Enrol, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]


@pytest.fixture
def plan(world: World, enrolled: Enrol, now: datetime) -> EducationPlan:
    return written_plan(enrolled(), world, now)


def hold(plan: EducationPlan, world: World, now: datetime, days: int, *, invited: bool = True) -> Occasion:
    return record_occasion(
        plan=plan, kind=EventKind.PARENTS_EVENING, on=local_date(now) + timedelta(days=days), what="6pm, main hall",
        key_worker_invited=invited, by=world.designated_person.user, now=now,
    )  # fmt: skip


@pytest.mark.parametrize(("days", "invited", "told"), [(3, True, 1), (0, True, 1), (-1, True, 0), (3, False, 0)])
def test_the_key_worker_is_told_of_what_is_to_come(
    world: World, plan: EducationPlan, now: datetime, days: int, invited: bool, told: int
):
    hold(plan, world, now, days, invited=invited)
    messages = Message.objects.filter(kind=MessageKind.PLAN, channel=Channel.EMAIL, topic__startswith="occasion:")
    assert [message.recipient for message in messages] == [world.social_worker.user] * told
    assert not any("hall" in message.body for message in messages)


def test_who_came_is_said_on_the_day_and_can_be_corrected(world: World, plan: EducationPlan, now: datetime):
    occasion = hold(plan, world, now, 3)
    by = world.designated_person.user
    with pytest.raises(NotYet):
        record_who_came(occasion=occasion, key_worker_came=True, young_person_came=True, by=by, now=now)
    later = now + timedelta(days=3)
    said = record_who_came(occasion=occasion, key_worker_came=True, young_person_came=False, by=by, now=later)
    assert (said.key_worker_came, said.young_person_came) == (True, False)
    again = record_who_came(occasion=occasion, key_worker_came=True, young_person_came=True, by=by, now=later)
    assert again.young_person_came is True
    assert occasion.history.count() == 3


def test_on_the_page(world: World, enrolled: Enrol, real_now: datetime, client_of: ClientOf):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    client = client_of(world.designated_person.user)
    data = {"kind": "visit_before", "what": "A walk round", **day_data("on", local_date(real_now))}
    response = client.post(reverse("education_plans:occasion-new", args=[plan.uuid]), data)
    occasion = Occasion.objects.get()
    assert response.url == reverse("education_plans:occasion", args=[plan.uuid, occasion.uuid])
    response = client.post(response.url, {"young_person_came": "yes", "key_worker_came": "no", "note": "Liked it"})
    page = client_of(world.social_worker.user).get(response.url).content.decode()
    assert "A walk round" in page
    assert "Liked it" in page
    other = written_plan(enrolled(at=real_now), world, real_now)
    wrong = reverse("education_plans:occasion", args=[other.uuid, occasion.uuid])
    assert client.get(wrong).status_code == 404
    assert client_of(world.stranger.user).get(response.url).status_code == 404
