"""The pages of agreements and the directory in a browser: no axe violation, nothing scrolls sideways, at both widths."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import local_date
from agreements.enums import TermKey, TrainingSubject
from agreements.models import Confirmation, Registration, Training
from agreements.services import record_registration, record_training
from tests.factories import AgreementFactory, SignatoryFactory
from tests.people import World

pytestmark = pytest.mark.browser

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.mark.parametrize("width", [375, 1280])
def test_agreements(world: World, page_for: PageFor, axe: Axe, width: int):
    SignatoryFactory(agreement=world.agreement)
    draft = AgreementFactory(virtual_school=world.virtual_school, provider=world.other_college, draft=True)
    page = page_for(world.head.user, width=width)
    for path in (
        "/agreements/",
        "/agreements/?q=nothing",
        "/agreements/new/",
        f"/agreements/{world.agreement.uuid}/",
        f"/agreements/{world.agreement.uuid}/end/",
        f"/agreements/{world.agreement.uuid}/terms/{TermKey.EDUCATION_PLAN}/",
        f"/agreements/{draft.uuid}/",
        f"/agreements/{draft.uuid}/edit/",
        f"/agreements/{draft.uuid}/put-in-force/",
    ):
        page.goto(path)
        axe(page)
    page.get_by_role("button", name="Put in force").click()
    page.get_by_text("There is a problem").wait_for()
    axe(page)


@pytest.mark.parametrize("width", [375, 1280])
def test_directory(world: World, page_for: PageFor, axe: Axe, width: int):
    page = page_for(world.signatory.user, width=width)
    for path in (
        "/directory/",
        "/directory/?q=nobody",
        f"/directory/{world.college.uuid}/",
        f"/directory/{world.other_college.uuid}/",
        f"/directory/{world.virtual_school.uuid}/",
    ):
        page.goto(path)
        axe(page)


@pytest.fixture
def kept(world: World, real_now: datetime) -> World:
    """The college is registered, one person is trained and one should have been trained again."""
    today = local_date(real_now)
    record_registration(
        agency=world.college, number="ZA123456", expires_on=today + timedelta(days=40), by=None, now=real_now
    )
    for person, refresh in ((world.designated_person, 300), (world.cover_person, -20)):
        record_training(
            membership=person,
            subject=TrainingSubject.CARE_SYSTEM,
            note="A day at the Virtual School",
            done_on=today - timedelta(days=300),
            refresh_due_on=today + timedelta(days=refresh),
            by=None,
            now=real_now,
        )
    return world


@pytest.mark.parametrize("width", [375, 1280])
def test_what_an_agency_keeps_ready(kept: World, page_for: PageFor, axe: Axe, shot: Callable[..., None], width: int):
    page = page_for(kept.administrator.user, width=width)
    training = Training.objects.earliest("pk")
    for name, path in (
        ("agency", f"/directory/{kept.college.uuid}/"),
        ("confirm", f"/directory/{kept.college.uuid}/confirm/"),
        ("training", f"/directory/people/{kept.designated_person.uuid}/training/"),
        ("training-new", f"/directory/people/{kept.designated_person.uuid}/training/new/"),
        ("training-correct", f"/directory/training/{training.uuid}/correct/"),
        ("registration", f"/directory/{kept.college.uuid}/registration/"),
        ("registration-correct", f"/directory/{kept.college.uuid}/registration/correct/"),
    ):
        page.goto(path)
        axe(page)
        shot(page, f"directory-{name}-{width}")


def test_people_are_confirmed_with_the_keyboard_alone_and_without_a_script(kept: World, page_for: PageFor):
    page = page_for(kept.designated_person.user, width=375, javascript=False)
    page.goto(f"/directory/{kept.college.uuid}/")
    expect(page.get_by_text("Not confirmed yet.")).to_be_visible()
    page.get_by_role("link", name="Look through your people and confirm them").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Are these people right?")).to_be_visible()
    page.get_by_role("button", name="Yes, these people are right").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Everybody with an agreement sees that your people are confirmed.")).to_be_visible()
    assert Confirmation.objects.get().confirmed_by == kept.designated_person.user


def test_a_registration_is_renewed_and_a_wrong_number_is_shown_beside_the_question(
    kept: World, page_for: PageFor, axe: Axe
):
    page = page_for(kept.administrator.user, width=375)
    page.goto(f"/directory/{kept.college.uuid}/")
    page.get_by_role("link", name="Record a renewal").click()
    page.get_by_label("Registration number").fill("12345")
    for part, value in (("Day", "3"), ("Month", "3"), ("Year", "2031")):
        page.get_by_label(part).fill(value)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("There is a problem").wait_for()
    axe(page)
    page.get_by_label("Registration number").fill("zb 123456")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The registration is recorded.").wait_for()
    assert Registration.objects.get(number="ZB123456").expires_on.year == 2031
