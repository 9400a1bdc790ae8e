"""Challenges, the yearly review and how an agreement is kept, in a real browser: also on a phone, without a script and
on paper.
"""

from datetime import timedelta
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from accounts.clock import database_now
from agreements.enums import ReviewOutcome, Side
from agreements.services.challenges import answer_challenge, raise_challenge
from agreements.services.reviews import add_action, begin_review, propose_outcome
from tests.agreements.test_adherence import promise
from tests.agreements.test_reviews import answer_all
from tests.people import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = [375, 1280]


@pytest.fixture
def told(world: World) -> World:
    """A year of an agreement: some promises kept, some not, two challenges, a review in which both have answered."""
    now = database_now()
    for days, met in [(20, -1), (35, -2), (70, 3), (100, None), (200, -1), (300, 4)]:
        promise(world.agreement, now - timedelta(days=days), met=met)
    for title in ("Plans come late", "Nobody answers the phone"):
        challenge = raise_challenge(
            agreement=world.agreement, raised_by=world.virtual_school, raised_against=world.college, title=title,
            text="Three times in a row. Please say what you will change.", duty_code="education_plan",
            by=world.officer.user, now=now - timedelta(days=40),
        )  # fmt: skip
    answer_challenge(
        challenge=challenge,
        text="There is a shared mailbox now.",
        by=world.signatory.user,
        now=now - timedelta(days=30),
    )
    review = begin_review(agreement=world.agreement, by=world.head.user, now=now)
    answer_all(review, Side.PROVIDER, world.signatory.user, now)
    answer_all(review, Side.VIRTUAL_SCHOOL, world.head.user, now)
    add_action(
        review=review, text="Meet every month", owner=world.college, lead="Dina Designated",
        due_on=(now + timedelta(days=40)).date(), by=world.head.user, now=now,
    )  # fmt: skip
    propose_outcome(
        review=review, side=Side.VIRTUAL_SCHOOL, outcome=ReviewOutcome.AMEND, reason="Shorter limits.",
        by=world.head.user, now=now,
    )  # fmt: skip
    return world


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_accessible(page_for, axe, shot, told: World, width: int):
    page = page_for(told.designated_person.user, width=width)
    review, challenge = told.agreement.reviews.get(), told.agreement.challenges.earliest("pk")
    at = f"/agreements/{told.agreement.uuid}/"
    addresses = {
        "challenges": "/challenges/",
        "challenge": f"/challenges/{challenge.uuid}/",
        "challenge-answer": f"/challenges/{challenge.uuid}/answer/",
        "challenge-new": f"{at}challenge/",
        "reviews": f"{at}reviews/",
        "review": f"/agreements/reviews/{review.uuid}/",
        "review-question": f"/agreements/reviews/{review.uuid}/questions/contacts_confirmed/",
        "review-action-new": f"/agreements/reviews/{review.uuid}/actions/",
        "review-outcome": f"/agreements/reviews/{review.uuid}/outcome/",
        "adherence": f"{at}adherence/",
        "my-day-agreements": "/",
    }
    for name, address in addresses.items():
        page.goto(address)
        axe(page)
        shot(page, f"{name}-{width}")


def test_how_it_is_kept_on_paper(page_for, told: World):
    page = page_for(told.head.user)
    page.goto(f"/agreements/{told.agreement.uuid}/adherence/")
    printed = PdfReader(BytesIO(page.pdf(format="A4")))
    text = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    assert "How the agreement is kept" in text
    assert "Brindley College with Home Virtual School" in text
    assert "Too few other agreements" in text
    assert "Download for Excel" not in text
    assert len(printed.pages) <= 5


@pytest.mark.parametrize("javascript", [True, False])
def test_a_challenge_is_raised_and_answered(page_for, axe, world: World, javascript: bool):
    school = page_for(world.officer.user, javascript=javascript)
    school.goto(f"/agreements/{world.agreement.uuid}/challenge/")
    school.get_by_role("button", name="Raise challenge").click()
    expect(school.get_by_role("alert")).to_be_visible()
    school.get_by_label("Brindley College").check()
    school.get_by_label("What it is about, in a few words").fill("Nobody answers")
    school.get_by_label("What is wrong, and what do you ask for?").fill("For two weeks now.")
    school.get_by_role("button", name="Raise challenge").click()
    expect(school.get_by_role("heading", level=1)).to_have_text("Nobody answers")
    college = page_for(world.designated_person.user, width=375, javascript=javascript)
    college.goto("/")
    college.get_by_role("link", name="1 challenge waits for your agency’s answer").click()
    college.get_by_role("link", name="Nobody answers").click()
    college.get_by_role("button", name="Answer").click()
    college.get_by_label("Your agency’s answer").fill("We were ill. Somebody covers now.")
    college.get_by_role("button", name="Send answer").click()
    expect(college.get_by_text("We were ill.")).to_be_visible()
    axe(college)
    school.reload()
    expect(school.get_by_text("We were ill.")).to_be_visible()
