"""Filling the posts: designated person and key contact."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Membership
from agreements.enums import ContactKind
from agreements.models import Contact
from agreements.selectors import designated_person_at, key_contact_at
from agreements.services import ContactError, NotEligible, PostTakenLater, appoint_contact, change_cover
from tests.factories import AgreementFactory, ContactFactory
from tests.people import World


def appoint(world: World, now: datetime, **details: object) -> Contact:
    values: dict[str, object] = {
        "agency": world.college,
        "kind": ContactKind.DESIGNATED_PERSON,
        "holder": world.cover_person,
        "cover": world.signatory,
        "starts_at": now,
    }
    return appoint_contact(**(values | details), by=world.administrator.user, now=now)  # type: ignore[arg-type]


def test_the_new_holder_takes_over_at_the_moment_and_the_old_one_leaves(world: World, now: datetime):
    contact = appoint(world, now)
    before = world.post_designated_person
    before.refresh_from_db()
    assert before.ends_at == contact.starts_at == now
    assert designated_person_at(world.college, now).person == world.cover_person.user
    assert designated_person_at(world.college, now - timedelta(seconds=1)).person == world.designated_person.user
    assert before.history.latest("history_id").history_change_reason == "Followed by Colin Cover"
    assert contact.history.first().history_user == world.administrator.user


def test_nothing_remains_of_an_appointment_that_fails(world: World, now: datetime, monkeypatch: pytest.MonkeyPatch):
    from accounts import history

    real_save = history.save

    def save_all_but_the_last(instance: object, **details: object) -> None:
        if isinstance(instance, Contact) and instance.pk is None:
            raise RuntimeError("the last write fails")
        real_save(instance, **details)  # type: ignore[arg-type]

    monkeypatch.setattr(history, "save", save_all_but_the_last)
    with pytest.raises(RuntimeError):
        appoint(world, now)
    world.post_designated_person.refresh_from_db()
    assert world.post_designated_person.ends_at is None


def test_a_key_contact_of_one_agreement_leaves_the_general_one_in_post(world: World, now: datetime):
    appoint(
        world,
        now,
        agency=world.virtual_school,
        kind=ContactKind.KEY_CONTACT,
        agreement=world.agreement,
        holder=world.head,
        cover=None,
    )
    assert key_contact_at(world.virtual_school, world.agreement, now).person == world.head.user
    assert key_contact_at(world.virtual_school, None, now).person == world.key_contact.user


def test_a_change_planned_ahead_is_not_overtaken(world: World, now: datetime):
    appoint(world, now, starts_at=now + timedelta(days=7))
    with pytest.raises(PostTakenLater, match="Colin Cover"):
        appoint(world, now, holder=world.signatory, cover=None)


@pytest.mark.parametrize(
    ("field", "person"),
    [
        ("holder", "stranger"),  # works elsewhere
        ("holder", "mentor"),  # sees only their own learners
        ("cover", "viewer"),
        ("cover", "administrator"),  # sees no young person's record
        ("cover", "cover_person"),  # the holder
    ],
)
def test_who_cannot_do_the_work_is_refused(world: World, now: datetime, field: str, person: str):
    membership: Membership = getattr(world, person)
    with pytest.raises(NotEligible) as refused:
        appoint(world, now, **{field: membership})
    assert refused.value.field == field
    assert world.designated_person.user == designated_person_at(world.college, now).person


@pytest.mark.parametrize("field", ["holder", "cover"])
@pytest.mark.parametrize("how", ["left", "deactivated", "not begun"])
def test_who_is_not_there_is_refused(world: World, now: datetime, field: str, how: str):
    membership = world.cover_person if field == "holder" else world.signatory
    match how:
        case "left":
            membership.ends_at = now
        case "deactivated":
            membership.user.is_active = False
        case "not begun":
            membership.starts_at = now + timedelta(seconds=1)
    membership.user.save()
    membership.save()
    with pytest.raises(NotEligible, match="not active") as refused:
        appoint(world, now)
    assert refused.value.field == field


def test_each_kind_of_agency_has_its_own_post(world: World, now: datetime):
    with pytest.raises(ContactError, match="does not have this post: Virtual School key contact"):
        appoint(world, now, kind=ContactKind.KEY_CONTACT)
    with pytest.raises(ContactError, match="does not have this post: Designated person"):
        appoint(world, now, agency=world.virtual_school, holder=world.head, cover=None)


def test_only_a_party_names_a_contact_for_an_agreement(world: World, now: datetime):
    others = AgreementFactory(virtual_school=world.host_virtual_school, provider=world.college)
    with pytest.raises(ContactError, match="its own agreements"):
        appoint(
            world,
            now,
            agency=world.virtual_school,
            kind=ContactKind.KEY_CONTACT,
            agreement=others,
            holder=world.head,
            cover=None,
        )
    with pytest.raises(ContactError, match="its own agreements"):
        appoint(world, now, agreement=world.agreement)


def test_changing_the_cover_keeps_who_covered_before(world: World, now: datetime):
    contact = change_cover(
        contact=world.post_designated_person, cover=world.signatory, by=world.administrator.user, now=now
    )
    assert contact.holder == world.designated_person
    assert designated_person_at(world.college, now).cover == world.signatory.user
    assert designated_person_at(world.college, now - timedelta(days=1)).cover == world.cover_person.user


def test_a_post_can_be_left_without_cover(world: World, now: datetime):
    change_cover(contact=world.post_designated_person, cover=None, by=world.administrator.user, now=now)
    assert designated_person_at(world.college, now).cover is None


def test_the_database_holds_one_current_row_for_a_post(world: World):
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactFactory(agency=world.college, holder=world.cover_person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=world.post_designated_person.pk).update(cover=world.designated_person)
