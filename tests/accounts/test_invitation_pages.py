"""The page behind an invitation's link: with and without an account, and when the link is worth nothing."""

import logging
import re

import pytest
from axes.models import AccessAttempt
from django.test import Client

from accounts.enums import RoleCode
from accounts.identity_providers import IdentityProvider
from accounts.models import Invitation, Membership, User
from accounts.services import begin_membership, deactivate_person, withdraw_invitation
from config.logs import PlainFormatter
from notifications.models import Message
from tests.factories import InvitationFactory
from tests.factories.accounts import PASSWORD as OLD_PASSWORD

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet umbrellas"
LINK = "/invitation/a-token-that-works/"
ANSWERS = {"name": "Nia Nwosu", "phone": "01632 960 123", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def invitation(world):
    return InvitationFactory(
        agency=world.college, role=RoleCode.MENTOR, email="nia@example.org", name="Nia Newcomer",
        invited_by=world.administrator.user, token="a-token-that-works",
    )  # fmt: skip


@pytest.fixture
def for_stranger(world):
    return InvitationFactory(
        agency=world.college, role=RoleCode.MENTOR, email=world.stranger.user.email,
        invited_by=world.administrator.user, token="a-token-that-works",
    )  # fmt: skip


def test_looking_at_it_changes_nothing(client, invitation):
    for _ in range(2):
        page = client.get(LINK).content.decode()
        assert "Ada Administrator invites you to work in Mainstay for Brindley College." in page
        assert "Your role: Mentor" in page
        assert "Supports the learners they mentor" in page
        assert 'value="Nia Newcomer"' in page
    assert client.head(LINK).status_code == 200
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert not User.objects.filter(email="nia@example.org").exists()
    assert not client.session.keys()


def test_a_newcomer_accepts_and_signs_in(client, invitation):
    answer = client.post(LINK, ANSWERS)
    assert answer["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session
    signed_in = client.post("/sign-in/", {"username": "nia@example.org", "password": PASSWORD})
    assert signed_in.status_code == 302
    assert "Mentor, Brindley College" in client.get("/account/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "nia nwosu here", "password2": "nia nwosu here"}, "too similar to the"),
        ({"password2": "something else"}, "The two passwords are not the same"),
        ({"password1": "", "password2": ""}, "Enter password"),
        ({"name": " "}, "Enter full name"),
        ({"phone": "none"}, "Enter a phone number, like"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, invitation, changes, words):
    page = client.post(LINK, {**ANSWERS, **changes}).content.decode()
    assert words in page
    assert "<title>Error: Accept an invitation" in page
    assert "01632 960 123" in page or "phone" in changes
    assert not User.objects.filter(email="nia@example.org").exists()


def test_with_an_account_one_signs_in_first_and_comes_back(client, for_stranger, world):
    page = client.get(LINK).content.decode()
    assert "You have an account in Mainstay already" in page
    assert world.stranger.user.email not in page
    answer = client.post(LINK, ANSWERS)
    assert answer["Location"] == "/sign-in/?next=/invitation/"
    assert not Membership.objects.filter(user=world.stranger.user, agency=world.college).exists()
    back = client.post(
        "/sign-in/", {"username": world.stranger.user.email, "password": OLD_PASSWORD, "next": "/invitation/"}
    )
    assert back["Location"] == "/invitation/"
    page = client.get("/invitation/").content.decode()
    assert "You are signed in as Stan Stranger" in page
    assert client.post("/invitation/")["Location"] == "/account/"
    assert Membership.objects.active().filter(user=world.stranger.user, agency=world.college).exists()
    assert "Mentor, Brindley College" in client.get("/account/").content.decode()
    assert client.get("/invitation/").status_code == 404


def test_signed_in_as_somebody_else_nothing_is_offered(client_of, for_stranger, world):
    client = client_of(world.viewer.user)
    for answer in (client.get(LINK), client.post(LINK, ANSWERS)):
        page = answer.content.decode()
        assert "This invitation is not for this account" in page
        assert world.stranger.user.email not in page
        assert world.stranger.user.name not in page
    assert not Membership.objects.filter(user=world.viewer.user, role=RoleCode.MENTOR).exists()


def test_another_agencys_sign_in_vouches_for_nobody_here(client_of, for_stranger, world):
    client = client_of(world.stranger.user)
    session = client.session
    session["sign_in_agency"] = world.other_college.pk
    session.save()
    assert "This invitation is not for this account" in client.post(LINK).content.decode()
    assert not Membership.objects.filter(user=world.stranger.user, agency=world.college).exists()


def test_every_dead_link_answers_the_same(client, world, real_now):
    links = {}
    for state in ("used", "withdrawn", "late"):
        links[state] = InvitationFactory(
            agency=world.college, role=RoleCode.MENTOR, email=f"{state}@example.org", token=state,
            invited_by=world.administrator.user,
        )  # fmt: skip
    client.post("/invitation/used/", ANSWERS)
    withdraw_invitation(invitation=links["withdrawn"], by=None, now=real_now)
    Invitation.objects.filter(pk=links["late"].pk).update(
        invited_at=real_now.replace(year=2025), expires_at=real_now.replace(year=2025, microsecond=999_999)
    )
    closed = InvitationFactory(
        agency=world.college, email=world.viewer.user.email, role=RoleCode.MENTOR, token="closed"
    )
    deactivate_person(user=world.viewer.user, by=None, now=real_now)
    assert closed.pk
    pages = set()
    for token in ("used", "withdrawn", "late", "closed", "never-was-one", "x" * 2000):
        for answer in (Client().get(f"/invitation/{token}/"), Client().post(f"/invitation/{token}/", ANSWERS)):
            assert answer.status_code == 404
            pages.add(re.sub(r'nonce="[^"]+"|name="csrf[^>]+', "", answer.content.decode()))
    assert len(pages) == 1
    assert "ask the person at your agency who invited you" in pages.pop()
    assert Client().get("/invitation/").status_code == 404


def test_the_link_leaks_nowhere(client, invitation, caplog):
    caplog.set_level(logging.DEBUG)
    token = "a-token-that-works"
    answer = client.get(LINK)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert token not in answer.content.decode()
    client.post(LINK, {**ANSWERS, "password2": "other"})
    Client(enforce_csrf_checks=True).post(LINK, ANSWERS)  # refused, and logged as such
    client.post(LINK, ANSWERS)
    client.get(LINK)
    lines = [PlainFormatter().format(r) for r in caplog.records if not r.name.startswith("django.db")]
    assert [line for line in lines if "/invitation/" in line]
    assert [line for line in lines if token in line] == []
    assert token not in str(list(Message.objects.values_list("body", "link", "subject")))


def test_wrong_passwords_on_the_way_keep_no_link(client, for_stranger):
    client.post(LINK)
    client.post("/sign-in/?next=/invitation/", {"username": "stan.stranger@example.org", "password": "wrong"})
    assert "a-token-that-works" not in str(list(AccessAttempt.objects.values()))
    assert "a-token-that-works" not in str(client.session.items())


def provider(agency, slug="brindley"):
    return IdentityProvider(
        slug=slug, agency=agency.uuid, name="Brindley account", client_id="x", client_secret="y",
        discovery_url="https://id.example/.well-known/openid-configuration",
    )  # fmt: skip


def test_an_agencys_own_sign_in_needs_no_password(client, invitation, world, settings):
    settings.MAINSTAY_SINGLE_SIGN_ON = (provider(world.college), provider(world.other_college, "elsewhere"))
    page = client.get(LINK).content.decode()
    assert "With Brindley account" in page
    assert "elsewhere" not in page
    answer = client.post(LINK, {"name": "Nia Nwosu", "phone": "", "way": "brindley"})
    assert answer["Location"] == "/sign-in/with/brindley/"
    person = User.objects.get(email="nia@example.org")
    assert not person.has_usable_password()
    assert person.memberships.get().role == RoleCode.MENTOR


def test_where_there_is_own_sign_in_a_password_may_be_chosen_all_the_same(client, invitation, world, settings):
    settings.MAINSTAY_SINGLE_SIGN_ON = (provider(world.college),)
    assert "Answer “How will you sign in?”" in client.post(LINK, ANSWERS).content.decode()
    assert "Enter password" in client.post(LINK, {"name": "Nia", "way": "password"}).content.decode()
    assert client.post(LINK, {**ANSWERS, "way": "nobodys"}).status_code == 200
    assert not User.objects.filter(email="nia@example.org").exists()
    assert client.post(LINK, {**ANSWERS, "way": "password"})["Location"] == "/sign-in/"
    assert User.objects.get(email="nia@example.org").check_password(PASSWORD)


def test_a_role_held_already_is_said(client_of, for_stranger, world, real_now):
    begin_membership(
        user=world.stranger.user, agency=world.college, role=RoleCode.MENTOR, starts_at=real_now, by=None, now=real_now
    )
    page = client_of(world.stranger.user).post(LINK, follow=True).content.decode()
    assert "already has the role Mentor" in page
