"""The skills passport: what ships, how far somebody is, and what shows it."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from education_plans.enums import SkillState, Through
from education_plans.models import SkillItem, SkillProof
from education_plans.selectors.passport import passport_of, skills_done
from education_plans.services.passport import EvidenceMissing, record_skill
from education_plans.services.pathway_errors import CaseHasEnded
from learners.models import Learner
from learners.services import close_case
from tests.people import World

ClientOf = Callable[[User], Client]
DAY = date(2026, 10, 6)


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


def first_item() -> SkillItem:
    return SkillItem.objects.earliest("position")


def test_about_thirty_things_in_six_areas_ship(learner: Learner):
    areas = passport_of(learner, DAY)
    assert len(areas) == 6
    assert [area.number for area in areas] == [1, 2, 3, 4, 5, 6]
    assert 28 <= sum(len(area.skills) for area in areas) <= 34
    assert skills_done(areas)[0] == 0


def test_who_says_they_can_do_it_says_what_shows_it(world: World, learner: Learner, now: datetime):
    item, by = first_item(), world.social_worker.user
    with pytest.raises(EvidenceMissing):
        record_skill(learner=learner, item=item, state=SkillState.CAN_DO, evidence=" ", by=by, now=now)
    proof = record_skill(learner=learner, item=item, state=SkillState.CAN_DO, evidence="Cooked for six", by=by, now=now)
    assert (proof.evidence, proof.recorded_by) == ("Cooked for six", by)
    again = record_skill(learner=learner, item=item, state=SkillState.LEARNING, by=by, now=now)
    assert again.pk == proof.pk
    assert [row.state for row in SkillProof.history.order_by("history_id")] == ["can_do", "learning"]


def test_from_their_own_page_their_word_is_enough(learner: Learner, now: datetime):
    proof = record_skill(
        learner=learner, item=first_item(), state=SkillState.CAN_DO, through=Through.OWN_PAGE, by=None, now=now
    )
    assert (proof.recorded_by, proof.through) == (None, Through.OWN_PAGE)


def test_what_has_not_changed_is_not_written_again(world: World, learner: Learner, now: datetime):
    for _ in range(2):
        record_skill(
            learner=learner, item=first_item(), state=SkillState.LEARNING, by=world.social_worker.user, now=now
        )
    assert SkillProof.history.count() == 1


def test_an_item_that_is_no_longer_asked_stays_where_something_was_recorded(
    world: World, learner: Learner, now: datetime
):
    item = first_item()
    record_skill(learner=learner, item=item, state=SkillState.LEARNING, by=world.social_worker.user, now=now)
    SkillItem.objects.filter(pk=item.pk).update(ends_on=date(2026, 1, 1))
    assert item in [skill.item for area in passport_of(learner, DAY) for skill in area.skills]
    assert item not in [skill.item for area in passport_of(world.learner(), DAY) for skill in area.skills]


def test_nothing_is_recorded_once_the_case_is_closed(world: World, learner: Learner, now: datetime):
    close_case(learner=learner, closed_on=DAY, reason="Moved", by=None, now=now)
    with pytest.raises(CaseHasEnded):
        record_skill(learner=learner, item=first_item(), state=SkillState.LEARNING, by=None, now=now)


def test_an_area_is_gone_through_together(world: World, learner: Learner, client_of: ClientOf):
    client = client_of(world.social_worker.user)
    page = reverse("education_plans:passport-area", args=[learner.uuid, 1])
    items = list(SkillItem.objects.order_by("position")[:3])
    data = {f"item_{items[0].pk}": "can_do", f"evidence_{items[1].pk}": "Half of it", f"item_{items[2].pk}": "not_yet"}
    text = client.post(page, data).content.decode()
    assert f"Say what shows that they can {items[0].what}" in text
    assert f"Say how far they are: {items[1].what}" in text
    assert "Half of it" in text
    data |= {f"evidence_{items[0].pk}": "Cooked for six", f"item_{items[1].pk}": "learning"}
    assert client.post(page, data).status_code == 302
    assert SkillProof.objects.filter(learner=learner).count() == 3
    shown = client.get(reverse("education_plans:passport", args=[learner.uuid])).content.decode()
    assert "Cooked for six" in shown
    assert "<strong>1 of " in shown


def test_the_page_costs_the_same_for_one_and_for_all(
    world: World, learner: Learner, client_of: ClientOf, now: datetime
):
    client, page = client_of(world.social_worker.user), reverse("education_plans:passport", args=[learner.uuid])

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        return len(asked.captured_queries)

    client.get(page)
    few = cost()
    for item in SkillItem.objects.all():
        record_skill(learner=learner, item=item, state=SkillState.LEARNING, by=world.social_worker.user, now=now)
    assert cost() == few
