import pytest

from deadlines.models import Deadline
from deadlines.registry import audience
from learners.models import Learner
from learners.services import (
    NobodyLeft,
    NotRestricted,
    ReasonNeeded,
    assign_key_worker,
    enrol,
    name_person,
    remove_person,
    restrict,
    unrestrict,
)
from learners.services import restrictions as module
from notifications.models import Message

pytestmark = pytest.mark.django_db


def sees(part, learner):
    return Learner.objects.visible_to(part.user).filter(pk=learner.pk).exists()


def test_restricting_and_opening_again(world, now):
    learner = world.learner()
    restrict(learner=learner, people=[world.head.user], reason="At risk", by=world.team_manager.user, now=now)
    assert sees(world.head, learner)
    assert sees(world.team_manager, learner)
    assert not sees(world.officer, learner)
    unrestrict(learner=learner, reason="The risk has passed", by=world.head.user, now=now)
    assert sees(world.officer, learner)
    assert not learner.named_people.exists()
    assert learner.named_people.model.history.filter(history_type="-").count() == 2


def test_a_reason_is_needed(world, now):
    learner = world.learner()
    with pytest.raises(ReasonNeeded):
        restrict(learner=learner, people=[], reason=" ", by=world.head.user, now=now)
    with pytest.raises(ReasonNeeded):
        unrestrict(learner=learner, reason="", by=world.head.user, now=now)


def test_somebody_must_be_left_who_can_open_it(world, now):
    learner = world.learner()
    with pytest.raises(NobodyLeft):
        restrict(learner=learner, people=[], reason="At risk", by=None, now=now)
    restrict(learner=learner, people=[], reason="At risk", by=world.head.user, now=now)
    with pytest.raises(NobodyLeft):
        remove_person(entry=learner.named_people.get(), reason="x", by=None, now=now)


def test_nobody_is_named_on_an_open_record(world, now):
    with pytest.raises(NotRestricted):
        name_person(learner=world.learner(), person=world.officer.user, reason="x", by=None, now=now)


def test_removed_from_a_restricted_record(world, now):
    learner = world.learner()
    restrict(learner=learner, people=[world.officer.user], reason="At risk", by=world.head.user, now=now)
    entry = learner.named_people.get(user=world.officer.user)
    remove_person(entry=entry, reason="Changed teams", by=world.head.user, now=now)
    assert not sees(world.officer, learner)
    assert not world.officer.user.has_perm("view_learner", learner)


def test_when_access_cannot_be_projected_the_record_is_not_restricted(world, now, monkeypatch):
    learner = world.learner()

    def refuse(_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(module, "project_learner", refuse)
    with pytest.raises(RuntimeError):
        restrict(learner=learner, people=[], reason="At risk", by=world.head.user, now=now)
    learner.refresh_from_db()
    assert not learner.is_restricted
    assert not learner.named_people.exists()


def test_news_of_a_restricted_record_reaches_only_those_who_may_know(world, now):
    learner = world.learner()
    restrict(learner=learner, people=[world.key_contact.user], reason="At risk", by=world.head.user, now=now)
    assign_key_worker(
        learner=learner, membership=world.carer, kind="foster_carer", starts_at=now, by=world.head.user, now=now
    )
    assert {message.recipient for message in Message.objects.all()} == {world.key_contact.user}


def test_reminders_about_a_restricted_record_too(world, now):
    learner = world.learner(enrolled=False)
    enrol(learner=learner, provider=world.college, course="Art", level="2", starts_on=now.date(), by=None, now=now)
    restrict(learner=learner, people=[], reason="At risk", by=world.head.user, now=now)
    clock = Deadline.objects.get(duty_code="education_plan")
    assert audience("key_worker")([clock], now)[clock.pk] == [world.social_worker.user]
    told = audience("team_manager")([clock], now)[clock.pk]
    assert set(told) == {world.social_worker.user, world.head.user}, "nobody asked for may know, so all insiders hear"
