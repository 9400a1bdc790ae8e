"""Signing in through an agency's own OpenID provider: a real one, in a process of its own."""

import logging
import socket
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from accounts.clock import database_now
from accounts.enums import RoleCode
from accounts.identity_providers import IdentityProvider
from accounts.models import Agency, Membership, User
from accounts.services import deactivate_person, end_membership, forget_ways_in
from tests.accounts import open_id_provider
from tests.accounts.open_id_provider import Provider, asked_of
from tests.factories import AgencyFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

BEGIN = "/sign-in/with/brindley/"
NOT_THIS_WAY = "You cannot sign in this way"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    process, provider = open_id_provider.start()
    yield provider
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def college() -> Agency:
    return AgencyFactory(provider=True, name="Brindley College")


@pytest.fixture
def provider(running: Provider, college: Agency, settings) -> Provider:
    configured = IdentityProvider(
        slug="brindley",
        agency=college.uuid,
        name="Brindley College",
        client_id="mainstay",
        client_secret="known to both",
        discovery_url=running.discovery_url,
    )
    settings.MAINSTAY_SINGLE_SIGN_ON = (configured,)
    return running


@pytest.fixture
def dina(college: Agency) -> Membership:
    user = UserFactory(name="Dina Designated", email="dina@brindley.example")
    return MembershipFactory(user=user, agency=college, role=RoleCode.DESIGNATED_PERSON)


def come_through(client: Client, provider: Provider, subject: str, following: str = ""):
    away = client.get(BEGIN + (f"?next={following}" if following else ""))
    assert away.status_code == HTTPStatus.FOUND, away.content
    return client.get(provider.sign_in(away["Location"], subject))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def refused(client: Client, answer) -> bool:
    return (
        answer.status_code == HTTPStatus.FORBIDDEN
        and NOT_THIS_WAY in answer.content.decode()
        and not is_signed_in(client)
    )


def test_the_sign_in_page_offers_it(client, provider):
    page = client.get("/sign-in/?next=/account/").content.decode()
    assert "Sign in with Brindley College" in page
    assert f'href="{BEGIN}?next=/account/"' in page.replace("%2F", "/")


def test_it_is_asked_for_with_state_nonce_and_proof_key(client, provider):
    asked = asked_of(client.get(BEGIN)["Location"])
    assert asked["client_id"] == "mainstay"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) > 20
    assert len(asked["state"]) >= 16
    assert asked["redirect_uri"] == "http://testserver/sign-in/with/brindley/back/"


def test_a_member_comes_in_with_that_agencys_hats_only(client, provider, dina, college):
    MembershipFactory(user=dina.user, role=RoleCode.VIRTUAL_SCHOOL_OFFICER)
    provider.knows("s-dina", email="Dina@Brindley.example", email_verified=True)
    answer = come_through(client, provider, "s-dina", "/account/roles/")
    assert answer["Location"] == "/account/roles/"
    assert client.session["_auth_user_id"] == str(dina.user.pk)
    assert client.session["sign_in_agency"] == college.pk
    page = client.get("/account/").content.decode()
    assert "Designated person, Brindley College" in page
    assert "Virtual School officer" not in page


def test_nothing_of_the_answer_is_kept(client, provider, dina):
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True, phone_number="01632 960001")
    for _ in range(2):
        come_through(client, provider, "s-dina")
        client.post("/sign-out/")
    identity = SocialAccount.objects.get()
    assert (identity.provider, identity.uid, identity.user, identity.extra_data) == (
        "brindley",
        "s-dina",
        dina.user,
        {},
    )
    assert not SocialToken.objects.exists()


def test_afterwards_the_subject_counts_and_not_the_address(client, provider, dina, college):
    """The address that a provider passes on can be changed by whoever administers it, or given to somebody else."""
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True)
    come_through(client, provider, "s-dina")
    client.post("/sign-out/")
    other = MembershipFactory(user=UserFactory(email="mo@brindley.example"), agency=college)
    provider.knows("s-dina", email=other.user.email, email_verified=True)
    come_through(client, provider, "s-dina")
    assert client.session["_auth_user_id"] == str(dina.user.pk)
    client.post("/sign-out/")
    provider.knows("s-new", email="dina@brindley.example", email_verified=True)
    assert refused(client, come_through(client, provider, "s-new"))
    forget_ways_in(user=dina.user, by=None, now=database_now(), reason="Another person has this address now")
    assert come_through(client, provider, "s-new").status_code == HTTPStatus.FOUND


def test_nobody_gets_an_account_by_it(client, provider):
    provider.knows("s-nobody", email="nobody@brindley.example", email_verified=True)
    before = User.objects.count()
    assert refused(client, come_through(client, provider, "s-nobody"))
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_an_agency_vouches_only_for_its_own(client, provider):
    MembershipFactory(user=UserFactory(email="kay@elsewhere.example"), role=RoleCode.KEY_CONTACT)
    provider.knows("s-kay", email="kay@elsewhere.example", email_verified=True)
    assert refused(client, come_through(client, provider, "s-kay"))


@pytest.mark.parametrize("after_a_first_time", [False, True])
def test_whose_role_there_has_ended_stays_outside(client, provider, dina, after_a_first_time):
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True)
    if after_a_first_time:
        come_through(client, provider, "s-dina")
        client.post("/sign-out/")
    end_membership(membership=dina, by=None, now=database_now())
    assert refused(client, come_through(client, provider, "s-dina"))


def test_a_role_that_has_not_begun_does_not_count(client, provider, college):
    user = UserFactory(email="soon@brindley.example")
    MembershipFactory(user=user, agency=college, starts_at=database_now() + timedelta(days=1))
    provider.knows("s-soon", email=user.email, email_verified=True)
    assert refused(client, come_through(client, provider, "s-soon"))


def test_a_closed_account_stays_closed(client, provider, dina):
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True)
    come_through(client, provider, "s-dina")
    client.post("/sign-out/")
    deactivate_person(user=dina.user, by=None, now=database_now())
    assert refused(client, come_through(client, provider, "s-dina"))


@pytest.mark.parametrize("says", [{}, {"email_verified": False}, {"email_verified": "no"}])
def test_an_address_that_was_not_verified_proves_nothing(client, provider, dina, says):
    provider.knows("s-dina", email="dina@brindley.example", **says)
    assert refused(client, come_through(client, provider, "s-dina"))


@pytest.mark.parametrize(
    "forged",
    [
        {"nonce": "another"},
        {"aud": "another-client"},
        {"aud": ["mainstay", "another"], "azp": "another"},
        {"iss": "https://login.elsewhere.example"},
        {"exp": 1_700_000_000},
        {"sub": ""},
    ],
    ids=lambda forged: "-".join(forged),
)
def test_a_token_that_is_not_for_us_opens_nothing(client, provider, dina, forged):
    provider.knows("s-dina", **{"email": "dina@brindley.example", "email_verified": True, **forged})
    answer = come_through(client, provider, "s-dina")
    if "sub" not in forged:
        assert refused(client, answer)
    else:  # this provider insists on its own subject
        assert SocialAccount.objects.get().uid == "s-dina"


def test_a_token_signed_with_another_key_opens_nothing(client, provider, dina, monkeypatch):
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True)
    other, stranger = open_id_provider.start()
    try:
        monkeypatch.setattr(
            "accounts.single_sign_on.CheckedTokens.openid_config",
            property(
                lambda self: {
                    "token_endpoint": f"{provider.address}/oauth2/token",
                    "jwks_uri": f"{stranger.address}/jwks",
                }
            ),
        )
        assert refused(client, come_through(client, provider, "s-dina"))
    finally:
        other.kill()
        other.wait()


def test_the_way_back_works_once_and_in_the_browser_where_it_began(client, provider, dina):
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True)
    back = provider.sign_in(client.get(BEGIN)["Location"], "s-dina")
    stranger = Client()
    assert refused(stranger, stranger.get(back))
    assert client.get(back).status_code == HTTPStatus.FOUND
    client.post("/sign-out/")
    assert refused(client, client.get(back))
    assert refused(client, client.get("/sign-in/with/brindley/back/?code=guessed&state=guessed"))
    assert refused(client, client.get("/sign-in/with/brindley/back/"))


def test_going_back_is_no_error(client, provider):
    assert refused(client, client.get(provider.deny(client.get(BEGIN)["Location"])))


def test_an_identity_is_never_joined_to_whoever_is_signed_in(client_of, provider, dina, college):
    """Somebody else's session is left, not enriched."""
    mo = MembershipFactory(user=UserFactory(email="mo@brindley.example"), agency=college).user
    client = client_of(mo)
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True)
    come_through(client, provider, "s-dina")
    assert client.session["_auth_user_id"] == str(dina.user.pk)
    assert SocialAccount.objects.get().user == dina.user


def test_it_opens_no_other_way_in(client, provider, dina):
    """Otherwise an agency could set up a passkey for somebody who has hats elsewhere too."""
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True)
    come_through(client, provider, "s-dina")
    for address in ("/account/password/", "/account/two-factor/", "/account/two-factor/passkeys/add/"):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == HTTPStatus.FORBIDDEN, address
            assert "You signed in through your agency" in answer.content.decode()
    assert client.get("/account/sessions/").status_code == HTTPStatus.OK


def test_the_second_step_was_done_there(client, provider, dina, settings):
    settings.MAINSTAY_TWO_FACTOR_ROLES = frozenset({RoleCode.DESIGNATED_PERSON})
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True)
    come_through(client, provider, "s-dina")
    assert client.get("/account/").status_code == HTTPStatus.OK


def test_an_installation_may_ask_for_its_own_second_step(client, provider, dina, settings):
    settings.MAINSTAY_SINGLE_SIGN_ON_IS_TWO_FACTOR = False
    TOTP.activate(dina.user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True)
    answer = come_through(client, provider, "s-dina")
    assert answer["Location"] == "/sign-in/second-step/"
    assert not is_signed_in(client)


def test_afterwards_a_password_gives_every_hat_back(client, provider, dina):
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True)
    come_through(client, provider, "s-dina")
    client.post("/sign-out/")
    client.post("/sign-in/", {"username": dina.user.email, "password": "a long enough password"})
    assert "sign_in_agency" not in client.session


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example"])
def test_nobody_is_sent_to_another_site(client, provider, dina, elsewhere):
    provider.knows("s-dina", email="dina@brindley.example", email_verified=True)
    assert come_through(client, provider, "s-dina", elsewhere)["Location"] == "/"


def test_a_provider_that_is_down_or_silent_is_said_to_be(client, provider, settings):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        address = f"http://127.0.0.1:{port}/.well-known/openid-configuration"
        configured = settings.MAINSTAY_SINGLE_SIGN_ON[0]
        settings.MAINSTAY_SINGLE_SIGN_ON = (IdentityProvider(**{**vars(configured), "discovery_url": address}),)
        answer = client.get(BEGIN)
        assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert "does not answer" in answer.content.decode()
    assert client.get(BEGIN).status_code == HTTPStatus.SERVICE_UNAVAILABLE


def test_the_log_names_nobody(client, provider, caplog):
    caplog.set_level(logging.INFO)
    provider.knows("s-canary", email="canaria@brindley.example", email_verified=True)
    come_through(client, provider, "s-canary")
    assert "provider brindley, no account" in caplog.text
    assert "canaria" not in caplog.text
    assert "s-canary" not in caplog.text
