import re
import time

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client

from notifications.models import Message
from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "seven quiet umbrellas"


@pytest.fixture(autouse=True)
def _outbox(settings):
    """As it runs: the test runner would otherwise put its own mailbox in the way of the outbox."""
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"


@pytest.fixture
def ada():
    return UserFactory(email="ada@example.org", name="Ada Okafor")


def ask(client, email):
    return client.post("/password-reset/", {"email": email})


def link_in(message):
    found = re.search(rf"^{re.escape(settings.MAINSTAY_BASE_URL)}(/password-reset/\S+)$", message.body, re.MULTILINE)
    return found[1]


def test_the_answer_is_the_same_for_every_address(client, ada):
    UserFactory(email="closed@example.org", is_active=False)
    answers = [ask(client, email) for email in ("ada@example.org", "nobody@example.org", "closed@example.org")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/password-reset/sent/")}
    assert [message.address for message in Message.objects.all()] == ["ada@example.org"]
    page = client.get("/password-reset/sent/").content.decode()
    assert "If the address you gave belongs to an account" in page


def test_a_wrong_address_is_kept_and_named(client):
    page = ask(client, "ada").content.decode()
    assert "Enter an e-mail address in the correct format" in page
    assert 'value="ada"' in page


def test_the_message_names_nobody_and_leads_home_not_to_a_claimed_host(client, ada, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/password-reset/", {"email": "ADA@example.org"}, HTTP_HOST="elsewhere.example")
    message = Message.objects.get()
    assert message.subject == "Choose a new password for Mainstay"
    assert "Ada" not in message.body.replace(link_in(message), "")
    assert "ada@example.org" not in message.body
    assert "elsewhere" not in message.body
    assert link_in(message)
    assert "for 60 minutes" in message.body


def test_from_the_message_to_the_new_password(client, ada):
    ask(client, "ada@example.org")
    link = link_in(Message.objects.get())
    chooser = client.get(link, follow=True)
    form_at = chooser.redirect_chain[-1][0]
    assert "Choose a new password" in chooser.content.decode()
    assert ada.email not in form_at
    answer = client.post(form_at, {"password1": NEW, "password2": NEW})
    assert answer["Location"] == "/password-reset/done/"
    assert "You can sign in with it now." in client.get("/password-reset/done/").content.decode()
    assert "_auth_user_id" not in client.session
    assert client.post("/sign-in/", {"username": "ada@example.org", "password": NEW}).status_code == 302
    client.post("/sign-out/")
    again = client.get(link, follow=True).content.decode()
    assert "This link does not work any more" in again


def test_a_weak_password_is_refused_beside_its_box(client, ada):
    ask(client, "ada@example.org")
    form_at = client.get(link_in(Message.objects.get()), follow=True).redirect_chain[-1][0]
    page = client.post(form_at, {"password1": "short", "password2": "short"}).content.decode()
    assert "too short" in page
    assert "<title>Error: Choose a new password" in page
    page = client.post(form_at, {"password1": "ada okafor here", "password2": "ada okafor here"}).content.decode()
    assert "too similar to the" in page


def test_a_link_that_is_wrong_offers_a_new_one(client, ada):
    page = client.get("/password-reset/1/abc-def/").content.decode()
    assert "This link does not work any more" in page
    assert 'href="/password-reset/"' in page


def test_the_first_password_is_chosen_in_the_same_way(client):
    user = UserFactory(email="new@example.org")
    user.set_unusable_password()
    user.save()
    ask(client, "new@example.org")
    form_at = client.get(link_in(Message.objects.get()), follow=True).redirect_chain[-1][0]
    client.post(form_at, {"password1": NEW, "password2": NEW})
    assert client.post("/sign-in/", {"username": "new@example.org", "password": NEW}).status_code == 302


def test_a_new_password_opens_a_locked_account_at_once(client, ada):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/sign-in/", {"username": "Ada@example.org", "password": "a wrong guess"})
    assert client.post("/sign-in/", {"username": "ada@example.org", "password": PASSWORD}).status_code == 429
    ask(client, "ada@example.org")
    form_at = client.get(link_in(Message.objects.get()), follow=True).redirect_chain[-1][0]
    client.post(form_at, {"password1": NEW, "password2": NEW})
    assert client.post("/sign-in/", {"username": "ada@example.org", "password": NEW}).status_code == 302


def test_no_answer_comes_sooner_than_another(client, ada, settings):
    """Writing the message takes time, which would tell that there was one to write."""
    settings.MAINSTAY_RESET_ANSWER_SECONDS = 0.3
    for email in ("ada@example.org", "nobody@example.org"):
        began = time.monotonic()
        ask(client, email)
        assert time.monotonic() - began >= 0.3


def test_another_password_ends_every_session(client, client_of, ada):
    elsewhere = Client()
    elsewhere.post("/sign-in/", {"username": "ada@example.org", "password": PASSWORD})
    ask(client, "ada@example.org")
    form_at = client.get(link_in(Message.objects.get()), follow=True).redirect_chain[-1][0]
    client.post(form_at, {"password1": NEW, "password2": NEW})
    assert elsewhere.get("/account/").status_code == 302
    assert not UserSession.objects.filter(user=ada).exists()


def test_one_address_is_not_asked_for_again_and_again(client, ada):
    assert [ask(client, "ada@example.org").status_code for _ in range(6)] == [302] * 5 + [429]
    assert [ask(client, "nobody@example.org").status_code for _ in range(6)] == [302] * 5 + [429]
