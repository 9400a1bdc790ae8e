"""Signing in and one's own account in a real browser."""

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import expect

from accounts.enums import RoleCode
from tests.accounts.test_quick_sign_in import EmbeddedAddresses
from tests.factories import AgencyFactory, MembershipFactory, UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = [375, 1280]
PUBLIC = ["/sign-in/", "/password-reset/", "/password-reset/sent/", "/password-reset/done/", "/password-reset/1/x-y/",
          "/help/", "/accessibility/", "/privacy/", "/cookies/"]  # fmt: skip
OWN = ["/account/", "/account/details/", "/account/password/", "/account/roles/"]


@pytest.fixture
def mentor():
    user = UserFactory(name="Mo Mentor", email="mo@example.org")
    return MembershipFactory(
        user=user, agency=AgencyFactory(provider=True, name="Brindley College"), role=RoleCode.MENTOR
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages_are_accessible(page_for, axe, width):
    page = page_for(None, width=width)
    for address in PUBLIC:
        page.goto(address)
        axe(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_the_account_are_accessible(page_for, axe, mentor, width):
    page = page_for(mentor.user, width=width)
    for address in OWN:
        page.goto(address)
        axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_signing_in_by_keyboard_alone(page_for, axe, mentor, javascript):
    page = page_for(None, width=375, javascript=javascript)
    page.goto("/account/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("mo@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password is not right.")
    expect(page).to_have_title("Error: Sign in – Mainstay")
    axe(page)
    page.get_by_label("Password", exact=True).focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def test_the_lock_out_is_accessible(page_for, axe, mentor, client):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post("/sign-in/", {"username": "mo@example.org", "password": "wrong"})
    page = page_for(None)
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill("mo@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many attempts")
    axe(page)
    page.get_by_role("link", name="choose a new password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose a new password")


@pytest.mark.parametrize("width", WIDTHS)
def test_one_click_in_one_command_mode(page_for, axe, mentor, width):
    with override_settings(MAINSTAY_EMBEDDED=True, ROOT_URLCONF=EmbeddedAddresses):
        page = page_for(None, width=width, javascript=False)
        page.goto("/account/")
        axe(page)
        page.get_by_role("button", name="Sign in as Mo Mentor, Mentor, Brindley College").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def test_the_session_ends_with_a_warning_and_leads_back(page_for, axe, mentor):
    with override_settings(SESSION_COOKIE_AGE=6, MAINSTAY_SESSION_WARNING_SECONDS=3):
        page = page_for(mentor.user)
        page.goto("/account/roles/")
        expect(page.get_by_role("dialog")).to_be_visible(timeout=10_000)
        page.get_by_role("button", name="Stay signed in").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.wait_for_url("**/sign-in/?next=*", timeout=15_000)
    page.get_by_label("E-mail address").fill("mo@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What every role may do")
