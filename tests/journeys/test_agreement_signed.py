"""A Virtual School sends a draft out; two people sign it in two browsers, and it is in force."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from accounts.clock import database_now
from agreements.enums import AgreementStatus
from agreements.models import Agreement, AgreementText, Signature
from notifications.models import Message
from tests.agreements.signing_things import ready_draft
from tests.browser.fixtures import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def link_in_the_mail(address: str) -> str:
    mail = Message.objects.filter(kind="account", address=address, body__contains="/sign/").latest("pk")
    found = re.search(rf"^{re.escape(settings.MAINSTAY_BASE_URL)}(/sign/\S+)$", mail.body, re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize(("width", "javascript"), [(DESK, True), (PHONE, False)])
def test_from_the_draft_to_two_signatures(page_for, axe, shot, world, width, javascript):
    draft = ready_draft(world, database_now())
    head = page_for(world.head.user, width=width, javascript=javascript)
    head.goto(f"/agreements/{draft.uuid}/send-out/")
    expect(head.get_by_role("heading", level=1)).to_have_text("Send out for signature")
    axe(head)
    shot(head, f"send-out-{width}")
    head.get_by_role("button", name="Send out for signature").click()
    expect(head.get_by_text("The agreement is out for signature.")).to_be_visible()
    axe(head)

    text = AgreementText.objects.get()
    principal = page_for(None, width=width, javascript=javascript)
    school = page_for(None, width=width, javascript=javascript)
    for page, address, name, role, after in (
        (principal, "prof.principal@example.org", "Prof Principal", "Principal", "The other side has not signed yet"),
        (school, "hana.head@example.org", "Hana Head", "Head of the Virtual School", "Both sides have signed."),
    ):
        link = link_in_the_mail(address)
        page.goto(link)
        expect(page.get_by_role("heading", name="What we promise")).to_be_visible()
        shown = page.locator("code").first.text_content()
        assert shown == text.sha256
        page.get_by_label("Your full name").fill(name)
        page.get_by_label(f"I am {role}, and I may sign").check()
        page.get_by_role("button", name="Sign the agreement").click()
        expect(page.get_by_text(after)).to_be_visible()
        expect(page.get_by_text("This link was used for your signature")).to_be_visible()
        axe(page)
        shot(page, f"signed-{role.split()[0].lower()}-{width}")
        page.goto(link)
        expect(page.get_by_role("heading", name="What we promise")).to_have_count(0)

    assert Agreement.objects.get(pk=draft.pk).status == AgreementStatus.IN_FORCE
    assert set(Signature.objects.values_list("text_sha256", flat=True)) == {text.sha256}
    head.goto(f"/agreements/{draft.uuid}/")
    expect(head.get_by_text("In force", exact=True).first).to_be_visible()
    with head.expect_download() as download:
        head.get_by_role("link", name="Download the signed agreement (PDF)").click()
    with open(download.value.path(), "rb") as kept:
        assert kept.read(5) == b"%PDF-"
    axe(head)
    shot(head, f"agreement-in-force-{width}")
