"""Which configuration of single sign-on is believed, and which e-mail address."""

import json
import os
import subprocess
import sys
from uuid import UUID

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.enums import RoleCode
from accounts.identity_providers import (
    IdentityProvider,
    WrongConfiguration,
    believed_address,
    carries_required_claims,
    parse_identity_providers,
)
from config.sign_in import read_single_sign_on, read_two_factor_roles
from tests.accounts.test_quick_sign_in import PRODUCTION

AGENCY = "7f0f3c1e-5a0b-4b57-9f0e-2f4a5b6c7d8e"
TENANT = "0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d"
ENTRA = f"https://login.microsoftonline.com/{TENANT}/v2.0/.well-known/openid-configuration"
GOOGLE = "https://accounts.google.com/.well-known/openid-configuration"
GOOD = {
    "slug": "brindley",
    "agency": AGENCY,
    "name": "Brindley College",
    "client_id": "mainstay",
    "client_secret": "known to both",
    "discovery_url": ENTRA,
    "email_domains": ["brindley.example"],
}


def parse(*entries, allow_loopback=False):
    return parse_identity_providers(json.dumps(entries), allow_loopback=allow_loopback)


def test_nothing_is_no_provider():
    assert parse_identity_providers("", allow_loopback=False) == ()
    assert parse() == ()


def test_a_good_entry():
    (provider,) = parse(GOOD)
    assert provider.agency == UUID(AGENCY)
    assert provider.issuer == f"https://login.microsoftonline.com/{TENANT}/v2.0"
    assert "known to both" not in repr(provider)
    (google,) = parse({**GOOD, "discovery_url": GOOGLE, "required_claims": {"hd": "brindley.example"}})
    assert google.issuer == "https://accounts.google.com"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"slug": "Brindley College"}, "slug"),
        ({"slug": "openid_connect"}, "slug"),
        ({"agency": "brindley"}, "UUID"),
        ({"client_secret": ""}, "client_secret is missing"),
        ({"client_id": 7}, "client_id is missing"),
        ({"tennant": TENANT}, "tennant is not known"),
        ({"email_domains": "brindley.example"}, "email_domains"),
        ({"email_domains": ["*"]}, "email_domains"),
        ({"required_claims": {"tid": 1}}, "required_claims"),
        ({"discovery_url": "http://login.example/.well-known/openid-configuration"}, "https"),
        ({"discovery_url": "http://localhost:9/.well-known/openid-configuration"}, "https"),
        ({"discovery_url": "https://login.example/"}, "must end with"),
        ({"discovery_url": "https://[/.well-known/openid-configuration"}, "no address"),
        ({"discovery_url": ENTRA.replace(TENANT, "common")}, "one tenant"),
        ({"discovery_url": ENTRA.replace(TENANT, "organizations")}, "one tenant"),
        ({"discovery_url": ENTRA.replace(TENANT, "brindley.example")}, "one tenant"),
        ({"discovery_url": GOOGLE}, "hd"),
    ],
)
def test_a_wrong_entry_is_named(change, complaint):
    with pytest.raises(WrongConfiguration, match=complaint):
        parse({**GOOD, **change})


@pytest.mark.parametrize("text", ["{", "{}", "[1]", '"x"'])
def test_what_is_no_list_of_objects(text):
    with pytest.raises(WrongConfiguration):
        parse_identity_providers(text, allow_loopback=True)


def test_every_mistake_is_said_at_once_and_no_secret_is():
    with pytest.raises(WrongConfiguration) as caught:
        parse(GOOD, GOOD, {**GOOD, "slug": "", "client_secret": "hush", "agency": ""})
    assert len(caught.value.reasons) == 3
    assert "hush" not in str(caught.value)


def test_loopback_is_for_trying_out():
    local = {**GOOD, "discovery_url": "http://localhost:9400/.well-known/openid-configuration"}
    assert parse(local, allow_loopback=True)[0].issuer == "http://localhost:9400"
    with pytest.raises(ImproperlyConfigured, match="MAINSTAY_SINGLE_SIGN_ON"):
        read_single_sign_on(json.dumps([local]), production=True)


def provider(**changes):
    fields = {
        "slug": "b", "agency": UUID(AGENCY), "name": "B", "client_id": "m", "client_secret": "s", "discovery_url": ENTRA
    }  # fmt: skip
    return IdentityProvider(**{**fields, **changes})


@pytest.mark.parametrize(
    ("domains", "claims", "believed"),
    [
        ((), {"email": "Ada@brindley.example", "email_verified": True}, "ada@brindley.example"),
        ((), {"email": "ada@brindley.example", "email_verified": "true"}, "ada@brindley.example"),
        ((), {"email": "ada@brindley.example", "email_verified": False}, None),
        ((), {"email": "ada@brindley.example"}, None),
        ((), {"email": "ada@brindley.example", "xms_edov": 1}, "ada@brindley.example"),
        ((), {"email": "ada@brindley.example", "xms_edov": "0"}, None),
        (("brindley.example",), {"email": "ada@brindley.example"}, "ada@brindley.example"),
        (("brindley.example",), {"email": "ada@brindley.example", "email_verified": False}, None),
        (("brindley.example",), {"email": "ada@brindley.example", "xms_edov": False}, None),
        (("brindley.example",), {"email": "ada@elsewhere.example", "email_verified": True}, None),
        (("brindley.example",), {"email": "ada@evil.example@brindley.example"}, None),
        (("brindley.example",), {"email": "ada@sub.brindley.example"}, None),
        (("brindley.example",), {"upn": "ada@brindley.example", "preferred_username": "ada@brindley.example"}, None),
        ((), {"email": ["ada@brindley.example"], "email_verified": True}, None),
    ],
)
def test_which_address_proves_who_somebody_is(domains, claims, believed):
    assert believed_address(provider(email_domains=domains), claims) == believed


def test_required_claims():
    google = provider(required_claims={"hd": "brindley.example"})
    assert carries_required_claims(google, {"hd": "brindley.example"})
    assert not carries_required_claims(google, {"hd": "evil.example"})
    assert not carries_required_claims(google, {})


def test_roles_that_need_a_second_step():
    assert read_two_factor_roles("all") == set(RoleCode.values)
    assert read_two_factor_roles("none") == read_two_factor_roles("") == frozenset()
    assert read_two_factor_roles(" Mentor, viewer,") == {"mentor", "viewer"}
    with pytest.raises(ImproperlyConfigured, match="mentour"):
        read_two_factor_roles("mentour")


ASK = "from django.conf import settings as s; print(len(s.MAINSTAY_TWO_FACTOR_ROLES), s.MAINSTAY_SINGLE_SIGN_ON)"


def ask_production(**more):
    environment = {
        "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", **PRODUCTION, **more,
        "SECRET_KEY": PRODUCTION["SECRET_KEY"] + "Yh3",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", ASK], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )


def test_production_asks_every_role_and_starts_with_no_mistake():
    assert ask_production().stdout.split() == [str(len(RoleCode.values)), "()"]
    wrong = ask_production(MAINSTAY_SINGLE_SIGN_ON='[{"slug": "b"}]')
    assert wrong.returncode != 0
    assert "client_secret is missing" in wrong.stderr
