"""Writing a plan in a browser: three people to agreement, a time-out in the middle of a section, a conflict."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import Domain
from education_plans.models import EducationPlan, SectionDraft
from education_plans.rules.questions import questions_for
from education_plans.selectors.sections import sections_of
from education_plans.services import begin_plan, save_section
from education_plans.services.targets import TargetWords, add_target
from learners.models import Enrolment
from tests.education_plans.conftest import enrol_somebody
from tests.people import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]

PASSWORD = "a long enough password 42"


@pytest.fixture
def enrolment(world: World, real_now: datetime) -> Enrolment:
    return enrol_somebody(world, local_date(real_now) - timedelta(days=10), real_now)


@pytest.fixture
def plan(world: World, enrolment: Enrolment, real_now: datetime) -> EducationPlan:
    return begin_plan(enrolment=enrolment, by=world.social_worker.user, now=real_now)


def section_path(plan: EducationPlan, code: str = "views") -> str:
    return f"/plans/{plan.uuid}/sections/{code}/"


def complete(page: Page, plan: EducationPlan, code: str) -> None:
    """Answer every required question and mark the section complete."""
    page.goto(section_path(plan, code))
    for question in questions_for(code, plan.variant):
        if question.required:
            page.locator(f"[name={question.code}]").fill(f"About {code}")
    page.get_by_label("Complete", exact=True).check()
    page.get_by_role("button", name="Save section").click()
    expect(page.get_by_text("is saved.")).to_be_visible()


def test_words_are_kept_while_typing_and_on_leaving(
    world: World, plan: EducationPlan, page_for: PageFor, axe: Axe, shot: Shot
):
    page = page_for(world.social_worker.user)
    page.goto(section_path(plan))
    page.get_by_label("How is it going").fill("She likes the workshop")
    expect(page.locator("[data-app-draft-status]")).to_contain_text("Saved")
    axe(page)
    shot(page, "section-saved")
    page.get_by_label("What would they like").fill("Less noise")
    with page.expect_request("**/draft/"):
        page.get_by_role("link", name="Back to the plan").click()
    page.goto(f"/learners/{plan.learner.uuid}/plan/")
    expect(page.get_by_text("You have not saved what you wrote here")).to_be_visible()
    page.get_by_role("link", name="Go on with").click()
    expect(page.get_by_text("This is what you were writing")).to_be_visible()
    expect(page.get_by_label("How is it going")).to_have_value("She likes the workshop")
    expect(page.get_by_label("What would they like")).to_have_value("Less noise")
    axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_time_out_in_the_middle_of_a_section_loses_nothing(
    world: World, plan: EducationPlan, page_for: PageFor, javascript: bool
):
    user = world.designated_person.user
    with_password(user)
    page = page_for(user, javascript=javascript)
    page.goto(section_path(plan))
    Session.objects.all().delete()
    page.get_by_label("How is it going").fill("Typed after the session had ended")
    if javascript:
        expect(page.get_by_text("You were signed out. What you wrote is kept")).to_be_visible()
    page.get_by_role("button", name="Save section").click()
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the young person says")
    expect(page.get_by_text("This is what you were writing")).to_be_visible()
    expect(page.get_by_label("How is it going")).to_have_value("Typed after the session had ended")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("is saved.")).to_be_visible()
    assert plan.sections.get(code="views").answers == {"going": "Typed after the session had ended"}
    assert not SectionDraft.objects.exists()


def with_password(user: User) -> None:
    user.set_password(PASSWORD)
    user.save()


def test_two_people_in_one_section_choose_what_stands(
    world: World, plan: EducationPlan, page_for: PageFor, axe: Axe, shot: Shot
):
    hers = page_for(world.social_worker.user, width=375, javascript=False)
    his = page_for(world.designated_person.user)
    for page, text in ((hers, "Wants to cook"), (his, "Wants to bake")):
        page.goto(section_path(plan))
        page.get_by_label("How is it going").fill(text)
    his.get_by_role("button", name="Save section").click()
    expect(his.get_by_text("is saved.")).to_be_visible()
    hers.get_by_role("button", name="Save section").click()
    expect(hers.get_by_role("heading", level=1)).to_contain_text("two versions")
    for text in ("Wants to cook", "Wants to bake"):
        expect(hers.get_by_text(text)).to_be_visible()
    axe(hers)
    shot(hers, "section-conflict")
    hers.get_by_label("Both, theirs first").check()
    hers.get_by_role("button", name="Save section").click()
    expect(hers.get_by_text("is saved.")).to_be_visible()
    assert plan.sections.get(code="views").answers == {"going": "Wants to bake\n\nWants to cook"}


def test_three_people_bring_one_plan_to_agreement(
    world: World, enrolment: Enrolment, page_for: PageFor, axe: Axe, shot: Shot, real_now: datetime
):
    key_worker = page_for(world.social_worker.user)
    key_worker.goto(f"/learners/{enrolment.learner.uuid}/plan/")
    key_worker.get_by_role("button", name="Begin the plan").click()
    key_worker.get_by_label("At school, college or a training provider").check()
    axe(key_worker)
    key_worker.get_by_role("button", name="Begin the plan").click()
    expect(key_worker.get_by_text("0 of 13 sections complete")).to_be_visible()
    plan = EducationPlan.objects.get(enrolment=enrolment)
    provider = page_for(world.designated_person.user)
    colleague = page_for(world.cover_person.user, width=375)
    complete(key_worker, plan, "safeguarding")
    complete(provider, plan, "attendance")
    complete(colleague, plan, "course")
    words = TargetWords(
        domain=Domain.LEARNING, what="Pass English", due_on=local_date(real_now), evidence="The certificate"
    )
    add_target(plan=plan, words=words, by=world.social_worker.user, now=real_now)
    for code in sections_of(plan):
        if code not in ("safeguarding", "attendance", "course"):
            answers = {question.code: "Written" for question in questions_for(code, plan.variant)}
            by = world.social_worker.user
            save_section(plan=plan, code=code, answers=answers, version=0, state="complete", by=by, now=real_now)
    provider.goto(f"/learners/{enrolment.learner.uuid}/plan/")
    expect(provider.get_by_text("13 of 13 sections complete")).to_be_visible()
    axe(provider)
    shot(provider, "plan-complete")
    for page in (key_worker, provider):
        page.goto(f"/learners/{enrolment.learner.uuid}/plan/")
        page.get_by_role("link", name="Say whether you agree").click()
        page.get_by_label("Yes, I agree").check()
        page.get_by_role("button", name="Send my answer").click()
    key_worker.goto(f"/learners/{enrolment.learner.uuid}/plan/")
    key_worker.get_by_role("link", name=re.compile("Record what they say.*young person")).click()
    key_worker.get_by_label("They agree").check()
    for part in ("day", "month", "year"):
        key_worker.locator(f"[name=said_on_{part}]").fill(str(getattr(local_date(real_now), part)))
    key_worker.get_by_role("button", name="Record").click()
    expect(key_worker.get_by_text("The plan is agreed")).to_be_visible()
    plan.refresh_from_db()
    assert plan.agreed_at is not None


@pytest.mark.parametrize("width", [375, 1280])
def test_asking_and_changing_what_is_asked(
    world: World, plan: EducationPlan, page_for: PageFor, axe: Axe, shot: Shot, width: int
):
    page = page_for(world.social_worker.user, width=width)
    for address in (
        f"/plans/{plan.uuid}/about/",
        section_path(plan, "attendance") + "ask/",
        section_path(plan, "attendance") + "completer/",
        section_path(plan, "key_contacts"),
    ):
        page.goto(address)
        axe(page)
    shot(page, f"section-prefilled-{width}")
    expect(page.get_by_text("Filled in from the record")).to_be_visible()


@pytest.mark.parametrize("width", [375, 1280])
def test_naming_who_completes_a_section_by_keyboard(
    world: World, plan: EducationPlan, page_for: PageFor, shot: Shot, width: int
):
    page = page_for(world.social_worker.user, width=width)
    page.goto(f"/learners/{plan.learner.uuid}/plan/")
    shot(page, f"plan-sections-{width}")
    page.get_by_role("link", name="Name somebody to complete Attendance").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who completes this section?")
    shot(page, f"section-completer-{width}")
    page.get_by_label("Nobody in particular").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Attendance” is for")).to_be_visible()
    assert plan.sections.get(code="attendance").completer is not None
    page.goto(section_path(plan, "targets"))
    page.get_by_label("What did the young person want").fill("To pass")
    page.get_by_label("Complete", exact=True).check()
    page.get_by_role("button", name="Save section").click()
    expect(page.get_by_role("alert")).to_contain_text("Set a target before you mark this section complete")
    shot(page, f"section-target-missing-{width}")
