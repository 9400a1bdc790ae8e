"""A manager breaks the glass and somebody named sees it at once; one Virtual School asks another for support."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from accounts.clock import local_date
from learners.enums import ConsentPurpose
from learners.models import BrokenGlass, SupportRequest
from learners.services import restrict

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REASON = "Rang from a station at night and says they cannot go on"


@pytest.fixture
def secret(world, real_now):
    learner = world.learner(given_name="Asha", family_name="Kamara", date_of_birth=date(2008, 5, 17))
    restrict(learner=learner, people=[world.head.user], reason="At risk", by=world.head.user, now=real_now)
    return learner


def tell_who(page, name="Asha Kamara"):
    page.get_by_label("By full name and date of birth").check()
    page.get_by_role("textbox", name="Full name").fill(name)
    page.get_by_label("Day").fill("17")
    page.get_by_label("Month").fill("5")
    page.get_by_label("Year").fill("2008")
    page.get_by_label("What has happened").fill(REASON)
    page.get_by_label("This is an emergency").check()
    page.get_by_role("button", name="Open the record").click()


@pytest.mark.parametrize(
    ("width", "javascript"),
    [
        (375, True),
        pytest.param(1280, True, marks=pytest.mark.exhaustive),
        pytest.param(375, False, marks=pytest.mark.exhaustive),
    ],
)
def test_the_glass_is_broken_and_seen_at_once(world, secret, page_for, axe, shot, width, javascript):
    manager = page_for(world.team_manager.user, width=width, javascript=javascript)
    named = page_for(world.head.user, width=width, javascript=javascript)
    manager.goto("/learners/")
    expect(manager.get_by_text("Asha Kamara")).to_have_count(0)
    manager.get_by_role("link", name="Open a restricted record in an emergency").click()
    if javascript:
        axe(manager)
    tell_who(manager, "Asha Camara")
    expect(manager.get_by_text("No record could be opened with these details").first).to_be_visible()
    if javascript:
        axe(manager)
        shot(manager, f"glass-nobody-{width}")
    tell_who(manager)
    expect(manager.get_by_text("You opened this record in an emergency")).to_be_visible()
    if javascript:
        axe(manager)
        shot(manager, f"glass-opened-{width}")

    named.goto("/messages/")
    named.get_by_role("link", name="AK: a restricted record was opened in an emergency").click()
    named.goto(f"/learners/{secret.uuid}/")
    expect(
        named.get_by_role("table", name="Opened in an emergency").or_(named.locator("#opened-in-emergency"))
    ).to_be_visible()
    expect(named.get_by_text(REASON).first).to_be_visible()
    if javascript:
        axe(named)
        shot(named, f"glass-seen-{width}")
    named.goto("/emergency-access/")
    expect(named.get_by_role("link", name="Asha Kamara")).to_be_visible()
    if javascript:
        axe(named)
        shot(named, f"glass-list-{width}")

    manager.get_by_role("link", name="End now").click()
    if javascript:
        axe(manager)
    manager.get_by_role("button", name="End it now").click()
    expect(manager.get_by_text("Your emergency access is over.")).to_be_visible()
    assert manager.goto(f"/learners/{secret.uuid}/").status == 404
    assert BrokenGlass.objects.get().ended_by == world.team_manager.user


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.exhaustive), 375])
def test_support_is_asked_for_and_given(world, real_now, page_for, axe, shot, width):
    learner = world.learner(given_name="Quinn", family_name="Mbeki", agreed=list(ConsentPurpose))
    until = local_date(real_now) + timedelta(days=60)
    home, host = page_for(world.key_contact.user, width=width), page_for(world.host_key_contact.user, width=width)
    home.goto(f"/learners/{learner.uuid}/")
    home.get_by_role("link", name="Ask another Virtual School for support").click()
    axe(home)
    home.get_by_role("button", name="Ask for support").click()
    axe(home)
    home.get_by_label("What do you ask them to do?").fill("Visit the college in the first weeks.")
    home.get_by_label("Day").fill(str(until.day))
    home.get_by_label("Month").fill(str(until.month))
    home.get_by_label("Year").fill(str(until.year))
    home.get_by_role("button", name="Ask for support").click()
    expect(home.get_by_text("Host Virtual School has been asked.")).to_be_visible()
    axe(home)
    shot(home, f"support-asked-{width}")

    host.goto("/messages/")
    host.get_by_role("link", name="QM: your support is asked for").click()
    host.goto("/support/")
    axe(host)
    shot(host, f"support-list-{width}")
    host.get_by_role("link", name="QM").click()
    expect(host.get_by_text("Quinn")).to_have_count(0)
    axe(host)
    host.get_by_role("button", name="Accept").click()
    axe(host)
    host.get_by_role("button", name="Accept").click()
    expect(host.get_by_role("heading", name="Support for Quinn Mbeki")).to_be_visible()
    host.get_by_role("link", name="Open the case file").click()
    axe(host)
    shot(host, f"support-case-file-{width}")

    request = SupportRequest.objects.get()
    home.goto(f"/support/{request.uuid}/")
    home.get_by_role("link", name="End the support").click()
    home.get_by_label("Why?").fill("They moved back.")
    home.get_by_role("button", name="End it now").click()
    expect(home.get_by_text("The support has ended.")).to_be_visible()
    assert host.goto(f"/learners/{learner.uuid}/").status == 404
