"""Who is in a post: the holder, else the cover, else nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from agreements.selectors import designated_people_at, designated_person_at, key_contact_at, key_contacts_at
from tests.factories import AgreementFactory, ContactFactory
from tests.people import World

AT = datetime(2026, 10, 6, 11, 0, tzinfo=UTC)


def test_the_holder_is_the_person_to_call(world: World):
    post = designated_person_at(world.college, AT)
    assert (post.person, post.cover) == (world.designated_person.user, world.cover_person.user)
    assert not post.is_vacant
    assert not post.is_covered


@pytest.mark.parametrize("how", ["signed off", "left", "not begun"])
def test_the_cover_stands_in_for_a_holder_who_cannot_act(world: World, how: str):
    holder = world.designated_person
    if how == "signed off":
        holder.user.is_active = False
        holder.user.save()
    else:
        holder.starts_at, holder.ends_at = (
            (holder.starts_at, AT) if how == "left" else (AT + timedelta(seconds=1), None)
        )
        holder.save()
    post = designated_person_at(world.college, AT)
    assert (post.holder, post.person) == (None, world.cover_person.user)
    assert post.is_covered
    assert not post.is_vacant


def test_with_neither_the_post_is_vacant_and_still_says_who_was_named(world: World):
    for membership in (world.designated_person, world.cover_person):
        membership.ends_at = AT - timedelta(days=1)
        membership.save()
    post = designated_person_at(world.college, AT)
    assert post.is_vacant
    assert post.contact == world.post_designated_person


def test_a_post_nobody_was_ever_named_for_is_vacant(world: World):
    assert designated_person_at(world.other_college, AT).is_vacant
    assert key_contact_at(world.host_virtual_school, None, AT).is_vacant


def test_the_past_stays_known(world: World):
    world.post_designated_person.ends_at = AT
    world.post_designated_person.save()
    ContactFactory(agency=world.college, holder=world.cover_person, starts_at=AT)
    before, after = (designated_person_at(world.college, at) for at in (AT - timedelta(seconds=1), AT))
    assert before.person == world.designated_person.user
    assert after.person == world.cover_person.user


def test_the_contact_named_for_an_agreement_comes_before_the_general_one(world: World):
    ContactFactory(key_contact=True, agency=world.virtual_school, holder=world.officer, agreement=world.agreement)
    other = AgreementFactory(virtual_school=world.virtual_school, provider=world.other_college)
    assert key_contact_at(world.virtual_school, world.agreement, AT).person == world.officer.user
    assert key_contact_at(world.virtual_school, other, AT).person == world.key_contact.user
    assert key_contact_at(world.virtual_school, None, AT).person == world.key_contact.user


def test_a_vacant_post_of_an_agreement_falls_back_to_the_general_one(world: World):
    ContactFactory(key_contact=True, agency=world.virtual_school, holder=world.officer, agreement=world.agreement)
    world.officer.ends_at = AT
    world.officer.save()
    assert key_contact_at(world.virtual_school, world.agreement, AT).person == world.key_contact.user


def test_an_agreement_of_another_virtual_school_names_nobody_here(world: World):
    host = AgreementFactory(virtual_school=world.host_virtual_school, provider=world.college)
    ContactFactory(key_contact=True, agency=world.host_virtual_school, holder=world.host_key_contact, agreement=host)
    assert key_contact_at(world.virtual_school, host, AT).person == world.key_contact.user


def test_many_posts_take_one_query(world: World, django_assert_num_queries):
    with django_assert_num_queries(1):
        people = designated_people_at([world.college.pk, world.other_college.pk], AT)
    with django_assert_num_queries(1):
        contacts = key_contacts_at(
            [(world.virtual_school.pk, world.agreement.pk), (world.host_virtual_school.pk, None)], AT
        )
    assert [post.is_vacant for post in people.values()] == [False, True]
    assert [post.is_vacant for post in contacts.values()] == [False, True]
