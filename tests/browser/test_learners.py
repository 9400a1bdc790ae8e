"""Every page about young people, on a desk and on a phone: accessible, and nothing scrolls sideways."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from learners.services import assign_key_worker, end_key_worker, enrol, restrict
from tests.learners.test_caseload import named

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def young_people(world, real_now):
    """One late without a key worker, one with a change of key worker on its way, one restricted, one to come."""
    by = world.team_manager.user
    people = []
    for number, (given, family) in enumerate(
        [("Siobhán", "O’Connor"), ("John", "Smith"), ("Łukasz", "Nowak"), ("Precious", "Adeyemi")]
    ):
        learner = named(world, given, family, enrolled=False)
        starts_on = real_now.date() - timedelta(days=40 - 12 * number)
        enrol(
            learner=learner,
            provider=world.college,
            course="Bricklaying",
            level="2",
            starts_on=starts_on,
            by=by,
            now=real_now,
        )
        people.append(learner)
    late, changed, secret, _ = people
    end_key_worker(key_worker=world.key_worker_of(late), ends_at=real_now, by=by, now=real_now)
    assign_key_worker(
        learner=changed,
        membership=world.carer,
        kind="foster_carer",
        cover=world.social_worker,
        starts_at=real_now,
        by=by,
        now=real_now,
    )
    restrict(learner=secret, people=[world.head.user], reason="At risk", by=by, now=real_now)
    return people


@pytest.mark.parametrize("width", [1280, 375])
def test_pages_about_young_people(world, young_people, page_for, axe, width):
    _, learner, secret, _ = young_people
    place = learner.enrolments.get()
    page = page_for(world.team_manager.user, width=width)
    for path in (
        "/learners/",
        "/learners/?q=smiht&sort=due",
        "/learners/?q=nobody",
        "/learners/new/",
        f"/learners/{learner.uuid}/edit/",
        f"/learners/{learner.uuid}/key-worker/",
        f"/learners/{learner.uuid}/key-worker/end/",
        f"/learners/{learner.uuid}/enrolments/new/",
        f"/learners/{learner.uuid}/close/",
        f"/learners/{learner.uuid}/death/",
        f"/learners/{learner.uuid}/access/",
        f"/learners/{secret.uuid}/access/",
        f"/enrolments/{place.uuid}/",
        f"/enrolments/{place.uuid}/mentor/",
        f"/enrolments/{place.uuid}/transfer/",
        f"/enrolments/{place.uuid}/checklist/provider_knows_contacts_on/",
    ):
        page.goto(path)
        axe(page)
    head = page_for(world.head.user, width=width)
    head.goto(f"/directory/{world.virtual_school.uuid}/key-contact/")
    axe(head)


@pytest.mark.parametrize("javascript", [True, False])
def test_ending_a_place_on_a_phone(world, young_people, page_for, axe, javascript):
    place = young_people[1].enrolments.get()
    page = page_for(world.designated_person.user, width=375, javascript=javascript)
    page.goto(f"/enrolments/{place.uuid}/end/")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("There is a problem").wait_for()
    page.get_by_label("Left by their own choice").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("What will happen").wait_for()
    if javascript:
        axe(page)
    page.get_by_role("button", name="End the place").click()
    page.get_by_text("The place at Brindley College has ended.").wait_for()
    place.refresh_from_db()
    assert place.end_reason == "withdrew"


@pytest.mark.parametrize("javascript", [True, False])
def test_finding_somebody_by_a_near_spelling(world, young_people, page_for, javascript):
    page = page_for(world.team_manager.user, javascript=javascript)
    page.goto("/learners/")
    page.get_by_label("Name or ULN").fill("oconor")
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("link", name="Siobhán O’Connor").wait_for()
    expect(page.get_by_role("link", name="John Smith")).to_have_count(0)
