"""Second steps, passkeys and sessions in a real browser, whose own authenticator stands in for a finger on a sensor."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Page, expect

from accounts.enums import RoleCode
from notifications.models import Message
from tests.accounts.second_steps import code_now, set_up_app
from tests.factories import AgencyFactory, MembershipFactory, UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = [375, 1280]


@pytest.fixture(autouse=True)
def _nothing_counted():
    """What is counted by address outlives a test that ends without taking its table back."""
    cache.clear()


@pytest.fixture
def mentor():
    user = UserFactory(name="Mo Mentor", email="mo@example.org")
    return MembershipFactory(
        user=user, agency=AgencyFactory(provider=True, name="Brindley College"), role=RoleCode.MENTOR
    )


def heading(page: Page):
    return expect(page.get_by_role("heading", level=1))


def with_password(page: Page, address: str = "/account/") -> None:
    page.goto(address)
    page.get_by_label("E-mail address").fill("mo@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def virtual_authenticator(page: Page) -> None:
    """A device that unlocks itself, as a laptop with a fingerprint sensor would."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_an_app_is_set_up_by_keyboard_because_the_role_asks_for_it(page_for, axe, mentor, width):
    with override_settings(MAINSTAY_TWO_FACTOR_ROLES=frozenset({RoleCode.MENTOR})):
        page = page_for(None, width=width)
        with_password(page)
        heading(page).to_have_text("Second step of signing in")
        expect(page.get_by_text("Set up a second step to go on")).to_be_visible()
        axe(page)
        page.get_by_role("button", name="Set up an app").focus()
        page.keyboard.press("Enter")
        heading(page).to_have_text("Set up an authenticator app")
        axe(page)
        box = page.get_by_label("Code from the app")
        box.fill("000000")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert").first).to_contain_text("The code is not right.")
        axe(page)
        secret = page.locator(".app-key").inner_text()
        box.fill(code_now(secret))
        page.keyboard.press("Enter")
        heading(page).to_have_text("Recovery codes")
        axe(page)
        page.get_by_role("button", name="I have kept them").click()
        expect(page.get_by_text("Your account is protected.")).to_be_visible()
        axe(page)
        page.goto("/account/")
        heading(page).to_have_text("Your account")


@pytest.mark.parametrize("javascript", [True, False])
def test_signing_in_with_a_code(page_for, axe, mentor, javascript):
    set_up_app(mentor.user)
    page = page_for(None, width=375, javascript=javascript)
    with_password(page, "/account/roles/")
    heading(page).to_have_text("Confirm that it is you")
    axe(page)
    page.get_by_label("Code", exact=True).fill("000000")
    page.keyboard.press("Enter")
    expect(page).to_have_title("Error: Confirm that it is you – Mainstay")
    page.get_by_label("Code", exact=True).fill(code_now())
    page.keyboard.press("Enter")
    heading(page).to_have_text("What every role may do")


def test_signing_in_with_a_recovery_code(page_for, mentor):
    set_up_app(mentor.user)
    code = RecoveryCodes.activate(mentor.user).get_unused_codes()[3]
    page = page_for(None)
    with_password(page)
    page.get_by_text("I cannot get a code").click()
    expect(page.get_by_text("Use one of the recovery codes")).to_be_visible()
    page.get_by_label("Code", exact=True).fill(code)
    page.keyboard.press("Enter")
    heading(page).to_have_text("Your account")
    page.goto("/account/two-factor/")
    expect(page.get_by_text("9 codes are left")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_passkey_is_added_and_opens_alone_and_after_the_password(page_for, axe, mentor, width):
    page = page_for(None, width=width)
    virtual_authenticator(page)
    with_password(page, "/account/two-factor/")
    page.get_by_role("button", name="Add a passkey").click()
    heading(page).to_have_text("Add a passkey")
    axe(page)
    page.get_by_label("Name of this passkey").fill("Work laptop")
    page.get_by_label("Sign in with this passkey alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    heading(page).to_have_text("Recovery codes")
    assert Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).wrap().name == "Work laptop"
    page.goto("/account/two-factor/")
    axe(page)

    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/roles/")
    page.get_by_role("button", name="Use a passkey").click()
    heading(page).to_have_text("What every role may do")

    page.get_by_role("button", name="Sign out").click()
    with_password(page)
    heading(page).to_have_text("Confirm that it is you")
    page.get_by_role("button", name="Use a passkey instead").click()
    heading(page).to_have_text("Your account")

    page.goto("/account/two-factor/")
    page.get_by_role("link", name="Rename Work laptop").click()
    axe(page)
    page.get_by_label("Name of this passkey").fill("Old laptop")
    page.get_by_role("button", name="Save the name").click()
    page.get_by_role("link", name="Remove Old laptop").click()
    axe(page)
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_a_passkey_that_is_not_there_is_said_to_be(page_for, axe, mentor):
    page = page_for(None)
    virtual_authenticator(page)  # with nothing in it
    page.goto("/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used.")
    axe(page)


def test_without_scripts_no_passkey_is_offered(page_for, axe, mentor):
    page = page_for(None, javascript=False)
    page.goto("/sign-in/")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()


def test_confirming_who_one_is(page_for, axe, mentor):
    """The page was opened with a session that began long ago."""
    page = page_for(mentor.user, width=375)
    page.goto("/account/two-factor/app/")
    heading(page).to_have_text("Confirm that it is you")
    axe(page)
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert").first).to_contain_text("The password is not right.")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    heading(page).to_have_text("Set up an authenticator app")


def test_locked_out_and_back_in_without_calling_anybody(page_for, axe, mentor, client):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/sign-in/", {"username": "mo@example.org", "password": "wrong"})
    with override_settings(EMAIL_BACKEND="notifications.backends.OutboxBackend"):
        page = page_for(None, width=375)
        with_password(page)
        heading(page).to_have_text("Too many attempts")
        axe(page)
        page.get_by_role("link", name="choose a new password").click()
        page.get_by_label("E-mail address").fill("mo@example.org")
        page.get_by_role("button", name="Send the link").click()
        heading(page).to_have_text("Check your e-mail")
        link = re.search(r"https?://\S+/password-reset/\S+", Message.objects.get().body)[0]
        page.goto(urlsplit(link).path)
        axe(page)
        page.get_by_label("New password", exact=True).fill("seven quiet umbrellas")
        page.get_by_label("New password again").fill("seven quiet umbrellas")
        page.get_by_role("button", name="Save the password").click()
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("E-mail address").fill("mo@example.org")
        page.get_by_label("Password", exact=True).fill("seven quiet umbrellas")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_sessions_are_seen_and_ended(page_for, axe, mentor, width):
    phone, page = page_for(None, width=375), page_for(None, width=width)
    for each in (phone, page):
        with_password(each)
        heading(each).to_have_text("Your account")
    page.get_by_role("link", name="See the list").click()
    heading(page).to_have_text("Where you are signed in")
    expect(page.get_by_text("This one")).to_have_count(1)
    axe(page)
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.get_by_text("You are signed out everywhere else.")).to_be_visible()
    phone.goto("/account/")
    heading(phone).to_have_text("Sign in")


@pytest.mark.exhaustive
def test_the_absolute_end_is_announced_and_cannot_be_put_off(page_for, axe, mentor):
    with override_settings(MAINSTAY_SESSION_LONGEST=25, MAINSTAY_SESSION_WARNING_SECONDS=22):
        page = page_for(mentor.user)
        page.goto("/account/roles/")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible(timeout=30_000)
        expect(dialog).to_contain_text("This cannot be put off")
        expect(dialog.get_by_role("button", name="Stay signed in")).to_be_hidden()
        axe(page)
        page.get_by_role("button", name="Go back to the page and save").click()
        expect(dialog).to_be_hidden()
        page.wait_for_url("**/sign-in/?next=*", timeout=60_000)
        heading(page).to_have_text("Sign in")
