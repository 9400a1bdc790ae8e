"""Who lost their phone and their recovery codes gets in again by their own administrator, and hears of it."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts import access, services
from accounts.enums import RoleCode
from notifications.enums import MessageKind
from notifications.models import Message
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def locked_out(world, settings):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"
    user = world.mentor.user
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    return user


def address_of(world, user):
    return reverse("accounts:lost-second-step", args=[world.college.uuid, user.uuid])


def test_the_administrator_lets_them_set_up_a_new_one(world, locked_out, client_of):
    client = client_of(world.administrator.user)
    person = reverse("accounts:person", args=[world.college.uuid, locked_out.uuid])
    assert address_of(world, locked_out) in client.get(person).text
    assert "Be sure that it is really they" in client.get(address_of(world, locked_out)).text
    answer = client.post(address_of(world, locked_out), {"reason": "Saw them at their desk"}, follow=True)
    assert "sets up a new second step" in answer.text
    assert not Authenticator.objects.filter(user=locked_out).exists()
    assert locked_out.history.first().history_change_reason == "Saw them at their desk"
    assert locked_out.history.first().history_user == world.administrator.user
    told = Message.objects.get(kind=MessageKind.ACCOUNT)
    assert (told.recipient, told.address) == (locked_out, locked_out.email)
    assert "lost your second step" in told.body
    assert address_of(world, locked_out) not in client.get(person).text


def test_without_a_reason_nothing_is_forgotten(world, locked_out, client_of):
    answer = client_of(world.administrator.user).post(address_of(world, locked_out), {"reason": " "})
    assert "There is a problem" in answer.text
    assert Authenticator.objects.filter(user=locked_out).count() == 2


def test_nobody_takes_away_their_own(world, client_of):
    answer = client_of(world.administrator.user).post(
        address_of(world, world.administrator.user), {"reason": "Lost my phone"}
    )
    assert "You cannot do this to your own account" in answer.text


def test_who_works_elsewhere_too_is_not_for_one_agency(world, locked_out, real_now):
    second = MembershipFactory(user=locked_out, agency=world.other_college, role=RoleCode.MENTOR)
    access.project_membership(second)
    with pytest.raises(services.WorksElsewhere):
        services.replace_second_step(
            user=locked_out, agency=world.college, reason="Asked", by=world.administrator.user, now=real_now
        )
    assert Authenticator.objects.filter(user=locked_out).count() == 2


def test_another_agency_finds_nobody(world, locked_out, client_of):
    assert client_of(world.stranger.user).post(address_of(world, locked_out), {"reason": "x"}).status_code == 403
    foreign = reverse("accounts:lost-second-step", args=[world.college.uuid, world.stranger.user.uuid])
    assert client_of(world.administrator.user).get(foreign).status_code == 404
