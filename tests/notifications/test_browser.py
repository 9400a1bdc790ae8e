"""The pages of messages as people see them: desk and phone, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from accounts.clock import database_now
from notifications.enums import MessageKind
from notifications.services import queue
from tests.factories import UserFactory
from tests.notifications.conftest import note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reader():
    reader = UserFactory(name="Mary Otieno")
    queue(
        [
            note(reader, "1", subject="Plan for A B is due in 5 days"),
            note(
                reader, "2", subject="C D may not be able to stay at Brindley College", kind=MessageKind.INCIDENT_NOTICE
            ),
        ],
        now=database_now(),
    )
    return reader


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (375, False)])
def test_reading_messages(page_for, axe, reader, width, javascript):
    page = page_for(reader, width=width, javascript=javascript)
    page.goto("/messages/")
    axe(page)
    page.get_by_role("link", name="Plan for A B is due").click()
    axe(page)
    assert page.get_by_role("button", name="Open the record").get_attribute("href") == "/deadlines/"
    page.get_by_role("link", name="Back to messages").click()
    expect(page.get_by_text("New", exact=True), "the other one").to_have_count(1)
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("New", exact=True)).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 375])
def test_choosing_emails(page_for, axe, reader, width):
    page = page_for(reader, width=width)
    page.goto("/messages/preferences/")
    axe(page)
    page.get_by_label("A deadline is coming up").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Your choice of e-mails is saved").wait_for()
    expect(page.get_by_label("A deadline is coming up")).to_be_checked()


@pytest.mark.parametrize("width", [1280, 375])
def test_sent_messages(page_for, axe, reader, width, settings):
    settings.MAINSTAY_EMBEDDED = True
    page = page_for(reader, width=width)
    page.goto("/messages/sent/")
    page.locator("li summary").first.click()
    page.get_by_text("The plan for A B is due.").first.wait_for()
    axe(page)
