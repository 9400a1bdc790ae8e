"""A young person, an old phone without scripts, and the people who answer: from the link to “you said – we did”."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.clock import database_now, local_date
from education_plans.enums import Domain, MeetingKind, PathwayDomain, SectionCode, SectionState, SkillState
from education_plans.services import begin_plan, save_section
from education_plans.services.meetings import call_meeting
from education_plans.services.passport import record_skill
from education_plans.services.pathway import add_action, begin_pathway, save_matter
from education_plans.services.targets import TargetWords, add_target
from notifications.models import Message
from tests.browser.fixtures import DESK, PHONE
from tests.plan_things.pathway import first_skill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def learner(world):
    """Somebody with a plan, a target and a meeting."""
    now, by = database_now(), world.social_worker.user
    by.phone = "0121 496 0123"
    by.save()
    learner = world.learner(given_name="Amara", family_name="Bello")
    plan = begin_plan(enrolment=world.enrolment(learner), by=by, now=now)
    for code, text in (
        (SectionCode.KEY_CONTACTS, "Sue is your key worker. Ring her any day."),
        (SectionCode.ASPIRATIONS, "You want to be a carpenter with a workshop of your own."),
        (SectionCode.SAFEGUARDING, "Not for this page."),
    ):
        save_section(plan=plan, code=code, answers={"notes": text}, version=0, by=by, now=now)
    words = TargetWords(
        domain=Domain.LEARNING,
        what="Finish the first bench",
        due_on=local_date(now) + timedelta(days=40),
        evidence="It stands in the workshop",
        helper=world.mentor,
    )
    add_target(plan=plan, words=words, by=by, now=now)
    pathway = begin_pathway(learner=learner, by=by, now=now)
    for domain, needs, says in (
        (PathwayDomain.CONTINGENCY, "If the flat falls away, Cora has a room for two weeks.", "I ring Cora first."),
        (PathwayDomain.FINANCE, "A plan for what comes in and what goes out.", ""),
    ):
        save_matter(
            pathway=pathway, domain=domain, needs=needs, says=says, state=SectionState.COMPLETE, version=0, by=by, now=now
        )  # fmt: skip
    add_action(
        pathway=pathway, domain=PathwayDomain.FINANCE, how="Open a savings account", owner_name=learner.called,
        due_on=local_date(now) + timedelta(days=30), by=by, now=now,
    )  # fmt: skip
    record_skill(
        learner=learner, item=first_skill(), state=SkillState.CAN_DO, evidence="Cooked for six on Sunday", by=by, now=now
    )  # fmt: skip
    call_meeting(
        plan=plan, kind=MeetingKind.EXTRA, starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=3, hours=1),
        place="Brindley College, room 4", people=[world.designated_person], by=by, now=now,
    )  # fmt: skip
    return learner


@pytest.mark.parametrize("javascript", [False, pytest.param(True, marks=pytest.mark.exhaustive)])
def test_from_the_link_to_you_said_we_did(page_for, axe, shot, world, learner, javascript):
    worker = page_for(world.social_worker.user, width=DESK)
    worker.goto(f"/learners/{learner.uuid}/own-page/")
    axe(worker)
    worker.get_by_label("I show it to them now").check()
    worker.get_by_role("button", name="Give the link").click()
    expect(worker.get_by_role("img", name="QR code of the link")).to_be_visible()
    axe(worker)
    shot(worker, "own-link-given")
    link = re.sub(r"^https?://[^/]+", "", worker.get_by_label("Or copy it").input_value())

    phone = page_for(None, width=PHONE, javascript=javascript)
    phone.goto(link)
    axe(phone)
    shot(phone, "me-birthday")
    birthday = learner.date_of_birth
    for name, number in (("Day", birthday.day), ("Month", birthday.month), ("Year", birthday.year - 1)):
        phone.get_by_label(name, exact=True).fill(str(number))
    phone.get_by_role("button", name="Open my page").click()
    expect(phone.get_by_text("You can try 4 more times").first).to_be_visible()
    axe(phone)
    phone.get_by_label("Year", exact=True).fill(str(birthday.year))
    phone.get_by_role("button", name="Open my page").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Hello Amara")
    assert link not in phone.url
    axe(phone)
    shot(phone, "me-home")
    expect(phone.get_by_role("button", name="Call 0121 496 0123").first).to_have_attribute("href", "tel:01214960123")
    expect(phone.get_by_text("Brindley College, room 4")).to_be_visible()

    phone.get_by_role("button", name="I did it").click()
    expect(phone.get_by_text("You did it")).to_be_visible()

    phone.get_by_role("link", name="My plan", exact=True).click()
    expect(phone.get_by_text("a workshop of your own")).to_be_visible()
    expect(phone.get_by_text("Not for this page")).to_have_count(0)
    axe(phone)
    shot(phone, "me-plan")
    phone.get_by_label("Yes, I agree").check()
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("You said that you agree with your plan.")).to_be_visible()

    phone.get_by_role("link", name="My pathway plan").click()
    expect(phone.get_by_text("Who: you.")).to_be_visible()
    axe(phone)
    shot(phone, "me-pathway")
    phone.get_by_label("No, I do not agree").check()
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("Tell us what is not right").first).to_be_visible()
    axe(phone)
    phone.get_by_label("What is not right?").fill("I want to live near the workshop.")
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("We will talk with you about it.")).to_be_visible()

    phone.get_by_role("link", name="What I can do").click()
    expect(phone.get_by_text("Cooked for six on Sunday")).to_be_visible()
    axe(phone)
    shot(phone, "me-skills")
    phone.get_by_role("link", name="Back to my page").click()

    phone.get_by_role("button", name="Tell us").click()
    axe(phone)
    shot(phone, "me-tell-us")
    phone.get_by_label("My course").check()
    phone.get_by_label("Not good", exact=False).check()
    phone.get_by_label("Say it in your words").fill("The saw is broken and nobody mends it.")
    phone.get_by_role("button", name="Send it").click()
    expect(phone.get_by_text("Somebody will read it and answer you.")).to_be_visible()

    designated = page_for(world.designated_person.user, width=DESK)
    told = Message.objects.filter(recipient=world.designated_person.user, subject__contains="has said something")
    designated.goto(told.filter(channel="in_app").get().link)
    expect(designated.get_by_text("nobody mends it")).to_be_visible()
    axe(designated)
    shot(designated, "view-to-answer")
    designated.get_by_label("We did it").check()
    designated.get_by_label("What was done, or why can it not be done?").fill("A new blade came on Monday. Try it.")
    designated.get_by_role("button", name="Send the answer").click()
    expect(designated.get_by_text("The answer stands on their own page.")).to_be_visible()
    axe(designated)

    phone.goto("/me/")
    expect(phone.get_by_text("A new blade came on Monday.")).to_be_visible()
    phone.get_by_role("link", name="See all you said").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You said – we did")
    expect(phone.get_by_text("nobody mends it")).to_be_visible()
    expect(phone.get_by_text("Dina Designated")).to_be_visible()
    axe(phone)
    shot(phone, "me-you-said")


def test_every_page_on_a_phone_and_another_phone_is_refused(page_for, axe, shot, world, learner):
    worker = page_for(world.social_worker.user, width=PHONE)
    worker.goto(f"/learners/{learner.uuid}/own-page/")
    worker.get_by_label("I show it to them now").check()
    worker.get_by_role("button", name="Give the link").click()
    axe(worker)
    link = re.sub(r"^https?://[^/]+", "", worker.get_by_label("Or copy it").input_value())
    phone = page_for(None, width=PHONE)
    phone.goto(link)
    for name, number in zip(("Day", "Month", "Year"), learner.date_of_birth.strftime("%d %m %Y").split(), strict=True):
        phone.get_by_label(name, exact=True).fill(number)
    phone.get_by_role("button", name="Open my page").click()
    for path in ("you-said", "money", "before-meeting", "talk", "help", "who-looked", "record"):
        phone.goto(f"/me/{path}/")
        axe(phone)
        shot(phone, f"me-{path}")
    phone.get_by_role("button", name="Ask for a copy").click()
    expect(phone.get_by_text("You asked for a copy of your record.")).to_be_visible()
    shot(phone, "me-asked")
    phone.get_by_role("link", name="My plan", exact=True).click()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Keep or print my plan").click()
    assert download.value.suggested_filename == "my-plan.pdf"
    phone.goto("/me/help/")
    phone.get_by_label("Now. It cannot wait").check()
    phone.get_by_label("What has happened?").fill("I cannot go home.")
    phone.get_by_role("button", name="Ask for help").click()
    expect(phone.get_by_role("heading", name="We have told your people")).to_be_visible()
    axe(phone)
    shot(phone, "me-help-asked")

    worker.goto("/voice/")
    expect(worker.get_by_text("Cannot wait")).to_be_visible()
    axe(worker)
    worker.get_by_role("link", name="Amara Bello").first.click()
    expect(worker.get_by_role("blockquote")).to_contain_text("I cannot go home.")
    axe(worker)
    worker.goto(f"/learners/{learner.uuid}/record-requests/")
    axe(worker)
    worker.get_by_role("link", name="Asked").click()
    axe(worker)
    shot(worker, "record-request")
    worker.get_by_role("button", name="Check the record").click()
    axe(worker)
    shot(worker, "record-check")

    other = page_for(None, width=PHONE)
    other.goto(link)
    expect(other.get_by_role("heading", level=1)).to_have_text("This link belongs to another phone")
    axe(other)
    shot(other, "me-other-phone")
