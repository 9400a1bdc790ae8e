"""Whom carers and young people ask about careers: named once, shown where they look, and no duty runs over it (W13)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.clock import database_now, local_date
from accounts.enums import RoleCode
from accounts.form_fields import day_data
from accounts.models import Membership, User
from agreements.audiences import spokespeople
from agreements.enums import ContactKind, TrainingSubject
from agreements.mine import keeps
from agreements.models import Contact
from agreements.selectors import careers_contact_at, key_contact_at
from agreements.selectors.directory import chart_of
from agreements.selectors.upkeep import training_wanted
from agreements.services import ContactError, appoint_contact
from agreements.services.public import show_contact
from agreements.services.training import record_training
from learners.services.contacts import follow_in_posts
from notifications.enums import MessageKind
from notifications.models import Message
from oversight.services.bulletins import send_bulletin
from tests.factories import MembershipFactory
from tests.oversight.feedback import carer_of
from tests.oversight.test_bulletins import drafted
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def adviser_of(world: World) -> Membership:
    return MembershipFactory(
        agency=world.virtual_school, role=RoleCode.VIRTUAL_SCHOOL_OFFICER, user__name="Cara Careers",
        user__email="cara@example.org", user__phone="0121 496 0555",
    )  # fmt: skip


def named(world: World, now: datetime, **more: object) -> Contact:
    return appoint_contact(
        **{
            "agency": world.virtual_school, "kind": ContactKind.CAREERS_CONTACT, "holder": world.officer, "cover": None,
            "starts_at": now, "by": world.head.user, "now": now, **more,
        }
    )  # fmt: skip


def test_named_on_the_case_file_the_public_page_and_the_bulletin(world: World, client_of: ClientOf, real_now: datetime):
    learner, school = world.learner(enrolled=False), world.virtual_school
    case_file, guide = f"/learners/{learner.uuid}/", f"/partners/support/{school.local_authority.dfe_code}/"
    carer_of(learner, world, real_now)
    draft = drafted(world, real_now)
    worker, officer = client_of(world.social_worker.user), client_of(world.officer.user)
    cards = {card.role: card for card in worker.get(case_file).context["case"].people}
    assert cards["Careers contact"].is_vacant
    assert "There is no careers contact" in officer.get(f"/bulletins/{draft.uuid}/").content.decode()
    assert f"Ask for the careers contact at {school}" in Client().get(guide).content.decode()

    head, change = client_of(world.head.user), f"/directory/{school.uuid}/careers-contact/"
    assert "nobody to ask about careers" in head.get(change).content.decode()
    answers = {"holder": adviser_of(world).pk, **day_data("starts_on", local_date(real_now))}
    assert head.post(change, answers).url == "/directory/"
    assert "Cara Careers" in head.get(f"/directory/{school.uuid}/").content.decode()
    cards = {card.role: card for card in worker.get(case_file).context["case"].people}
    card = cards["Careers contact"]
    assert (card.name, card.phone, card.agency) == ("Cara Careers", "0121 496 0555", school.name)
    assert "Cara Careers" not in Client().get(guide).content.decode()  # she was not asked yet
    show_contact(contact=Contact.objects.get(kind="careers_contact"), is_public=True, by=None, now=real_now)
    text = Client().get(guide).content.decode()
    assert "Cara Careers" in text
    assert "cara@example.org" in text
    assert "Cara Careers" not in Client().get("/partners/support/").content.decode()
    host = world.host_virtual_school.local_authority.dfe_code
    assert "Cara Careers" not in Client().get(f"/partners/support/{host}/").content.decode()

    line = "Questions about careers: Cara Careers, 0121 496 0555, cara@example.org"
    assert line in officer.get(f"/bulletins/{draft.uuid}/").content.decode()
    bulletin = send_bulletin(bulletin=draft, by=world.officer.user, now=database_now())
    assert bulletin.sent_text.endswith(line)
    assert line in Message.objects.get(kind=MessageKind.BULLETIN).body


def test_who_may_name_one(world: World, client_of: ClientOf):
    change = f"/directory/{world.virtual_school.uuid}/careers-contact/"
    for person in (world.stranger, world.officer, world.host_key_contact, world.social_worker):
        client = client_of(person.user)
        assert client.get(change).status_code == 403
        assert client.post(change, {"holder": world.officer.pk}).status_code == 403
    assert client_of(world.head.user).get(f"/directory/{world.college.uuid}/careers-contact/").status_code == 404
    answer = client_of(world.head.user).post(change, {"holder": world.host_key_contact.pk})
    assert "holder" in answer.context["form"].errors
    assert not Contact.objects.filter(kind=ContactKind.CAREERS_CONTACT).exists()


def test_it_is_a_post_of_the_whole_virtual_school(world: World, now: datetime):
    for wrong in ({"agency": world.college, "holder": world.designated_person}, {"agreement": world.agreement}):
        with pytest.raises(ContactError):
            named(world, now, **wrong)
    assert careers_contact_at(world.virtual_school, now).is_vacant


def test_nothing_runs_over_it(world: World, now: datetime):
    school, today = world.virtual_school, local_date(now)
    before = spokespeople([school.pk], now)
    holder = adviser_of(world)
    contact = named(world, now, holder=holder)
    record_training(
        membership=holder, subject=TrainingSubject.SAFEGUARDING, done_on=today, refresh_due_on=today + timedelta(days=30),
        by=world.head.user, now=now,
    )  # fmt: skip
    assert spokespeople([school.pk], now) == before
    assert not keeps(holder.user, school)
    assert not training_wanted(school, [world.agreement], now)
    assert key_contact_at(school, None, now).holder == world.key_contact.user
    assert not chart_of(school, now).has_vacancy
    Message.objects.all().delete()
    (followed,) = follow_in_posts(changes=[(contact, world.officer, None)], starts_at=now, by=world.head.user, now=now)
    assert followed.kind == ContactKind.CAREERS_CONTACT
    assert not Message.objects.exists()
    assert key_contact_at(school, None, now).holder == world.key_contact.user
