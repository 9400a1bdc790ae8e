"""The organisation chart, and the pages on which an agency keeps itself ready: who may, what is shown, what is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.form_fields import day_data
from accounts.models import Membership, User
from agreements.enums import TrainingSubject
from agreements.models import Confirmation, Registration, Training
from agreements.selectors.directory import chart_of
from agreements.services import confirm_contacts, record_registration, record_training
from deadlines.models import Deadline
from tests.factories import MembershipFactory
from tests.people import World

ClientOf = Callable[[User], Client]


def page(world: World, name: str = "agency") -> str:
    return reverse(f"agreements:{name}", args=[world.college.uuid])


def training_page(membership: Membership, name: str = "training") -> str:
    return reverse(f"agreements:{name}", args=[membership.uuid])


@pytest.fixture
def administrator(world: World, client_of: ClientOf) -> Client:
    return client_of(world.administrator.user)


def train(membership: Membership, now: datetime, done: int, refresh: int | None) -> Training:
    return record_training(
        membership=membership,
        subject=TrainingSubject.DUTIES,
        note="A morning at the Virtual School",
        done_on=local_date(now) + timedelta(days=done),
        refresh_due_on=None if refresh is None else local_date(now) + timedelta(days=refresh),
        by=None,
        now=now,
    )


def test_the_chart_is_in_the_order_of_responsibility(world: World, real_now: datetime):
    second_hat = MembershipFactory(user=world.mentor.user, agency=world.college, role=RoleCode.VIEWER)
    chart = chart_of(world.college, real_now)
    assert [(title, [person.user.name for person in people]) for title, people in chart.tiers] == [
        ("First contact", ["Dina Designated", "Colin Cover"]),
        ("In charge", ["Sid Signatory"]),
        ("Managers and leads", ["Ada Administrator"]),
        ("Team", ["Mo Mentor", "Vic Viewer"]),
    ]
    dina, colin = chart.tiers[0][1]
    assert dina.posts == ("Designated person",)
    assert colin.posts == ("Cover: designated person",)
    assert len(chart.tiers[3][1][0].hats) == 2
    assert second_hat in chart.tiers[3][1][0].hats


def test_the_chart_has_another_digest_when_anything_on_it_changes(world: World, real_now: datetime):
    digests = {chart_of(world.college, real_now).digest}
    world.mentor.job_title = "Head of mentoring"
    world.mentor.save()
    digests.add(chart_of(world.college, real_now).digest)
    world.mentor.user.phone = "01632 960 999"
    world.mentor.user.save()
    digests.add(chart_of(world.college, real_now).digest)
    world.post_designated_person.cover = None
    world.post_designated_person.save()
    digests.add(chart_of(world.college, real_now).digest)
    assert len(digests) == 4


def test_training_is_said_in_words_on_the_card_and_in_the_chart(world: World, client_of: ClientOf, real_now: datetime):
    train(world.designated_person, real_now, -10, 300)
    train(world.cover_person, real_now, -400, -35)
    train(world.signatory, real_now, -300, 20)
    text = client_of(world.stranger.user).get(page(world)).content.decode()
    for words in ("Trained", "Training out of date", "Training to be refreshed", "Training not recorded"):
        assert words in text
    assert "Refresh was due by" in text
    assert "the training of Dina Designated" not in text, "its notes are for the agency"
    agreement = reverse("agreements:agreement", args=[world.agreement.uuid])
    assert "Training out of date" in client_of(world.head.user).get(agreement).content.decode()


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("administrator", 200),
        ("signatory", 200),
        ("designated_person", 200),
        ("cover_person", 200),
        ("mentor", 403),
        ("viewer", 403),
        ("head", 403),
        ("stranger", 403),
    ],
)
def test_who_keeps_an_agency(world: World, client_of: ClientOf, part: str, status: int):
    client = client_of(getattr(world, part).user)
    for url in (page(world, "confirm"), page(world, "registration"), training_page(world.designated_person)):
        assert client.get(url).status_code == status, url
    text = client.get(page(world)).content.decode()
    assert ("Look through your people" in text) == (status == 200)


def test_confirming(world: World, administrator: Client):
    text = administrator.get(page(world, "confirm")).content.decode()
    assert "Are these people right?" in text
    assert "Change the designated person" in text
    digest = administrator.get(page(world, "confirm")).context["chart"].digest
    refused = administrator.post(page(world, "confirm"), {"seen": "something else"})
    assert "Look again and confirm then" in refused.content.decode()
    assert not Confirmation.objects.exists()
    response = administrator.post(page(world, "confirm"), {"seen": digest})
    assert response.url == f"{page(world)}#confirmation"
    confirmation = Confirmation.objects.get()
    assert confirmation.confirmed_by == world.administrator.user
    assert "by Ada Administrator" in administrator.get("/directory/").content.decode()
    assert "by Ada Administrator" in administrator.get(page(world)).content.decode()


def test_an_overdue_confirmation_is_shown_in_the_directory(world: World, administrator: Client, real_now: datetime):
    confirm_contacts(
        agency=world.college, seen=chart_of(world.college, real_now).digest, by=world.administrator.user, now=real_now
    )
    assert ">Overdue<" not in administrator.get("/directory/").content.decode()
    world.agreement.put_in_force_at = real_now - timedelta(days=500)
    world.agreement.save()
    confirm_contacts(
        agency=world.college,
        seen=chart_of(world.college, real_now - timedelta(days=400)).digest,
        by=world.administrator.user,
        now=real_now - timedelta(days=400),
    )
    assert Deadline.objects.filter(duty_code="contacts_confirmed").count() == 1
    for url in ("/directory/?q=brindley", page(world)):
        assert "Overdue" in administrator.get(url).content.decode().split("<main")[1]


def test_recording_renewing_and_correcting_a_registration(world: World, administrator: Client, real_now: datetime):
    today = local_date(real_now)
    assert administrator.get(page(world, "registration-correct")).status_code == 404
    data = {"number": "za 123456", **day_data("expires_on", today + timedelta(days=30))}
    refused = administrator.post(page(world, "registration"), {**data, "number": "12345678"})
    assert "as the register shows it" in refused.content.decode()
    assert administrator.post(page(world, "registration"), data).url == f"{page(world)}#data-protection"
    assert "Runs out soon" in administrator.get(page(world)).content.decode()
    refused = administrator.post(page(world, "registration"), data)
    assert "recorded already" in refused.content.decode()
    corrected = {"number": "ZB654321", **day_data("expires_on", today + timedelta(days=300)), "reason": "Typed wrongly"}
    administrator.post(page(world, "registration-correct"), corrected)
    text = administrator.get(page(world)).content.decode()
    assert "ZB654321" in text
    assert "Registered" in text
    assert Registration.objects.get().history.count() == 2


def test_recording_and_correcting_training(world: World, administrator: Client, real_now: datetime):
    today = local_date(real_now)
    new = training_page(world.mentor, "training-new")
    data = {"subject": "other", "note": "", **day_data("done_on", today)}
    assert "Enter what the training was about" in administrator.post(new, data).content.decode()
    response = administrator.post(new, {**data, "note": "First aid", **day_data("refresh_due_on", today)})
    assert "The refresh must be due after the training" in response.content.decode()
    assert administrator.post(new, {**data, "note": "First aid"}).url == training_page(world.mentor)
    training = Training.objects.get()
    correct = reverse("agreements:training-correct", args=[training.uuid])
    assert "First aid" in administrator.get(correct).content.decode()
    administrator.post(
        correct, {**data, "note": "Mental health first aid", "reason": "The full name", "subject": "other"}
    )
    text = administrator.get(training_page(world.mentor)).content.decode()
    assert "Mental health first aid" in text
    assert "The full name" in text


def test_everybody_records_their_own(world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.mentor.user)
    data = {"subject": "care_system", "note": "", **day_data("done_on", local_date(real_now))}
    assert client.post(training_page(world.mentor, "training-new"), data).status_code == 302
    assert client.post(training_page(world.viewer, "training-new"), data).status_code == 403
    assert "the training of Mo Mentor" in client.get(page(world)).content.decode()


def test_the_training_of_somebody_who_left_is_gone(world: World, administrator: Client, real_now: datetime):
    world.mentor.ends_at = real_now - timedelta(hours=1)
    world.mentor.save()
    assert administrator.get(training_page(world.mentor)).status_code == 404


def test_the_page_of_an_agency_takes_as_many_queries_for_many_people_as_for_few(
    world: World, administrator: Client, real_now: datetime, django_assert_max_num_queries
):
    record_registration(
        agency=world.college,
        number="ZA123456",
        expires_on=local_date(real_now) + timedelta(days=9),
        by=None,
        now=real_now,
    )
    train(world.designated_person, real_now, -1, 300)
    pages = [page(world), page(world, "confirm"), training_page(world.designated_person)]
    counts = []
    for url in pages:
        administrator.get(url)
        with django_assert_max_num_queries(30) as counted:
            administrator.get(url)
        counts.append(len(counted))
    for number in range(6):
        train(MembershipFactory(agency=world.college), real_now, -5 - number, 300)
        train(world.designated_person, real_now, -5 - number, 300)
    for url, count in zip(pages, counts, strict=True):
        with django_assert_max_num_queries(count):
            administrator.get(url)
