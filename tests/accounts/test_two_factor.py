import re
from http import HTTPStatus
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.clock import database_now
from accounts.enums import RoleCode
from accounts.services import forget_ways_in
from accounts.two_factor import TwoFactorAdapter
from tests.accounts.second_steps import code_now, set_up_app
from tests.factories import MembershipFactory, UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
SECOND_STEP = "/sign-in/second-step/"
INDEX = "/account/two-factor/"


@pytest.fixture
def ada():
    return UserFactory(email="ada@example.org", name="Ada Okafor")


def with_password(client, **more):
    return client.post("/sign-in/", {"username": "ada@example.org", "password": PASSWORD, **more})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def text_of(answer):
    return answer.content.decode()


# --- Signing in -------------------------------------------------------------------------------------------------------


def test_without_a_second_step_the_password_is_enough(client, ada):
    assert with_password(client)["Location"] == "/"


def test_a_code_of_the_app_finishes_signing_in_and_leads_on(client, ada):
    set_up_app(ada)
    answer = with_password(client, next="/account/roles/")
    assert answer["Location"] == SECOND_STEP
    assert not is_signed_in(client)
    assert client.get("/account/").status_code == HTTPStatus.FOUND
    assert "One more step, and you are signed in." in text_of(client.get(SECOND_STEP))
    answer = client.post(SECOND_STEP, {"code": code_now()})
    assert answer["Location"] == "/account/roles/"
    assert is_signed_in(client)


def test_a_recovery_code_works_once(client, ada):
    set_up_app(ada)
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]
    with_password(client)
    assert client.post(SECOND_STEP, {"code": f" {code} "}).status_code == HTTPStatus.FOUND
    client.post("/sign-out/")
    with_password(client)
    page = text_of(client.post(SECOND_STEP, {"code": code}))
    assert "The code is not right." in page
    assert "<title>Error: Confirm that it is you" in page
    assert not is_signed_in(client)


def test_a_code_of_the_app_works_once(client, ada):
    set_up_app(ada)
    code = code_now(steps=-1)  # valid for a minute still
    with_password(client)
    assert client.post(SECOND_STEP, {"code": code}).status_code == HTTPStatus.FOUND
    client.post("/sign-out/")
    with_password(client)
    client.post(SECOND_STEP, {"code": code})
    assert not is_signed_in(client)


def test_wrong_codes_are_limited_by_person_from_wherever_they_come(client, ada):
    """The limit on wrong passwords is another one and does not see codes."""
    set_up_app(ada)
    for attempt in range(10):
        with_password(client, REMOTE_ADDR=f"203.0.113.{attempt}")
        assert "The code is not right." in text_of(client.post(SECOND_STEP, {"code": "000000"}))
    page = text_of(client.post(SECOND_STEP, {"code": code_now()}))
    assert "Too many wrong codes" in page
    assert not is_signed_in(client)


def test_the_second_step_cannot_be_walked_around(client, ada):
    set_up_app(ada)
    assert client.get(SECOND_STEP)["Location"] == "/sign-in/"
    with_password(client)
    assert client.get("/sign-in/")["Location"] == SECOND_STEP
    for address in ("/", "/account/", INDEX, "/account/two-factor/codes/", "/account/password/"):
        assert client.get(address)["Location"].startswith("/sign-in/")
    client.post("/sign-out/")
    assert client.get(SECOND_STEP)["Location"] == "/sign-in/"


def test_a_closed_account_gets_no_further(client, ada):
    set_up_app(ada)
    with_password(client)
    ada.is_active = False
    ada.save()
    client.post(SECOND_STEP, {"code": code_now()})
    assert client.get("/account/").status_code == HTTPStatus.FOUND


# --- Setting up -------------------------------------------------------------------------------------------------------


def secret_on(page):
    return re.search(r'app-key">(\w+)<', page)[1]


def test_setting_up_an_app(client, ada):
    with_password(client)
    page = text_of(client.get("/account/two-factor/app/"))
    assert 'src="data:image/svg+xml;base64,' in page
    secret = secret_on(page)
    wrong = text_of(client.post("/account/two-factor/app/", {"code": "000000"}))
    assert "The code is not right." in wrong
    assert secret_on(wrong) == secret
    answer = client.post("/account/two-factor/app/", {"code": code_now(secret)})
    assert answer["Location"] == "/account/two-factor/codes/"
    codes = text_of(client.get("/account/two-factor/codes/"))
    assert "10 of 10 are left." in codes
    assert "Set up on" in text_of(client.get(INDEX))
    file = client.get("/account/two-factor/codes/download/")
    assert file["Content-Disposition"].startswith("attachment")
    assert len(re.findall(r"^\d{8}$", text_of(file), re.MULTILINE)) == 10


def test_secrets_are_not_readable_in_the_database(client, ada):
    with_password(client)
    secret = secret_on(text_of(client.get("/account/two-factor/app/")))
    client.post("/account/two-factor/app/", {"code": code_now(secret)})
    app, codes = (
        Authenticator.objects.get(type=kind) for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    )
    assert secret not in str(app.data)
    assert TwoFactorAdapter().decrypt(app.data["secret"]) == secret
    assert not re.fullmatch(r"[0-9a-f]{80}", codes.data["seed"])


def test_a_new_secret_key_still_opens_what_the_old_one_locked(settings):
    locked = TwoFactorAdapter().encrypt("words")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key, as long as it needs to be"
    assert TwoFactorAdapter().decrypt(locked) == "words"


def test_whoever_signed_in_a_while_ago_confirms_who_they_are(client, ada):
    with_password(client)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    session.save()
    answer = client.get("/account/two-factor/app/")
    assert answer["Location"] == "/account/confirm/?next=%2Faccount%2Ftwo-factor%2Fapp%2F"
    assert "Confirm that it is you" in text_of(client.get(answer["Location"]))
    wrong = client.post("/account/confirm/", {"password": "wrong", "next": "/account/two-factor/app/"})
    assert "The password is not right." in text_of(wrong)
    right = client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/two-factor/app/"})
    assert right["Location"] == "/account/two-factor/app/"
    assert client.get("/account/two-factor/app/").status_code == HTTPStatus.OK


def test_guesses_at_the_password_are_counted_there_too(client, ada):
    with_password(client)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post("/account/confirm/", {"password": "a wrong guess"})
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_removing_the_app(client, ada):
    set_up_app(ada)
    with_password(client)
    client.post(SECOND_STEP, {"code": code_now()})
    assert "Remove the app" in text_of(client.get("/account/two-factor/app/remove/"))
    client.post("/account/two-factor/app/remove/")
    assert not Authenticator.objects.exists()
    assert "Your authenticator app is removed." in text_of(client.get(INDEX))


def test_new_recovery_codes_end_the_old_ones(client, ada):
    set_up_app(ada)
    before = RecoveryCodes.activate(ada).get_unused_codes()
    with_password(client)
    client.post(SECOND_STEP, {"code": code_now()})
    client.post("/account/two-factor/codes/new/")
    now = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert not set(before) & set(now)


def test_another_persons_passkey_is_not_found(client, ada):
    other = Authenticator.objects.create(
        user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "Theirs", "credential": {}}
    )
    with_password(client)
    for end in ("", "remove/"):
        address = f"/account/two-factor/passkeys/{other.pk}/{end}"
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND
        assert client.post(address, {"name": "Mine"}).status_code == HTTPStatus.NOT_FOUND


# --- Roles that must --------------------------------------------------------------------------------------------------


@pytest.fixture
def mentor(ada, settings):
    settings.MAINSTAY_TWO_FACTOR_ROLES = frozenset({RoleCode.MENTOR})
    return MembershipFactory(user=ada, role=RoleCode.MENTOR)


def test_a_role_that_needs_it_is_led_to_set_it_up(client, mentor):
    with_password(client)
    for address in ("/", "/account/", "/messages/", "/account/sessions/"):
        assert client.get(address)["Location"] == INDEX
    assert client.post("/account/details/", {"name": "Ada"})["Location"] == INDEX
    page = text_of(client.get(INDEX))
    assert "Set up a second step to go on" in page
    for address in ("/help/", "/privacy/", "/cookies/", "/accessibility/", "/account/two-factor/app/"):
        assert client.get(address).status_code == HTTPStatus.OK, address
    assert client.post("/keep-alive/").status_code == HTTPStatus.NO_CONTENT
    secret = secret_on(text_of(client.get("/account/two-factor/app/")))
    client.post("/account/two-factor/app/", {"code": code_now(secret)})
    assert client.get("/account/").status_code == HTTPStatus.OK
    client.post("/sign-out/")
    assert not is_signed_in(client)


def test_it_cannot_be_removed_again(client, mentor):
    set_up_app(mentor.user)
    with_password(client)
    client.post(SECOND_STEP, {"code": code_now()})
    page = text_of(client.get("/account/two-factor/app/remove/"))
    assert "Your role needs a second step." in page
    client.post("/account/two-factor/app/remove/")
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_recovery_codes_are_no_second_step_by_themselves(client, mentor):
    RecoveryCodes.activate(mentor.user)
    with_password(client)
    assert client.get("/account/")["Location"] == INDEX


def test_other_roles_are_not_asked(client, ada, settings):
    settings.MAINSTAY_TWO_FACTOR_ROLES = frozenset({RoleCode.MENTOR})
    MembershipFactory(user=ada, role=RoleCode.VIEWER)
    with_password(client)
    assert client.get("/account/").status_code == HTTPStatus.OK


def test_it_costs_one_query_a_page(client_of, mentor, settings):
    set_up_app(mentor.user)
    client = client_of(mentor.user)
    client.get("/account/details/")
    counted = {}
    for roles in (frozenset(), frozenset({RoleCode.MENTOR})):
        settings.MAINSTAY_TWO_FACTOR_ROLES = roles
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/account/details/").status_code == HTTPStatus.OK
        counted[bool(roles)] = len(captured)
    assert counted[True] == counted[False] + 1


# --- The way back -----------------------------------------------------------------------------------------------------


def test_whoever_lost_everything_starts_anew(client, mentor):
    ada = mentor.user
    set_up_app(ada)
    RecoveryCodes.activate(ada)
    with_password(client)
    client.post(SECOND_STEP, {"code": code_now()})
    assert forget_ways_in(user=ada, by=None, now=database_now(), reason="Lost the phone") == 2
    assert not Session.objects.filter(session_key=client.session.session_key).exists()
    assert ada.history.latest("history_id").history_change_reason == "Lost the phone"
    client.cookies.clear()
    assert with_password(client)["Location"] == "/"
    assert client.get("/")["Location"] == INDEX


def test_an_operator_does_the_same_by_command(mentor):
    set_up_app(mentor.user)
    said = StringIO()
    call_command("forget_ways_in", "Ada@example.org", reason="Lost the phone", stdout=said)
    assert "Forgotten: 1." in said.getvalue()
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="Nobody has this"):
        call_command("forget_ways_in", "nobody@example.org", reason="Lost the phone")
