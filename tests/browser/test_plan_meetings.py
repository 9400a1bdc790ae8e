"""Meetings in a browser: called, answered, moved, recorded, with what is to be done; no axe violation on the way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import local_date, london
from education_plans.enums import ChangeKind, EarlyReason, EventKind, Through
from education_plans.models import EducationPlan, PlanMeeting
from education_plans.services.changes import record_change
from education_plans.services.early_reviews import propose
from education_plans.services.occasions import record_occasion
from education_plans.services.pathway import begin_pathway
from education_plans.services.pathway_reviews import ask_for_review
from tests.education_plans.conftest import agree_by_all, enrol_somebody, written_plan
from tests.people import World

pytestmark = pytest.mark.browser

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    enrolment = enrol_somebody(world, local_date(real_now) - timedelta(days=10), real_now)
    return agree_by_all(written_plan(enrolment, world, real_now), world, real_now - timedelta(days=9), real_now)


def fill_day(page: Page, name: str, day: datetime) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


@pytest.mark.parametrize(("width", "javascript"), [(375, False), (1280, True)])
def test_a_review_from_its_proposal_to_what_is_to_be_done(
    world: World, plan: EducationPlan, real_now: datetime, page_for: PageFor, axe: Axe, shot: Shot, width: int,
    javascript: bool,
):  # fmt: skip
    propose(
        plan=plan, reason=EarlyReason.INCIDENT, source_uuid=uuid4(), words="Temporary suspension", by=None, now=real_now
    )
    page = page_for(world.social_worker.user, width=width, javascript=javascript)
    page.goto(f"/plans/{plan.uuid}/meetings/")
    axe(page)
    shot(page, f"meetings-proposed-{width}")
    page.locator("main").get_by_role("link", name="Call a meeting because").click()
    axe(page)
    shot(page, f"meeting-new-{width}")
    day = london(real_now) + timedelta(days=14)
    fill_day(page, "starts_at", day)
    page.locator("[name=starts_at_time]").fill("2:30pm")
    page.get_by_label("Agenda").fill("How it goes\nThe way to college")
    page.get_by_role("button", name="Call the meeting").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Review of the plan")
    axe(page)
    shot(page, f"meeting-called-{width}")
    page.get_by_role("button", name="Invite somebody else").click()
    page.get_by_label("Name").fill("Aunt Bo")
    page.get_by_label("E-mail address").fill("bo@example.net")
    axe(page)
    page.get_by_role("button", name="Invite them").click()
    page.get_by_role("button", name="Change when or where").click()
    axe(page)
    page.get_by_label("Where?").fill("Brindley College, room 14")
    page.get_by_role("button", name="Change the meeting").click()
    expect(page.get_by_text("room 14")).to_be_visible()
    page.get_by_role("link", name="Take off the list: Kay Contact").click()
    axe(page)
    shot(page, f"meeting-take-off-{width}")
    page.get_by_role("button", name="Take them off").click()
    expect(page.get_by_text("No longer invited: Kay Contact")).to_be_visible()
    PlanMeeting.objects.update(starts_at=real_now - timedelta(hours=2), ends_at=real_now - timedelta(hours=1))
    page.reload()
    page.get_by_role("button", name="Record the meeting").click()
    page.get_by_role("button", name="Record the meeting").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose whether Aunt Bo was there")
    axe(page)
    shot(page, f"meeting-record-{width}")
    for group in page.get_by_role("group").all():
        if group.get_by_label("There", exact=True).count():
            group.get_by_label("There", exact=True).check()
    page.get_by_label("What the young person said").fill("I like the workshop")
    page.get_by_label("What was decided").fill("A bus pass")
    page.get_by_role("button", name="Record the meeting").click()
    page.get_by_role("link", name="Add something to do").click()
    page.get_by_label("What is to be done?").fill("Ask for a bus pass")
    page.get_by_label("Dina Designated").check()
    fill_day(page, "due_on", day)
    axe(page)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Ask for a bus pass").first).to_be_visible()
    axe(page)
    shot(page, f"meeting-held-{width}")
    assert plan.reviews.get().young_person_said == "I like the workshop"
    page.get_by_role("link", name="Correct what was recorded").click()
    page.get_by_label("What was decided").fill("A bus pass and a mentor")
    page.get_by_role("button", name="Save the correction").click()
    axe(page)
    shot(page, f"meeting-correct-{width}")
    page.get_by_label("What was wrong?").fill("The mentor was forgotten")
    page.get_by_role("button", name="Save the correction").click()
    page.get_by_text("The mentor was forgotten").click()
    before = page.locator("details p", has_text="What was decided")
    expect(before).to_be_visible()
    expect(before).to_contain_text("A bus pass")
    axe(page)
    shot(page, f"meeting-corrected-{width}")
    assert plan.reviews.get().decisions == "A bus pass and a mentor"


@pytest.mark.parametrize(("width", "javascript"), [(375, False), (1280, True)])
def test_a_pathway_review_that_was_asked_for(
    world: World, plan: EducationPlan, real_now: datetime, page_for: PageFor, axe: Axe, shot: Shot, width: int,
    javascript: bool,
):  # fmt: skip
    begun = real_now - timedelta(days=2)  # the meeting two hours ago may have been yesterday
    pathway = begin_pathway(learner=plan.learner, by=world.social_worker.user, now=begun)
    ask_for_review(
        pathway=pathway, by_young_person=True, why="I want to talk about my room", through=Through.OWN_PAGE, by=None,
        now=begun,
    )  # fmt: skip
    page = page_for(world.social_worker.user, width=width, javascript=javascript)
    page.goto(f"/pathway/{pathway.uuid}/")
    axe(page)
    shot(page, f"pathway-asked-{width}")
    page.get_by_role("link", name="Call the meeting").click()
    axe(page)
    shot(page, f"pathway-meeting-new-{width}")
    fill_day(page, "starts_at", london(real_now) + timedelta(days=14))
    page.locator("[name=starts_at_time]").fill("2:30pm")
    page.get_by_label("Where?").fill("At the kitchen table")
    page.get_by_role("button", name="Call the meeting").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Review of the pathway plan")
    axe(page)
    shot(page, f"pathway-meeting-{width}")
    page.goto(f"/pathway/{pathway.uuid}/meetings/")
    axe(page)
    shot(page, f"pathway-meetings-{width}")
    PlanMeeting.objects.update(starts_at=real_now - timedelta(hours=2), ends_at=real_now - timedelta(hours=1))
    page.goto(f"/pathway/{pathway.uuid}/meetings/{PlanMeeting.objects.get().uuid}/")
    page.get_by_role("button", name="Record the meeting").click()
    page.wait_for_load_state()  # the groups are read at once, not waited for
    for group in page.get_by_role("group").all():
        if group.get_by_label("There", exact=True).count():
            group.get_by_label("There", exact=True).check()
    page.get_by_label("What the young person said").fill("I want a key of my own")
    page.get_by_label("What was decided").fill("A key")
    page.get_by_role("button", name="Record the meeting").click()
    expect(page.get_by_role("alert")).not_to_contain_text("There is a problem")
    expect(page.get_by_text("A key", exact=True)).to_be_visible()
    page.goto(f"/pathway/{pathway.uuid}/")
    axe(page)
    shot(page, f"pathway-reviewed-{width}")
    assert pathway.reviews.get().requests.count() == 1


@pytest.mark.parametrize("width", [375, 1280])
def test_who_is_invited_answers_and_every_other_page_reads_well(
    world: World, plan: EducationPlan, real_now: datetime, page_for: PageFor, axe: Axe, shot: Shot, width: int
):
    by = world.social_worker.user
    page = page_for(world.designated_person.user, width=width)
    for name in ("meetings", "changes", "occasions"):
        page.goto(f"/plans/{plan.uuid}/{name}/")
        axe(page)
    today = local_date(real_now)
    for told in (world.college, None):
        record_change(
            plan=plan, kind=ChangeKind.ACCOMMODATION, on=today, what="Moves to Aunt Bo", effect="A longer way",
            provider=told, by=by, now=real_now,
        )  # fmt: skip
    for days in (-3, 5):
        record_occasion(
            plan=plan, kind=EventKind.PARENTS_EVENING, on=today + timedelta(days=days), what="Main hall", by=by,
            now=real_now,
        )  # fmt: skip
    for path in ("changes/", "changes/new/", "occasions/", "occasions/new/"):
        page.goto(f"/plans/{plan.uuid}/{path}")
        axe(page)
        shot(page, f"plan-{path.strip('/').replace('/', '-')}-{width}")
    page.goto(f"/plans/{plan.uuid}/occasions/")
    page.get_by_role("link", name="Say who came").click()
    axe(page)
    page.goto(f"/learners/{plan.learner.uuid}/plan/")
    axe(page)
    shot(page, f"plan-meetings-panel-{width}")
