from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.clock import database_now
from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


def try_to_sign_in(client, email, password, **more):
    return client.post(SIGN_IN, {"username": email, "password": password, **more})


@pytest.fixture
def ada():
    return UserFactory(email="ada@example.org", name="Ada Okafor")


def test_the_addresses_are_fixed():
    assert reverse("accounts:sign-in") == SIGN_IN
    assert reverse("accounts:sign-out") == "/sign-out/"
    assert reverse("accounts:keep-alive") == "/keep-alive/"
    assert reverse("accounts:profile") == "/account/"


def test_signing_in_leads_to_my_day(client, ada):
    answer = try_to_sign_in(client, "ada@example.org", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_capitals_and_spaces_in_the_address_do_not_matter(client, ada):
    assert try_to_sign_in(client, " ADA@Example.org ", PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("closed@example.org", PASSWORD)],
)
def test_the_refusal_does_not_say_what_was_wrong(client, ada, email, password):
    UserFactory(email="closed@example.org", is_active=False)
    answer = try_to_sign_in(client, email, password)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "The e-mail address or the password is not right." in page
    assert "<title>Error: Sign in" in page
    assert f'value="{email}"' in page
    assert password not in page
    assert "_auth_user_id" not in client.session


def test_empty_boxes_are_named(client):
    page = try_to_sign_in(client, "", "").content.decode()
    assert "Enter e-mail address" in page
    assert "Enter password" in page
    assert 'href="#id_username"' in page


def test_password_managers_are_welcome(client):
    page = client.get(SIGN_IN).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


def test_whoever_was_stopped_gets_there_afterwards(client, ada):
    answer = client.get("/account/roles/?from=mail")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/account/roles/%3Ffrom%3Dmail"
    page = client.get(answer["Location"]).content.decode()
    assert "Sign in to go on where you were." in page
    assert 'name="next" value="/account/roles/?from=mail"' in page
    answer = try_to_sign_in(client, "ada@example.org", PASSWORD, next="/account/roles/?from=mail")
    assert answer["Location"] == "/account/roles/?from=mail"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, ada, elsewhere):
    assert try_to_sign_in(client, "ada@example.org", PASSWORD, next=elsewhere)["Location"] == "/"


def test_whoever_is_signed_in_needs_no_sign_in_page(client_of, ada):
    answer = client_of(ada).get(SIGN_IN, {"next": "/account/"})
    assert answer["Location"] == "/account/"


def test_signing_out(client_of, ada):
    client = client_of(ada)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == SIGN_IN
    assert "_auth_user_id" not in client.session
    assert client.post("/sign-out/")["Location"] == SIGN_IN
    assert not Session.objects.exists()


def test_a_session_ends_after_half_an_hour_of_nothing_and_leads_back(client_of, ada):
    client = client_of(ada)
    assert client.get("/account/").status_code == 200
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE == 30 * 60
    Session.objects.update(expire_date=database_now() - timedelta(seconds=1))
    answer = client.get("/account/")
    assert answer["Location"] == "/sign-in/?next=/account/"
    assert try_to_sign_in(client, "ada@example.org", PASSWORD, next="/account/")["Location"] == "/account/"


def test_keep_alive_prolongs_a_session_that_lives(client_of, ada):
    client = client_of(ada)
    client.get("/account/")
    soon = database_now() + timedelta(minutes=1)
    Session.objects.update(expire_date=soon)
    assert client.post("/keep-alive/").status_code == 204
    assert Session.objects.get().expire_date > soon + timedelta(minutes=20)
    assert client.get("/keep-alive/").status_code == 405


def test_keep_alive_says_when_the_session_has_ended(client):
    assert client.post("/keep-alive/").status_code == 403


def test_forms_are_protected_against_other_sites(ada):
    client = Client(enforce_csrf_checks=True)
    assert try_to_sign_in(client, "ada@example.org", PASSWORD).status_code == 403
    assert client.post("/sign-out/").status_code == 403


def test_a_closed_account_is_out_at_its_next_request(client_of, ada):
    client = client_of(ada)
    assert client.get("/account/").status_code == 200
    ada.is_active = False
    ada.save()
    assert client.get("/account/").status_code == 302
