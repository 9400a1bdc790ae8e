"""Agreement, quality, copies and the monitor in a browser, at both widths and without JavaScript."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.clock import local_date
from deadlines.calendar import local_midnight
from education_plans.enums import SectionCode
from education_plans.models import EducationPlan, QualityCriterion
from education_plans.rules.months import months_from
from education_plans.services import save_section
from education_plans.services.monitor import freeze_month
from tests.education_plans.conftest import agree_by_all, enrol_somebody, written_plan
from tests.people import World

pytestmark = pytest.mark.browser

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    starts_on = local_date(real_now) - timedelta(days=30)
    at = local_midnight(starts_on)
    return written_plan(enrol_somebody(world, starts_on, at), world, at)


@pytest.fixture
def criteria(db: None) -> None:
    """The first of those that ship: a test with a server of its own begins with empty tables."""
    for title in ("Their own voice", "Targets", "Support and money"):
        QualityCriterion.objects.get_or_create(
            virtual_school=None, title=title, defaults={"green_when": "One can see it.", "starts_on": date(2020, 9, 1)}
        )


def rewrite(plan: EducationPlan, world: World, now: datetime) -> None:
    section = plan.sections.get(code=SectionCode.KEY_CONTACTS)
    save_section(
        plan=plan, code=SectionCode.KEY_CONTACTS, answers={"people": "Written anew, by hand"}, version=section.version,
        by=world.social_worker.user, now=now,
    )  # fmt: skip


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (375, False)])
def test_from_disagreement_to_a_version_that_all_agree(
    world: World, plan: EducationPlan, real_now: datetime, page_for: PageFor, axe: Axe, shot: Shot, width: int,
    javascript: bool,
):  # fmt: skip
    home = f"/learners/{plan.learner.uuid}/plan/"
    provider = page_for(world.designated_person.user, width=width, javascript=javascript)
    provider.goto(home)
    provider.get_by_role("link", name="Say whether you agree").click()
    axe(provider)
    provider.get_by_label("No, I do not agree with all of it").check()
    provider.get_by_label("What do you not agree with?").fill("The timetable is wrong")
    provider.get_by_role("button", name="Send my answer").click()
    expect(provider.get_by_text("What is not agreed is recorded")).to_be_visible()
    axe(provider)
    shot(provider, f"plan-not-agreed-{width}")
    rewrite(plan, world, real_now)
    agree_by_all(plan, world, real_now)
    rewrite_again = plan.sections.get(code=SectionCode.VIEWS)
    save_section(
        plan=plan, code=SectionCode.VIEWS, answers={"notes": "More workshop, less theory"},
        version=rewrite_again.version, by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    worker = page_for(world.social_worker.user, width=width, javascript=javascript)
    worker.goto(home)
    expect(worker.get_by_text("Changed since it was agreed", exact=True)).to_be_visible()
    worker.get_by_role("link", name="See what has changed").click()
    expect(worker.locator("ins")).to_contain_text("More workshop")
    axe(worker)
    shot(worker, f"plan-changes-{width}")
    for page in ("versions/", "versions/1/"):
        worker.goto(f"/plans/{plan.uuid}/{page}")
        axe(worker)
        shot(worker, f"plan-{page.strip('/').replace('/', '-')}-{width}")
    worker.goto(f"/plans/{plan.uuid}/answer/")
    axe(worker)


@pytest.mark.parametrize("width", [1280, 375])
def test_a_plan_is_checked_returned_and_looked_at_again(
    world: World,
    criteria: None,
    plan: EducationPlan,
    real_now: datetime,
    page_for: PageFor,
    axe: Axe,
    shot: Shot,
    width: int,
):
    agree_by_all(plan, world, real_now)
    school = page_for(world.key_contact.user, width=width)
    school.goto("/quality/")
    axe(school)
    shot(school, f"quality-list-{width}")
    school.get_by_role("link", name=plan.learner.full_name).click()
    axe(school)
    school.get_by_role("button", name="Keep this look").click()
    expect(school.get_by_role("heading", name="There is a problem")).to_be_visible()
    school.wait_for_load_state()  # the groups are read at once, not waited for
    for group in school.get_by_role("group").all():
        if group.get_by_label("Green", exact=True).count() == 1 and "Green when" in (group.text_content() or ""):
            group.get_by_label("Green", exact=True).check()
    school.get_by_role("textbox", name="Comments").fill("Say who helps with the journey.")
    school.get_by_role("group", name="Rating of the plan as a whole").get_by_label("Amber").check()
    school.get_by_label("It goes back with comments").check()
    shot(school, f"quality-check-{width}")
    school.get_by_role("button", name="Keep this look").click()
    expect(school.get_by_text("The plan goes back")).to_be_visible()
    worker = page_for(world.social_worker.user, width=width)
    worker.goto(f"/plans/{plan.uuid}/quality/")
    expect(worker.get_by_text("Say who helps with the journey.")).to_be_visible()
    axe(worker)
    shot(worker, f"quality-history-{width}")
    rewrite(plan, world, datetime.now(tz=real_now.tzinfo))
    school.goto("/quality/")
    expect(school.get_by_role("cell", name="Changed since it was returned")).to_be_visible()
    school.goto("/quality/criteria/")
    axe(school)
    school.get_by_role("button", name="Begin our own list").click()
    axe(school)
    shot(school, f"quality-criteria-{width}")


def test_a_copy_is_downloaded_and_given(
    world: World, plan: EducationPlan, page_for: PageFor, axe: Axe, shot: Shot, real_now: datetime
):
    worker = page_for(world.social_worker.user, width=375)
    worker.goto(f"/learners/{plan.learner.uuid}/plan/")
    with worker.expect_download() as download:
        worker.get_by_role("link", name="Their own copy, large print (PDF)").click()
    with open(download.value.path(), "rb") as file:
        text = PdfReader(io.BytesIO(file.read())).pages[0].extract_text()
    assert "My plan" in text
    worker.get_by_role("link", name="Record that they were given a copy").click()
    axe(worker)
    worker.get_by_label("By hand").check()
    today = local_date(real_now)
    for label, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        worker.get_by_label(label, exact=True).fill(str(value))
    worker.get_by_role("button", name="Record").click()
    expect(worker.get_by_text("It is recorded that they have their copy.")).to_be_visible()
    shot(worker, "plan-copies-375")


@pytest.mark.parametrize("width", [1280, 375])
def test_the_monitor_leads_from_a_number_to_its_list(
    world: World, plan: EducationPlan, real_now: datetime, page_for: PageFor, axe: Axe, shot: Shot, width: int
):
    agree_by_all(plan, world, real_now - timedelta(minutes=1))
    freeze_month(month=months_from(local_date(real_now), -1), now=real_now)
    school = page_for(world.key_contact.user, width=width)
    school.goto("/plans/monitor/")
    axe(school)
    shot(school, f"monitor-{width}")
    school.get_by_role("link", name="1 on time: Brindley College").click()
    expect(school.get_by_role("heading", name="On time: 1")).to_be_visible()
    axe(school)
    shot(school, f"monitor-list-{width}")
    school.go_back()
    school.get_by_label("Month", exact=True).select_option(index=1)
    school.get_by_role("button", name="Show this month").click()
    expect(school.get_by_text("As it stood when the month was over")).to_be_visible()
    axe(school)
