"""Somebody leaves, and somebody is away: by keyboard, on a phone, without scripts."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import local_date
from accounts.form_fields import day_data
from learners.models import HandOverStep
from learners.services.hand_over import open_hand_over
from tests.people import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageFor = Callable[..., Page]
Check = Callable[[Page], None]


def press(page: Page, control: str, name: str | re.Pattern[str]) -> None:
    """Reach a link or button and use it with the Enter key alone."""
    found = page.get_by_role(control, name=name).first  # type: ignore[arg-type]
    found.focus()
    expect(found).to_be_focused()
    page.keyboard.press("Enter")


def test_a_manager_hands_over_and_the_successor_sees_the_young_person(
    world: World, page_for: PageFor, axe: Check, real_now
):
    people = [world.learner(given_name=name, family_name="Bello") for name in ("Ade", "Kemi")]
    manager, successor, leaver = (
        page_for(membership.user) for membership in (world.team_manager, world.personal_adviser, world.social_worker)
    )
    case_file = f"/learners/{people[0].uuid}/"
    leaver.goto(case_file)
    expect(leaver.get_by_role("heading", level=1)).to_contain_text("Ade Bello")

    manager.goto(f"/hand-over/{world.social_worker.uuid}/")
    press(manager, "button", "Say when they leave")
    last_day = local_date(real_now) + timedelta(days=5)
    for name, value in day_data("leaves_on", last_day).items():
        manager.locator(f"[name={name}]").fill(str(value))
    press(manager, "button", "Save the leaving day")
    expect(manager.get_by_text("The hand-over of Sue Worker is open.")).to_be_visible()
    axe(manager)
    press(manager, "button", "Choose who takes over")
    press(manager, "button", "Continue")
    expect(manager.get_by_text("There is a problem")).to_be_visible()
    axe(manager)
    manager.get_by_label(re.compile("Key worker: who takes over all 2")).select_option(
        label="Pat Adviser, Personal adviser"
    )
    manager.get_by_label("Now", exact=True).check()
    manager.get_by_label(re.compile("Note for whoever takes over")).fill("The folder is in the office.")
    axe(manager)
    press(manager, "button", "Continue")
    expect(manager.get_by_role("heading", level=1)).to_have_text("Check the hand-over of Sue Worker")
    axe(manager)
    assert not HandOverStep.objects.exists()
    press(manager, "button", "Hand over")
    expect(manager.get_by_text("Handed over: 2.")).to_be_visible()

    successor.goto("/hand-over/")
    expect(successor.get_by_text("The folder is in the office.")).to_be_visible()
    axe(successor)
    successor.goto(case_file)
    expect(successor.get_by_role("heading", level=1)).to_contain_text("Ade Bello")
    response = leaver.goto(case_file)
    assert response is not None
    assert response.status == 404


@pytest.mark.parametrize(
    ("width", "javascript"),
    [
        (375, True),
        pytest.param(1280, True, marks=pytest.mark.exhaustive),
        pytest.param(375, False, marks=pytest.mark.exhaustive),
    ],
)
def test_every_page_of_a_hand_over(world: World, page_for: PageFor, axe: Check, shot, real_now, width, javascript):
    for name in ("Ade", "Kemi", "Łukasz"):
        world.learner(given_name=name, family_name="Bello")
    by = world.team_manager.user
    open_hand_over(
        membership=world.social_worker, leaves_on=local_date(real_now) + timedelta(days=5), by=by, now=real_now
    )
    page = page_for(by, width=width, javascript=javascript)
    base = f"/hand-over/{world.social_worker.uuid}/"
    for path in ("/", "/hand-over/", base, f"{base}leaving/", f"{base}pass/"):
        page.goto(path)
        axe(page)
    page.get_by_text("Choose one by one").click()
    page.get_by_label("Kemi Bello").select_option(label="Cora Carer, Carer")
    page.get_by_label(re.compile("After|When they have left")).check()
    axe(page)
    shot(page, f"hand-over-choices-{width}{'' if javascript else '-without-scripts'}")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("2 things stay with Sue Worker for now.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Change the answers").click()
    expect(page.get_by_label("Kemi Bello")).to_have_value(str(world.carer.uuid))


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), pytest.param(375, False, marks=pytest.mark.exhaustive)]
)
def test_a_designated_person_names_a_colleague(
    world: World, page_for: PageFor, axe: Check, real_now, width, javascript
):
    learner = world.learner(given_name="Ade", family_name="Bello")
    world.learner(given_name="Kemi", family_name="Bello")
    page = page_for(world.designated_person.user, width=width, javascript=javascript)
    deputy = page_for(world.mentor.user, width=width, javascript=javascript)
    page.goto("/cover/")
    axe(page)
    page.get_by_role("button", name="Name a colleague as cover").click()
    page.get_by_role("button", name="Save cover").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    axe(page)
    page.get_by_label(re.compile("Who stands in for you")).select_option(label="Mo Mentor, Mentor")
    page.get_by_label("Ade Bello").check()
    for name, value in day_data("last_on", local_date(real_now) + timedelta(days=9)).items():
        page.locator(f"[name={name}]").fill(str(value))
    page.get_by_role("button", name="Save cover").click()
    expect(page.get_by_text("Mo Mentor stands in for you.")).to_be_visible()
    axe(page)
    deputy.goto("/cover/")
    axe(deputy)
    deputy.get_by_role("link", name="Ade Bello").click()
    expect(deputy.get_by_text("Mo Mentor stands in for Dina Designated until")).to_be_visible()
    axe(deputy)
    page.get_by_role("link", name=re.compile("^End")).click()
    axe(page)
    page.get_by_role("button", name="End cover").click()
    expect(page.get_by_text("Mo Mentor no longer stands in.")).to_be_visible()
    response = deputy.goto(f"/learners/{learner.uuid}/")
    assert response is not None
    assert response.status == 404
