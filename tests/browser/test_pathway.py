"""The pathway plan in a browser: no axe violation at both widths, and the whole way without JavaScript."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import local_date
from education_plans.enums import Answer, PathwayDomain, SectionState, SkillState, Suitability, Through
from education_plans.models import PathwayPlan
from education_plans.services import save_section
from education_plans.services.accommodation import Judged, check_accommodation
from education_plans.services.passport import record_skill
from education_plans.services.pathway import add_action, begin_pathway, save_matter
from education_plans.services.pathway_answers import answer_pathway, sign_pathway
from education_plans.services.pathway_reviews import ask_for_review, record_pathway_review
from learners.models import Learner
from tests.education_plans.conftest import enrol_somebody, written_plan
from tests.people import World
from tests.plan_things.pathway import first_skill

pytestmark = pytest.mark.browser

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]


@pytest.fixture
def learner(world: World, real_now: datetime) -> Learner:
    enrolment = enrol_somebody(world, local_date(real_now) - timedelta(days=10), real_now)
    plan = written_plan(enrolment, world, real_now)
    save_section(
        plan=plan, code="views", answers={"going": "It goes well.\nMaths is hard."}, version=0,
        by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    return enrolment.learner


def full(learner: Learner, world: World, now: datetime) -> PathwayPlan:
    """A plan that holds, with something in every corner of its page."""
    by = world.social_worker.user
    pathway = begin_pathway(learner=learner, by=by, now=now - timedelta(days=40))
    for domain, needs, says in [
        (PathwayDomain.CONTINGENCY, "If the lodgings end, Cora has a room for two weeks.", "I would ring Cora first."),
        (PathwayDomain.HEALTH, "A dentist near the college.", "I do not like waiting rooms."),
        (PathwayDomain.FINANCE, "A plan for what comes in and goes out.", ""),
    ]:
        save_matter(
            pathway=pathway, domain=domain, needs=needs, says=says, state=SectionState.COMPLETE, version=0, by=by,
            now=now - timedelta(days=39),
        )  # fmt: skip
    save_matter(
        pathway=pathway, domain=PathwayDomain.EMPLOYMENT, needs="", says="", state=SectionState.NOT_APPLICABLE,
        not_applicable_reason="At college five days a week", version=0, by=by, now=now - timedelta(days=39),
    )  # fmt: skip
    add_action(
        pathway=pathway, domain=PathwayDomain.HEALTH, how="Find a dentist who takes new patients",
        owner=world.social_worker, due_on=local_date(now) - timedelta(days=3), by=by, now=now - timedelta(days=38),
    )  # fmt: skip
    add_action(
        pathway=pathway, domain=PathwayDomain.FINANCE, how="Open a savings account", owner_name=learner.called,
        due_on=local_date(now) + timedelta(days=30), by=by, now=now - timedelta(days=38),
    )  # fmt: skip
    answer_pathway(
        pathway=pathway, answer=Answer.DISAGREES, says="I want to live closer to my sister.", through=Through.STAFF,
        by=by, now=now - timedelta(days=37),
    )  # fmt: skip
    sign_pathway(pathway=pathway, by=by, now=now - timedelta(days=36))
    factors = {factor: Judged(True) for factor in Suitability}
    factors[Suitability.LOCATION] = Judged(False, "An hour and a half to the college")
    check_accommodation(
        pathway=pathway, on=local_date(now), where="Supported lodgings", factors=factors, is_suitable=False,
        reason="The way is too long in winter.", by=by, now=now,
    )  # fmt: skip
    record_pathway_review(
        pathway=pathway, held_on=local_date(now) - timedelta(days=5), attendees="Sue Worker\nAde",
        young_person_said="I want to move.", decisions="Look for a place nearer to the college.", by=by, now=now,
    )  # fmt: skip
    ask_for_review(
        pathway=pathway, by_young_person=True, why="I want to talk about the flat", through=Through.OWN_PAGE, by=None,
        now=now,
    )  # fmt: skip
    record_skill(
        learner=learner, item=first_skill(), state=SkillState.CAN_DO,
        evidence="Cooked for six on Sunday", by=by, now=now,
    )  # fmt: skip
    return pathway


@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_of_it(
    world: World, learner: Learner, real_now: datetime, page_for: PageFor, axe: Axe, shot: Shot, width: int
):
    page = page_for(world.social_worker.user, width=width)
    for address in (f"/learners/{learner.uuid}/one-plan/", f"/learners/{learner.uuid}/pathway/begin/"):
        page.goto(address)
        axe(page)
    pathway = full(learner, world, real_now)
    here = f"/pathway/{pathway.uuid}/"
    for name, address in {
        "plan": here,
        "matter": f"{here}matters/health/",
        "where": f"{here}matters/accommodation/",
        "write": f"{here}matters/health/write/",
        "action": f"{here}matters/health/actions/new/",
        "answer": f"{here}answer/",
        "ask": f"{here}ask-for-review/",
        "review": f"{here}review/",
        "check": f"{here}accommodation/",
        "close": f"{here}close/",
        "passport": f"/learners/{learner.uuid}/passport/",
        "area": f"/learners/{learner.uuid}/passport/1/",
        "one-plan": f"/learners/{learner.uuid}/one-plan/",
    }.items():
        page.goto(address)
        axe(page)
        shot(page, f"pathway-{name}-{width}")
    page.goto(f"{here}accommodation/")
    page.get_by_role("button", name="Record check").click()
    axe(page)


def test_the_whole_way_without_javascript(world: World, learner: Learner, page_for: PageFor):
    page = page_for(world.social_worker.user, width=375, javascript=False)
    page.goto(f"/learners/{learner.uuid}/one-plan/")
    page.get_by_text("Begin the pathway plan").click()
    page.get_by_role("button", name="Begin the plan").click()
    page.get_by_role("link", name="What happens if the plan does not work out").click()
    page.get_by_role("button", name="Write this part").click()
    page.get_by_label("What do they need?").fill("Cora has a room for two weeks.")
    page.get_by_label("What do they say about it?").fill("I would ring Cora first.")
    page.get_by_label("Complete", exact=True).check()
    page.get_by_role("button", name="Save part").click()
    expect(page.get_by_text("I would ring Cora first.")).to_be_visible()
    page.get_by_role("link", name="Add something to do").click()
    page.get_by_label("What will be done?").fill("Ask Cora")
    page.get_by_label("Sue Worker", exact=False).first.check()
    for part, value in zip(("Day", "Month", "Year"), ("1", "6", "2190"), strict=True):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_role("button", name="Add to the plan").click()
    expect(page.get_by_text("Ask Cora", exact=False).first).to_be_visible()
    page.get_by_role("link", name="Back to the pathway plan").click()
    page.get_by_role("link", name="Record what they say").click()
    page.get_by_label("Yes, they agree").check()
    page.get_by_role("button", name="Record").click()
    page.get_by_role("link", name="Sign the plan").click()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("The plan holds, and the clock of its first review runs.")).to_be_visible()
    expect(page.get_by_text("Review the pathway plan")).to_be_visible()


def test_what_is_typed_is_kept_and_the_second_to_save_chooses(
    world: World, learner: Learner, real_now: datetime, page_for: PageFor, axe: Axe, shot: Shot
):
    pathway = begin_pathway(learner=learner, by=world.social_worker.user, now=real_now)
    here = f"/pathway/{pathway.uuid}/"
    page = page_for(world.social_worker.user, width=375)
    page.goto(f"{here}matters/health/write/")
    page.get_by_label("What do they need?").fill("An optician")
    expect(page.locator("[data-app-draft-status]")).to_contain_text("Saved")
    axe(page)
    shot(page, "pathway-write-saved")
    page.get_by_label("What do they say about it?").fill("My eyes hurt")
    with page.expect_request("**/draft/"):
        page.get_by_role("link", name="Back to the plan").click()
    page.goto(here)
    expect(page.get_by_text("You have not saved what you wrote here")).to_be_visible()
    axe(page)

    other = page_for(world.team_manager.user)
    other.goto(f"{here}matters/health/write/")
    expect(other.get_by_text("Sue Worker was writing here")).to_be_visible()
    expect(other.get_by_label("What do they need?")).to_have_value("")
    other.get_by_label("What do they need?").fill("A dentist")
    other.get_by_role("button", name="Save part").click()
    expect(other.get_by_text("“Health, and mental health” is saved.")).to_be_visible()

    page.goto(f"{here}matters/health/write/")
    expect(page.get_by_text("This is what you were writing")).to_be_visible()
    expect(page.get_by_label("What do they say about it?")).to_have_value("My eyes hurt")
    page.get_by_role("button", name="Save part").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("two versions")
    axe(page)
    shot(page, "pathway-two-versions")
    page.get_by_label("Both, theirs first").first.check()
    page.get_by_role("button", name="Save part").click()
    expect(page.get_by_text("A dentist")).to_be_visible()
    expect(page.get_by_text("An optician")).to_be_visible()
    expect(page.get_by_text("My eyes hurt")).to_be_visible()
