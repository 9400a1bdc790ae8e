"""An administrator invites somebody in one browser; the person accepts in another, signs in and sees their role."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from accounts.enums import RoleCode
from accounts.models import User
from notifications.models import Message
from tests.browser.fixtures import DESK, PHONE
from tests.factories import InvitationFactory
from tests.factories.accounts import PASSWORD as OLD_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "seven quiet umbrellas"


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"


def link_in_the_mail(address):
    (mail,) = Message.objects.filter(kind="account", address=address)
    return re.search(rf"^{re.escape(settings.MAINSTAY_BASE_URL)}(/invitation/\S+)$", mail.body, re.MULTILINE)[1]


@pytest.mark.parametrize(
    ("width", "javascript"), [(DESK, True), pytest.param(PHONE, False, marks=pytest.mark.exhaustive)]
)
def test_from_the_invitation_to_the_role(page_for, axe, shot, world, width, javascript):
    admin = page_for(world.administrator.user, width=width, javascript=javascript)
    admin.goto("/account/")
    admin.get_by_role("link", name="Look after the people at Brindley College").click()
    expect(admin.get_by_role("heading", level=1)).to_contain_text("People")
    axe(admin)
    admin.get_by_role("button", name="Invite somebody").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Invite somebody")
    axe(admin)
    shot(admin, f"invite-{width}")
    admin.get_by_role("button", name="Send the invitation").click()
    expect(admin.get_by_role("alert")).to_contain_text("Enter full name")
    axe(admin)
    admin.get_by_label("Full name").fill("Nia Nwosu")
    admin.get_by_label("E-mail address").fill("nia@example.org")
    admin.get_by_label("Mentor").check()
    admin.get_by_label("Job title").fill("Tutor")
    admin.get_by_role("button", name="Send the invitation").click()
    expect(admin.get_by_text("The invitation is on its way to nia@example.org.")).to_be_visible()
    axe(admin)
    shot(admin, f"people-{width}")

    invited = page_for(None, width=width, javascript=javascript)
    invited.goto(link_in_the_mail("nia@example.org"))
    expect(
        invited.get_by_text("Ada Administrator invites you to work in Mainstay for Brindley College.")
    ).to_be_visible()
    axe(invited)
    shot(invited, f"invitation-{width}")
    invited.get_by_label("Phone number").fill("01632 960 123")
    invited.get_by_label("Password", exact=True).fill(PASSWORD)
    invited.get_by_label("Password again").fill("something else")
    invited.get_by_role("button", name="Accept and open the account").click()
    expect(invited.get_by_role("alert")).to_contain_text("The two passwords are not the same")
    axe(invited)
    invited.get_by_label("Password", exact=True).fill(PASSWORD)
    invited.get_by_label("Password again").fill(PASSWORD)
    invited.get_by_role("button", name="Accept and open the account").click()
    expect(invited.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(invited.get_by_text("Your account is open.")).to_be_visible()
    invited.get_by_label("E-mail address").fill("nia@example.org")
    invited.get_by_label("Password", exact=True).fill(PASSWORD)
    invited.get_by_role("button", name="Sign in", exact=True).click()
    expect(invited.get_by_role("banner")).to_contain_text("Mentor")
    invited.goto("/account/")
    expect(invited.get_by_role("heading", name="Mentor, Brindley College")).to_be_visible()

    admin.reload()
    expect(admin.get_by_role("link", name="Nia Nwosu")).to_be_visible()
    expect(admin.get_by_text("Invitations that wait")).to_have_count(0)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_somebody_with_an_account_signs_in_and_accepts(page_for, axe, shot, world, width):
    InvitationFactory(
        agency=world.college, role=RoleCode.MENTOR, email=world.stranger.user.email, token="a-token",
        invited_by=world.administrator.user,
    )  # fmt: skip
    page = page_for(None, width=width)
    page.goto("/invitation/a-token/")
    axe(page)
    page.get_by_role("button", name="Sign in to accept").click()
    page.get_by_label("E-mail address").fill(world.stranger.user.email)
    page.get_by_label("Password", exact=True).fill(OLD_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("You are signed in as Stan Stranger.")).to_be_visible()
    axe(page)
    shot(page, f"accept-{width}")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("You are working for Brindley College as Mentor now.")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("Brindley College")
    page.goto("/invitation/a-token/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work any more")
    axe(page)
    shot(page, f"invitation-gone-{width}")


@pytest.mark.parametrize(
    ("width", "javascript"), [(DESK, True), pytest.param(PHONE, False, marks=pytest.mark.exhaustive)]
)
def test_a_role_is_changed_and_ended_and_an_account_closed(page_for, axe, shot, world, width, javascript):
    page = page_for(world.administrator.user, width=width, javascript=javascript)
    page.goto(f"/directory/{world.college.uuid}/people/?q=vic")
    page.get_by_role("link", name="Vic Viewer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vic Viewer")
    axe(page)
    page.get_by_role("link", name="Change the role or the job title").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Change the role of Vic Viewer")
    axe(page)
    page.get_by_label("Mentor").check()
    page.get_by_label("Why?").fill("A new post")
    page.get_by_role("button", name="Change the role").click()
    expect(page.get_by_role("heading", name="Mentor", exact=True)).to_be_visible()
    axe(page)
    shot(page, f"person-{width}")
    page.get_by_role("link", name="End the role").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("End the role of Vic Viewer")
    axe(page)
    shot(page, f"end-role-{width}")
    page.get_by_label("Now").check()
    page.get_by_label("Why?").fill("Left")
    page.get_by_role("button", name="End the role").click()
    expect(page.get_by_text("has ended. They are being told.")).to_be_visible()
    page.get_by_role("link", name="Close the account").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Close the account of Vic Viewer")
    axe(page)
    page.get_by_label("Why?").fill("Left")
    page.get_by_role("button", name="Close the account").click()
    expect(page.get_by_text("The account of Vic Viewer is closed.")).to_be_visible()
    page.goto(f"/directory/{world.college.uuid}/people/?left=on")
    page.get_by_role("link", name="Vic Viewer").click()
    page.get_by_role("link", name="Open the account again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Open the account of Vic Viewer again")
    axe(page)
    page.get_by_label("Viewer").check()
    page.get_by_label("Why?").fill("Came back")
    page.get_by_role("button", name="Open the account").click()
    expect(page.get_by_text("is open again")).to_be_visible()
    page.get_by_role("link", name="Change e-mail address").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Change the e-mail address of Vic Viewer")
    axe(page)
    page.get_by_label("New e-mail address").fill("vic@example.com")
    page.get_by_label("Why?").fill("Married")
    page.get_by_role("button", name="Change the address").click()
    expect(page.get_by_text("Both addresses are being told.")).to_be_visible()
    assert User.objects.filter(email="vic@example.com").exists()
