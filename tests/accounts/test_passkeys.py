"""What may be sent in place of a passkey. The real ones are in tests/browser/test_two_factor.py."""

import json
from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator

from tests.accounts.second_steps import set_up_app
from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db

EMPTY = {"clientDataJSON": "e30", "authenticatorData": "e30", "signature": "e30"}
NONSENSE = [
    *("", "x", "1", "null", "[]", "{}", '"\\u0000"', "[" * 2000, '{"id": 1}'),
    json.dumps({"id": "a", "rawId": "a", "type": "public-key", "response": {}}),
    json.dumps({"id": "a", "rawId": "a", "response": {**EMPTY, "userHandle": "MQ"}}),
    json.dumps({"id": "a", "rawId": "a", "response": {**EMPTY, "userHandle": 7, "clientDataJSON": []}}),
    json.dumps({"rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}),
]


@pytest.fixture
def ada():
    return UserFactory(email="ada@example.org")


def with_password(client):
    return client.post("/sign-in/", {"username": "ada@example.org", "password": PASSWORD})


@pytest.mark.parametrize("credential", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_opens_nothing_and_breaks_nothing(client, ada, credential):
    client.get("/sign-in/passkey/", headers={"Accept": "application/json"})
    answer = client.post("/sign-in/passkey/", {"credential": credential})
    assert answer["Location"] == "/sign-in/"
    set_up_app(ada)
    with_password(client)
    client.get("/sign-in/second-step/")
    assert client.post("/sign-in/second-step/", {"credential": credential}).status_code == HTTPStatus.OK
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("credential", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_no_passkey(client, ada, credential):
    with_password(client)
    client.get("/account/two-factor/passkeys/add/")
    answer = client.post("/account/two-factor/passkeys/add/", {"name": "Mine", "credential": credential})
    assert answer.status_code == HTTPStatus.OK
    assert not Authenticator.objects.exists()


def test_only_the_page_that_uses_a_passkey_answers_a_script(client, ada):
    asked = client.get("/sign-in/passkey/", headers={"Accept": "application/json"})
    assert asked.json()["request_options"]["publicKey"]["userVerification"] == "required"
    assert client.get("/sign-in/passkey/")["Location"] == "/sign-in/"
    page = client.post("/sign-in/", {"username": "ada@example.org"}, headers={"Accept": "application/json"})
    assert page["Content-Type"].startswith("text/html")
