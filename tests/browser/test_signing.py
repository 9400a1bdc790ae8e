"""The pages of signing in a browser: what the signatory sees, what the Virtual School sees."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.clock import database_now, local_date
from agreements.enums import Side
from agreements.models import SignatureRequest
from agreements.services.signing import send_out
from tests.agreements.signing_things import ready_draft, token_for
from tests.browser.fixtures import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(world):
    return ready_draft(world, database_now())


@pytest.fixture
def text(world, draft):
    return send_out(agreement=draft, by=world.head.user, now=database_now())


@pytest.mark.parametrize(("width", "javascript"), [(DESK, True), (PHONE, False)])
def test_a_signatory_declines(page_for, axe, shot, world, text, width, javascript):
    page = page_for(None, width=width, javascript=javascript)
    address = f"/sign/{token_for(Side.PROVIDER)}/"
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign the agreement")
    axe(page)
    shot(page, f"sign-{width}")
    page.get_by_role("button", name="Sign the agreement").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your full name")
    expect(page.get_by_role("alert")).to_contain_text("Confirm your role and that you may sign")
    axe(page)
    page.get_by_role("link", name="I do not sign").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do not sign")
    axe(page)
    page.get_by_role("button", name="Do not sign").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter why you do not sign")
    page.get_by_label("Why do you not sign?").fill("Our governors want another start day.")
    page.get_by_role("button", name="Do not sign").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have not signed")
    axe(page)
    head = page_for(world.head.user, width=width, javascript=javascript)
    head.goto(f"/agreements/{text.agreement.uuid}/")
    expect(head.get_by_text("Our governors want another start day.")).to_be_visible()
    axe(head)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_what_the_virtual_school_sees(page_for, axe, shot, world, text, width):
    agreement = text.agreement
    SignatureRequest.objects.filter(side=Side.PROVIDER).update(expires_at=database_now() - timedelta(days=1))
    head = page_for(world.head.user, width=width)
    head.goto(f"/agreements/{agreement.uuid}/")
    expect(head.get_by_text("Link out of date")).to_be_visible()
    axe(head)
    shot(head, f"signing-{width}")
    head.get_by_role("link", name="Send a new link to Prof Principal").click()
    expect(head.get_by_role("heading", level=1)).to_have_text("Send Prof Principal a new link")
    axe(head)
    head.get_by_role("button", name="Send a new link").click()
    expect(head.get_by_text("A new link is on its way to prof.principal@example.org.")).to_be_visible()
    head.get_by_role("link", name="Remind Prof Principal").click()
    axe(head)
    head.get_by_role("button", name="Send the reminder").click()
    expect(head.get_by_role("alert")).to_contain_text("within the last 24 hours")
    head.goto(f"/agreements/{agreement.uuid}/text/")
    axe(head)
    shot(head, f"text-{width}")
    head.goto(f"/agreements/{agreement.uuid}/take-back/")
    axe(head)
    page = page_for(None, width=width)
    page.goto("/sign/no-such-token/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work any more")
    axe(page)


@pytest.mark.parametrize(("width", "javascript"), [(DESK, True), (PHONE, False)])
def test_a_page_signed_by_hand_needs_two_people(page_for, axe, shot, world, text, tmp_path, width, javascript):
    scan = tmp_path / "page.pdf"
    scan.write_bytes(b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n")
    officer = page_for(world.officer.user, width=width, javascript=javascript)
    officer.goto(f"/agreements/{text.agreement.uuid}/")
    officer.get_by_role("link", name="Upload a page that was signed by hand").click()
    axe(officer)
    officer.get_by_label("Brindley College").check()
    officer.get_by_label("Name on the page").fill("Prof Principal")
    officer.get_by_label("Their role").fill("Principal")
    today = local_date(database_now())
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        officer.get_by_label(part, exact=True).fill(str(value))
    officer.get_by_label("The scanned page").set_input_files(scan)
    officer.get_by_role("button", name="Upload").click()
    expect(officer.get_by_text("Signed page to be confirmed")).to_be_visible()
    officer.get_by_role("link", name="Look at the signed page").click()
    expect(officer.get_by_text("Somebody else has to confirm it.")).to_be_visible()
    axe(officer)
    head = page_for(world.head.user, width=width, javascript=javascript)
    head.goto(officer.url.removeprefix(officer.url.split("/agreements/")[0]))
    axe(head)
    shot(head, f"paper-{width}")
    head.get_by_label("Yes, it counts as the signature").check()
    head.get_by_role("button", name="Save").click()
    expect(head.get_by_text("The page counts as the signature.")).to_be_visible()
    expect(head.get_by_role("link", name="Scan of the page signed for the Provider")).to_be_visible()
    axe(head)
