import pytest
from django.conf import settings

from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return UserFactory(email="ada@example.org")


def guess(client, times, email="ada@example.org", **extra):
    for _ in range(times):
        answer = client.post("/sign-in/", {"username": email, "password": "a wrong guess"}, **extra)
    return answer


def enter(client, email="ada@example.org", **extra):
    return client.post("/sign-in/", {"username": email, "password": PASSWORD}, **extra)


def test_the_last_wrong_guess_locks_and_tells_the_way_back(client, ada):
    assert guess(client, settings.AXES_FAILURE_LIMIT - 1).status_code == 200
    answer = guess(client, 1)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "Too many attempts" in page
    assert "wait half an hour" in page
    assert 'href="/password-reset/"' in page
    assert "ada@example.org" not in page
    assert enter(client).status_code == 429


def test_fewer_guesses_lock_nothing(client, ada):
    guess(client, settings.AXES_FAILURE_LIMIT - 1)
    assert enter(client).status_code == 302
    client.post("/sign-out/")
    assert guess(client, settings.AXES_FAILURE_LIMIT - 1).status_code == 200


def test_an_address_that_nobody_has_locks_alike(client):
    answer = guess(client, settings.AXES_FAILURE_LIMIT, email="nobody@example.org")
    assert answer.status_code == 429


def test_colleagues_behind_the_same_address_are_not_locked(client, ada):
    UserFactory(email="ben@example.org")
    guess(client, settings.AXES_FAILURE_LIMIT)
    assert enter(client, "ben@example.org").status_code == 302


def test_a_stranger_elsewhere_does_not_lock_the_person_out(client, ada):
    guess(client, settings.AXES_FAILURE_LIMIT, REMOTE_ADDR="203.0.113.9")
    assert enter(client, REMOTE_ADDR="203.0.113.10").status_code == 302


def test_capitals_buy_no_more_guesses(client, ada):
    guess(client, settings.AXES_FAILURE_LIMIT - 1)
    assert guess(client, 1, email="ADA@example.org").status_code == 429
