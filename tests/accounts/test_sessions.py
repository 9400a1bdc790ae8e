import importlib
import time
from datetime import timedelta
from http import HTTPStatus

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.clock import database_now
from accounts.devices import describe_device
from accounts.services import clear_ended, deactivate_person
from accounts.sessions import SIGNED_IN_AT, only_prolong
from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Mobile/15E148 Safari/604.1"
LIST = "/account/sessions/"


@pytest.fixture
def ada():
    return UserFactory(email="ada@example.org")


def signed_in(email="ada@example.org", agent=CHROME, address="203.0.113.7"):
    client = Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    assert client.post("/sign-in/", {"username": email, "password": PASSWORD}).status_code == HTTPStatus.FOUND
    return client


def lives(client):
    return client.get("/account/").status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome on Windows"),
        (CHROME + " Edg/140.0", "Edge on Windows"),
        (IPHONE, "Safari on an iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome on an Android device"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari/537.36", "Chrome on a Chromebook"),
        ("something (Macintosh)", "A browser on a Mac"),
        ("", "A device that did not say what it is"),
    ],
)
def test_devices_in_words(agent, words):
    assert describe_device(agent) == words


def test_the_list_says_where_and_since_when(ada):
    here, phone = signed_in(), signed_in(agent=IPHONE, address="203.0.113.8")
    UserFactory(email="ben@example.org")
    signed_in("ben@example.org", address="203.0.113.99")
    page = here.get(LIST).content.decode()
    assert page.index("Chrome on Windows") < page.index("Safari on an iPhone")
    assert page.count("This one") == 1
    assert "203.0.113.8" in page
    assert "203.0.113.99" not in page
    assert page.count('name="end"') == 2
    assert lives(phone)


def test_ending_one(ada):
    here, phone = signed_in(), signed_in(agent=IPHONE)
    number = UserSession.objects.get(user_agent=IPHONE).pk
    answer = here.post(LIST, {"end": str(number)}, follow=True)
    assert "The session is ended." in answer.content.decode()
    assert not lives(phone)
    assert lives(here)
    again = here.post(LIST, {"end": str(number)}, follow=True)
    assert "This session has already ended." in again.content.decode()


@pytest.mark.parametrize("which", ["", "abc", "-1", "٣", "99999999999999999999"])
def test_nonsense_ends_nothing(ada, which):
    here = signed_in()
    assert "already ended" in here.post(LIST, {"end": which}, follow=True).content.decode()
    assert lives(here)


def test_another_persons_session_is_not_touched(ada):
    UserFactory(email="ben@example.org")
    ben, here = signed_in("ben@example.org"), signed_in()
    here.post(LIST, {"end": str(UserSession.objects.get(user__email="ben@example.org").pk)})
    assert lives(ben)
    here.post(LIST, {"end": "others"})
    assert lives(ben)


def test_ending_all_others(ada):
    here, phone, office = signed_in(), signed_in(agent=IPHONE), signed_in(address="203.0.113.9")
    here.post(LIST, {"end": "others"})
    assert (lives(here), lives(phone), lives(office)) == (True, False, False)
    assert UserSession.objects.count() == 1


def test_a_session_that_ran_out_is_not_listed(ada):
    here, phone = signed_in(), signed_in(agent=IPHONE)
    key = phone.session.session_key
    Session.objects.filter(session_key=key).update(expire_date=database_now() - timedelta(seconds=1))
    assert "iPhone" not in here.get(LIST).content.decode()


def test_signing_out_takes_the_session_off_the_list(ada):
    signed_in().post("/sign-out/")
    assert not UserSession.objects.exists()


def test_deactivation_ends_sessions_at_once(ada):
    here = signed_in()
    deactivate_person(user=ada, by=None, now=database_now())
    assert not Session.objects.exists()
    assert not lives(here)


def test_another_password_ends_all_other_sessions(ada):
    here, phone = signed_in(), signed_in(agent=IPHONE)
    new = "seven quiet umbrellas"
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (lives(here), lives(phone)) == (True, False)
    assert Session.objects.count() == 1
    assert here.get(LIST).content.decode().count("This one") == 1


def test_the_list_costs_the_same_with_many_sessions(ada):
    counted = []
    for many in (1, 5):
        for number in range(many):
            here = signed_in(address=f"203.0.113.{number}")
        here.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            here.get(LIST)
        counted.append(len(captured))
    assert counted[0] == counted[1]


# --- The absolute end -------------------------------------------------------------------------------------------------


def grown_old(client, seconds):
    session = client.session
    session[SIGNED_IN_AT] = time.time() - seconds
    session.save()


def test_a_session_ends_twelve_hours_after_signing_in_however_busy_it_was(ada, settings):
    assert settings.MAINSTAY_SESSION_LONGEST == 12 * 60 * 60
    here = signed_in()
    assert lives(here)
    grown_old(here, settings.MAINSTAY_SESSION_LONGEST - 60)
    assert lives(here)
    grown_old(here, settings.MAINSTAY_SESSION_LONGEST)
    answer = here.get("/account/roles/")
    assert answer["Location"] == "/sign-in/?next=/account/roles/"
    here.post("/sign-in/", {"username": "ada@example.org", "password": PASSWORD})
    assert lives(here)


def test_keeping_alive_does_not_put_the_end_off(ada, settings):
    here = signed_in()
    grown_old(here, settings.MAINSTAY_SESSION_LONGEST - 60)
    assert here.post("/keep-alive/").status_code == HTTPStatus.NO_CONTENT
    assert 'data-ends-in-seconds="5' in here.get("/account/").content.decode()
    grown_old(here, settings.MAINSTAY_SESSION_LONGEST)
    assert here.post("/keep-alive/").status_code == HTTPStatus.FORBIDDEN


def test_what_has_ended_is_thrown_away(ada):
    here, phone = signed_in(), signed_in(agent=IPHONE)
    cache.set("counted", 1, timeout=-1)
    cache.set("counting", 1, timeout=60)
    Session.objects.filter(session_key=phone.session.session_key).update(expire_date=database_now())
    assert clear_ended(now=database_now()) == 1
    assert lives(here)
    assert UserSession.objects.count() == 1
    assert cache.get("counting") == 1


def test_what_only_prolongs_a_session_undoes_nothing_of_it(ada):
    """Two requests at once: the one of a script began before the person's own, and ends after it."""
    here = signed_in()
    key = here.session.session_key
    scripts, own = SessionStore(key), SessionStore(key)
    scripts.load()
    only_prolong(scripts)
    own["chosen meanwhile"] = True
    own.save()
    Session.objects.filter(pk=key).update(expire_date=database_now() + timedelta(minutes=1))
    scripts["of the script"] = True
    scripts.save()
    assert SessionStore(key).get("chosen meanwhile") is True
    assert "of the script" not in SessionStore(key)
    assert Session.objects.get(pk=key).expire_date > database_now() + timedelta(minutes=20)


def test_what_only_prolongs_a_session_does_not_bring_it_back(ada):
    here = signed_in()
    key = here.session.session_key
    scripts = SessionStore(key)
    scripts.load()
    only_prolong(scripts)
    here.post("/sign-out/")
    scripts.save()
    assert not Session.objects.filter(pk=key).exists()


def test_keeping_alive_writes_nothing_of_the_session_but_its_end(ada, monkeypatch):
    """What another tab puts into the session, between this request's reading it and its answer, stands."""
    here = signed_in()
    key = here.session.session_key

    def meanwhile(session):
        own = SessionStore(key)
        own["chosen meanwhile"] = True
        own.save()
        session.modified = True
        only_prolong(session)

    monkeypatch.setattr(importlib.import_module("accounts.views.sign_in"), "only_prolong", meanwhile)
    assert here.post("/keep-alive/").status_code == HTTPStatus.NO_CONTENT
    assert SessionStore(key).get("chosen meanwhile") is True
