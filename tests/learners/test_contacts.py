"""A change of a designated person or key contact is told to everybody concerned (A20, A21, A36)."""

import pytest

from accounts.enums import Purpose
from agreements.models import Contact
from agreements.selectors import designated_person_at, key_contact_at
from agreements.services import NotEligible
from learners.services import change_designated_person, change_key_contact
from learners.services import contacts as module
from notifications.enums import MessageKind
from notifications.models import Message
from tests.factories import AgencyLinkFactory, AgreementFactory, EnrolmentFactory, LearnerFactory

pytestmark = pytest.mark.django_db


def told():
    return {message.recipient for message in Message.objects.filter(kind=MessageKind.CONTACT_CHANGED)}


def new_designated_person(world, now, **changed):
    return change_designated_person(
        provider=world.college,
        **{
            "holder": world.cover_person,
            "cover": world.designated_person,
            "starts_at": now,
            "by": world.signatory.user,
            "now": now,
            **changed,
        },
    )


def test_every_virtual_school_with_an_agreement_and_every_key_worker_is_told(world, now):
    world.learner()
    contact = new_designated_person(world, now)

    assert designated_person_at(world.college, now).holder == world.cover_person.user
    assert told() == {world.key_contact.user, world.social_worker.user}
    message = Message.objects.filter(kind=MessageKind.CONTACT_CHANGED).first()
    assert world.college.name in message.subject
    assert message.about is None
    assert message.topic == f"contact:{contact.uuid}"


def test_a_virtual_school_with_a_young_person_there_but_no_agreement_is_told_too(world, now):
    learner = LearnerFactory()
    AgencyLinkFactory(learner=learner, agency=world.host_virtual_school, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    EnrolmentFactory(learner=learner, provider=world.college)
    new_designated_person(world, now)
    assert world.key_contact.user in told()
    assert not told() & {world.host_key_contact.user}, "the host school has no key contact in post and no head"
    Message.objects.all().delete()
    change_key_contact(
        virtual_school=world.host_virtual_school,
        holder=world.host_key_contact,
        cover=None,
        starts_at=now,
        by=None,
        now=now,
    )
    new_designated_person(world, now, holder=world.designated_person, cover=None)
    assert world.host_key_contact.user in told()


def test_somebody_from_elsewhere_is_refused_and_nobody_is_told(world, now):
    with pytest.raises(NotEligible):
        new_designated_person(world, now, holder=world.stranger)
    assert told() == set()


def test_when_the_news_cannot_be_queued_the_post_has_not_changed(world, now, monkeypatch):
    world.learner()

    def refuse(*_, **__):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(module, "queue", refuse)
    with pytest.raises(RuntimeError):
        new_designated_person(world, now)
    assert designated_person_at(world.college, now).holder == world.designated_person.user
    assert Contact.objects.filter(agency=world.college).count() == 1


def test_a_new_key_contact_is_told_to_providers_and_key_workers(world, now):
    world.learner()
    change_key_contact(
        virtual_school=world.virtual_school,
        holder=world.officer,
        cover=world.key_contact,
        starts_at=now,
        by=world.head.user,
        now=now,
    )
    assert key_contact_at(world.virtual_school, None, now).holder == world.officer.user
    assert told() == {world.designated_person.user, world.social_worker.user}


def test_a_key_contact_for_one_agreement_concerns_that_provider_only(world, now):
    world.learner()
    other = AgreementFactory(virtual_school=world.virtual_school, provider=world.other_college)
    change_key_contact(
        virtual_school=world.virtual_school,
        agreement=other,
        holder=world.officer,
        cover=None,
        starts_at=now,
        by=world.head.user,
        now=now,
    )
    assert key_contact_at(world.virtual_school, other, now).holder == world.officer.user
    assert key_contact_at(world.virtual_school, world.agreement, now).holder == world.key_contact.user
    assert told() == set(), "the other college has nobody in post, and no young person of ours"
