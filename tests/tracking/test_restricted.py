"""What happens to a young person whose record is restricted is told to those who know of it (A30, A18)."""

from datetime import timedelta

import pytest

from accounts.clock import local_date
from accounts.enums import RoleCode
from learners.models import Learner
from learners.services import NobodyInCharge, NobodyOfVirtualSchool, enrol, name_person, remove_person, restrict
from notifications.models import Message
from tests.factories import MembershipFactory
from tracking.enums import IncidentKind, SlotChannel, SlotParty, StandIn
from tracking.services import log_incident, raise_emergency

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(world, real_now):
    learner = world.learner(enrolled=False)
    return enrol(
        learner=learner, provider=world.college, course="Art", level="2", by=world.head.user,
        starts_on=local_date(real_now) - timedelta(days=20), now=real_now - timedelta(days=20),
    )  # fmt: skip


def incident_at(place, world, now):
    place.refresh_from_db()
    return log_incident(
        enrolment=place, kind=IncidentKind.SUSPENSION, occurred_at=now, description="A quarrel.",
        by=world.designated_person.user, now=now,
    )  # fmt: skip


def slot(incident, party, channel=SlotChannel.EMAIL):
    return incident.slots.get(party=party, channel=channel)


def hide(learner, *people, by, now):
    return restrict(learner=learner, people=[part.user for part in people], reason="At risk", by=by.user, now=now)


def test_the_virtual_school_is_told_through_somebody_who_is_named(world, place, real_now):
    hide(place.learner, world.designated_person, by=world.head, now=real_now)
    incident = incident_at(place, world, real_now)
    told = slot(incident, SlotParty.KEY_CONTACT)
    assert (told.person, told.stand_in) == (world.head.user, StandIn.NAMED)
    assert not told.is_vacant
    assert told.message.state == "queued"
    worker = slot(incident, SlotParty.KEY_WORKER)
    assert (worker.person, worker.stand_in) == (world.social_worker.user, StandIn.NOBODY)
    assert worker.cover is None
    assert incident.slots.count() == 4
    recipients = {m.recipient for m in Message.objects.filter(topic=incident.topic)}
    assert recipients == {world.head.user, world.social_worker.user}


def test_the_key_contact_first_where_they_are_named(world, place, real_now):
    hide(place.learner, world.key_contact, world.designated_person, by=world.head, now=real_now)
    told = slot(incident_at(place, world, real_now), SlotParty.KEY_CONTACT)
    assert (told.person, told.stand_in) == (world.key_contact.user, StandIn.NOBODY)
    assert told.cover is None, "the cover is not named"


def test_the_cover_where_only_they_are_named(world, place, real_now):
    hide(place.learner, world.officer, world.designated_person, world.team_manager, by=world.team_manager, now=real_now)
    told = slot(incident_at(place, world, real_now), SlotParty.KEY_CONTACT)
    assert (told.person, told.stand_in) == (world.officer.user, StandIn.COVER)


def test_without_a_key_worker_a_named_manager_else_the_virtual_school(world, place, real_now):
    hide(place.learner, world.designated_person, by=world.head, now=real_now)
    place.learner.key_workers.update(ends_at=real_now - timedelta(hours=1))
    assert slot(incident_at(place, world, real_now), SlotParty.KEY_WORKER).person == world.head.user
    name_person(
        learner=place.learner, person=world.team_manager.user, reason="Manages", by=world.head.user, now=real_now
    )
    told = slot(incident_at(place, world, real_now), SlotParty.KEY_WORKER)
    assert (told.person, told.stand_in) == (world.team_manager.user, StandIn.TEAM_MANAGER)


def test_an_emergency_is_answered_by_who_knows(world, place, real_now):
    hide(place.learner, by=world.head, now=real_now)
    place.learner.key_workers.update(ends_at=real_now - timedelta(hours=1))
    learner = Learner.objects.get(pk=place.learner.pk)
    emergency = raise_emergency(learner=learner, description="Alone.", by=world.head.user, now=real_now)
    assert {m.recipient for m in Message.objects.filter(topic=emergency.topic)} == {world.head.user}


def test_somebody_of_the_virtual_school_and_somebody_in_charge_must_be_named(world, place, real_now):
    with pytest.raises(NobodyOfVirtualSchool):
        hide(place.learner, world.designated_person, by=world.team_manager, now=real_now)
    viewer = MembershipFactory(agency=world.virtual_school, role=RoleCode.VIRTUAL_SCHOOL_OFFICER)
    with pytest.raises(NobodyInCharge):
        hide(place.learner, viewer, by=world.officer, now=real_now)
    assert not Learner.objects.get(pk=place.learner.pk).is_restricted
    hide(place.learner, world.officer, by=world.team_manager, now=real_now)
    named = {entry.user: entry for entry in place.learner.named_people.all()}
    with pytest.raises(NobodyOfVirtualSchool):
        remove_person(entry=named[world.officer.user], reason="Left", by=world.team_manager.user, now=real_now)
    with pytest.raises(NobodyInCharge):
        remove_person(entry=named[world.team_manager.user], reason="Left", by=world.team_manager.user, now=real_now)
    assert place.learner.named_people.count() == 2
