"""Consent with its signed form in a browser, without JavaScript, and what the college reads only then."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import local_date
from education_plans.enums import SectionCode
from education_plans.services import begin_plan, save_section
from learners.models import Consent, Learner
from learners.services.consent import record_consent
from learners.services.sharing import share_without_consent
from tests.people import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]

PDF = {"name": "Consent form.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n"}
HOPES = "Wants to be a joiner"


@pytest.fixture
def learner(world: World, real_now: datetime) -> Learner:
    learner = world.learner(agreed=())
    plan = begin_plan(enrolment=learner.enrolments.get(), by=world.social_worker.user, now=real_now)
    save_section(
        plan=plan,
        code=SectionCode.ASPIRATIONS,
        answers={"notes": HOPES},
        version=0,
        by=world.social_worker.user,
        now=real_now,
    )
    return learner


def test_the_plan_opens_to_the_college_when_the_young_person_agrees(
    world: World, learner: Learner, page_for: PageFor, axe: Axe, shot: Shot, real_now: datetime
):
    college = page_for(world.designated_person.user, javascript=False)
    college.goto(f"/learners/{learner.uuid}/plan/")
    expect(college.get_by_role("heading", level=1)).to_have_text("You cannot see the education plan")
    expect(college.locator("body")).not_to_contain_text(HOPES)
    axe(college)
    shot(college, "plan-not-shared")

    page = page_for(world.social_worker.user, javascript=False)
    page.goto(f"/learners/{learner.uuid}/")
    page.get_by_role("link", name="Sharing and consent").first.click()
    page.get_by_role("link", name="Record an answer").click()
    shot(page, "record-consent")
    page.get_by_label("My education plan and how I am doing").check()
    page.get_by_label("Given", exact=True).check()
    page.get_by_label("The young person", exact=True).check()
    page.get_by_label("On a signed form").check()
    page.get_by_role("button", name="Record the answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Attach the signed form")
    axe(page)
    page.get_by_label("The form or letter").set_input_files(files=[PDF])
    page.get_by_role("button", name="Record the answer").click()
    expect(page.get_by_role("link", name="Consent form.pdf")).to_be_visible()
    axe(page)
    assert Consent.objects.get().form is not None

    college.reload()
    expect(college.locator("body")).to_contain_text(HOPES)
    axe(college)


@pytest.mark.parametrize("width", [1280, 375])
def test_the_sharing_page(
    world: World, learner: Learner, page_for: PageFor, axe: Axe, shot: Shot, real_now: datetime, width: int
):
    by = world.social_worker.user
    for days, purpose, decision in (
        (40, "education", "refused"), (3, "education", "given"), (3, "safeguarding", "refused"), (2, "panel", "given"),
    ):  # fmt: skip
        record_consent(
            learner=learner, purpose=purpose, decision=decision, decided_on=local_date(real_now) - timedelta(days=days),
            how="spoken", said_by="young_person", note="Not to the tutor group.", by=by, now=real_now - timedelta(days=days),
        )  # fmt: skip
    share_without_consent(
        learner=learner, recipient=world.college, purpose="safeguarding", ground="child_protection",
        reason="An adult she fears was seen near the college.", until=local_date(real_now) + timedelta(days=9), by=by,
        now=real_now,
    )  # fmt: skip
    college = page_for(world.designated_person.user, width=width)
    for path in ("", "plan/", "sharing/"):
        college.goto(f"/learners/{learner.uuid}/{path}")
        axe(college)
    shot(college, f"sharing-college-{width}")
    page = page_for(by, width=width)
    for path in ("sharing/consent/?purpose=panel", "sharing/without-consent/", "sharing/"):
        page.goto(f"/learners/{learner.uuid}/{path}")
        axe(page)
        shot(page, f"sharing-{path.strip('/').replace('/', '-').partition('?')[0]}-{width}")
