"""The registers of the partnership in a browser: no axe violation, nothing scrolls sideways, and without JavaScript too."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from agreements.models import Complaint, Compliment
from tests.agreement_things import registers
from tests.people import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.mark.parametrize("width", [375, 1280])
def test_every_register(
    world: World, real_now: datetime, page_for: PageFor, axe: Axe, shot: Callable[..., None], width: int
):
    made = registers.build(world, real_now)
    page = page_for(world.designated_person.user, width=width)
    for name, path in (
        ("hub", "/partnership/"),
        ("promotion", "/partnership/promotion/"),
        ("promotion-new", "/partnership/promotion/new/"),
        ("meetings", "/partnership/meetings/"),
        ("meeting-new", "/partnership/meetings/new/"),
        ("meeting", f"/partnership/meetings/{made['liaison_uuid']}/"),
        ("actions", "/partnership/actions/"),
        ("events", "/partnership/events/"),
        ("event-new", "/partnership/events/new/"),
        ("event", f"/partnership/events/{made['event_uuid']}/"),
        ("attendance", f"/partnership/events/{made['event_uuid']}/attendance/"),
        ("notices", "/partnership/notices/"),
        ("notice", f"/partnership/notices/{made['notice_uuid']}/"),
        ("employers", "/partnership/employers/"),
        ("complaints-empty", "/partnership/complaints/"),
        ("compliments", "/partnership/compliments/"),
    ):
        page.goto(path)
        axe(page)
        shot(page, f"register-{name}-{width}")
    handler = page_for(world.signatory.user, width=width)
    for name, path in (
        ("complaints", "/partnership/complaints/"),
        ("complaint", f"/partnership/complaints/{made['complaint_uuid']}/"),
        ("complaint-answer", f"/partnership/complaints/{made['complaint_uuid']}/answer/"),
        ("complaint-new", "/partnership/complaints/new/"),
        ("complaint-new-about", f"/partnership/complaints/new/{world.agreement.uuid}/"),
    ):
        handler.goto(path)
        axe(handler)
        shot(handler, f"register-{name}-{width}")


def test_a_complaint_from_the_first_word_to_the_answer(world: World, page_for: PageFor, axe: Axe):
    """Without JavaScript: the key contact records it, the principal acknowledges and answers, the head sees nothing."""
    page = page_for(world.key_contact.user, javascript=False)
    page.goto("/partnership/")
    page.get_by_role("link", name="Record a complaint").click()
    page.get_by_label("Which agreement does it concern?").select_option(label=str(world.agreement))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Give it to the manager").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    axe(page)
    page.get_by_label("Brindley College", exact=True).check()
    page.get_by_label("A carer or parent").check()
    page.get_by_label("In a few words").fill("Nobody rang back")
    page.get_by_label("What happened?").fill("Three calls, no answer.")
    page.get_by_role("button", name="Give it to the manager").click()
    expect(page.get_by_text("The complaint is given to Sid Signatory")).to_be_visible()
    expect(page.get_by_role("button", name="Acknowledge it")).to_have_count(0)
    head = page_for(world.head.user, javascript=False)
    head.goto("/partnership/complaints/")
    expect(head.get_by_text("No complaint to show")).to_be_visible()
    handler = page_for(world.signatory.user, javascript=False)
    handler.goto("/partnership/complaints/")
    handler.get_by_role("link", name="Nobody rang back").click()
    handler.get_by_role("button", name="Acknowledge it").click()
    handler.get_by_role("button", name="I have told them").click()
    handler.get_by_role("button", name="Record the answer").click()
    handler.get_by_label("Upheld", exact=True).check()
    handler.get_by_label("What were they told?").fill("We ring back the same day from now on.")
    handler.get_by_role("button", name="Record the answer").click()
    expect(handler.get_by_text("We ring back the same day from now on.")).to_be_visible()
    assert Complaint.objects.get().outcome == "upheld"


def test_good_words_reach_the_person(world: World, page_for: PageFor):
    page = page_for(world.officer.user, javascript=False)
    page.goto("/partnership/compliments/new/")
    page.get_by_label("Where does the person work?").select_option(label="Brindley College")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Whose work is praised?").select_option(label="Mo Mentor, Mentor")
    page.get_by_label("A young person").check()
    page.get_by_label("What was said?").fill("He believed in me.")
    page.get_by_role("button", name="Pass it on").click()
    assert Compliment.objects.get().person == world.mentor
    mentor = page_for(world.mentor.user, javascript=False)
    mentor.goto("/messages/")
    mentor.get_by_role("link", name="Somebody praises your work").click()
    mentor.goto("/partnership/compliments/")
    expect(mentor.get_by_text("He believed in me.")).to_be_visible()
