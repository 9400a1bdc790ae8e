"""The story of the product: a suspension is logged, people are told, nobody rings, and everybody sees it."""

import re
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import database_now, local_date
from deadlines.calendar import at_local, end_of_local_day
from deadlines.services import sweep
from learners.services import enrol
from notifications.services import deliver
from tests.factories.accounts import PASSWORD
from tests.notifications.mail_server import MailServer
from tests.people import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My day")


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first.click()


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (375, False)])
def test_a_suspension_from_sign_in_to_dashboard(
    page_for: Callable[..., Page],
    mail_server: MailServer,
    turn_clock: Callable[..., None],
    width: int,
    javascript: bool,
):
    world = build_world()
    learner = world.learner(enrolled=False, given_name="Ade", family_name="Bello", uln="9276308686")
    morning = at_local(local_date(database_now()), time(10))  # of today, whatever the hour at which the tests run
    enrol(
        learner=learner, provider=world.college, course="Level 2 Bricklaying", level="2", mentor=world.mentor,
        starts_on=local_date(morning) - timedelta(days=40), by=world.designated_person.user, now=morning - timedelta(days=45),
    )  # fmt: skip
    turn_clock(morning)

    # The designated person logs a suspension.
    page = page_for(None, width=width, javascript=javascript)
    sign_in(page, "dina.designated@example.org")
    page.goto("/learners/")
    follow(page, re.compile("Ade Bello"))
    follow(page, "Log an incident")
    page.get_by_label("Temporary suspension").check()
    page.get_by_label("What happened?").fill("Sent home after an argument in the canteen.")
    page.get_by_role("button", name="Log incident").click()
    expect(page.get_by_text("Incident logged")).to_be_visible()
    expect(page.get_by_text("Now phone Sue Worker and Kay Contact")).to_be_visible()
    incident = page.url.split("?")[0]

    # The key worker and the key contact are e-mailed at once, with initials and nothing else.
    deliver(now_source=lambda: morning + timedelta(seconds=5))
    notices = [mail for mail in mail_server.received if "AB" in str(mail["Subject"])]
    assert {str(mail["To"]) for mail in notices} >= {"sue.worker@example.org", "kay.contact@example.org"}
    assert all("Bello" not in mail.as_string() and "canteen" not in mail.as_string() for mail in mail_server.received)

    # One call is logged, the other is forgotten: two proofs by e-mail, one by phone, one waits until midnight.
    page.goto(incident)
    follow(page, re.compile("Log this call to Kay Contact"))
    page.get_by_label("Spoke to them").check()
    page.get_by_role("button", name=re.compile("^Log")).click()
    page.goto("/")
    expect(page.get_by_role("heading", name="Phone calls to make and log")).to_be_visible()
    expect(page.get_by_text("Sue Worker")).to_be_visible()

    # Midnight passes.
    after_midnight = end_of_local_day(local_date(morning)) + timedelta(minutes=5)
    sweep(now=after_midnight)
    turn_clock(after_midnight)
    page.goto("/")
    expect(page.get_by_role("heading", name=re.compile("^Late"))).to_be_visible()
    page.goto(incident)
    expect(page.get_by_text(re.compile("overdue", re.IGNORECASE)).first).to_be_visible()

    # The manager sees it, and the number opens its list.
    manager = page_for(None, width=width, javascript=javascript)
    sign_in(manager, "kay.contact@example.org")
    manager.goto("/oversight/")
    card = manager.get_by_role("link", name=re.compile("Overdue now"))
    expect(card).to_contain_text("2")  # the plan of forty days ago, and the calls
    card.click()
    expect(manager.locator("table tbody tr")).to_have_count(2)
    expect(manager.get_by_role("link", name=re.compile("Tell the key worker and the Virtual School"))).to_be_visible()
