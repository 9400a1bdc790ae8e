"""Targets, money, support and entitlements in a browser: accessible on a desk and on a phone, and without JavaScript."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from accounts.clock import local_date
from education_plans.models import EducationPlan
from education_plans.services.funding import record_impact
from education_plans.services.guidance import record_guidance
from tests.education_plans.conftest import enrol_somebody, written_plan
from tests.education_plans.test_claims import claim
from tests.education_plans.test_funding import a_target, approve, ask, spend
from tests.education_plans.test_support import record
from tests.people import World

pytestmark = pytest.mark.browser

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    return written_plan(enrol_somebody(world, local_date(real_now), real_now), world, real_now)


@pytest.mark.parametrize("width", [375, 1280])
def test_the_pages_in_every_state(
    world: World, plan: EducationPlan, real_now: datetime, page_for: PageFor, axe: Axe, width: int
):
    page = page_for(world.social_worker.user, width=width)
    base = f"/plans/{plan.uuid}"
    for address in ("targets", "targets/new", "support", "support/new", "entitlements", "guidance", "guidance/new"):
        page.goto(f"{base}/{address}/")
        axe(page)
    target = a_target(plan, world, real_now)
    request = approve(ask(target, world.social_worker.user, real_now), world, real_now)
    ask(target, world.social_worker.user, real_now, "80")
    spend(request, world, real_now, "150.50")
    record_impact(request=request, impact="He passed", by=world.social_worker.user, now=real_now)
    need = record(plan, world, real_now)
    record(plan, world, real_now, need="A laptop", provided="", cost=Decimal(300))
    claim(plan, world, real_now, amount=Decimal(900))
    record_guidance(
        learner=plan.learner, held_on=local_date(real_now), adviser="Ann Adviser", is_impartial=True, outcome="Catering",
        seen_through=None, by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    for address in (
        "targets", f"targets/{target.uuid}/close", f"targets/{target.uuid}/money", f"money/{request.uuid}",
        f"money/{request.uuid}/spend", "support", f"support/{need.uuid}/end", "entitlements",
        "entitlements/bursary_16_19", "guidance",
    ):  # fmt: skip
        page.goto(f"{base}/{address}/")
        axe(page)
    head = page_for(world.head.user, width=width)
    waiting = target.funding.get(state="requested")
    for path in ("/funding/", f"{base}/money/{waiting.uuid}/", f"{base}/money/{waiting.uuid}/decide/"):
        head.goto(path)
        axe(head)


def test_from_a_target_to_what_the_money_brought_without_javascript(
    world: World, plan: EducationPlan, real_now: datetime, page_for: PageFor
):
    day = local_date(real_now) + timedelta(days=30)
    page = page_for(world.social_worker.user, width=375, javascript=False)
    page.goto(f"/plans/{plan.uuid}/targets/")
    page.get_by_role("link", name="Set a target").click()
    page.get_by_label("Learning").check()
    page.get_by_label("What is to be reached?").fill("Passes the maths resit")
    page.get_by_label("How shall we know?").fill("The result slip")
    fill_day(page, "By when?", day)
    page.get_by_role("button", name="Set target").click()
    page.get_by_role("link", name="Ask for money").click()
    page.get_by_label("What is the money for?").fill("A tutor")
    page.get_by_label("How much, in pounds?").fill("£300")
    page.get_by_role("button", name="Ask for money").click()
    expect(page.get_by_role("heading", name="Pupil Premium Plus: £300")).to_be_visible()
    address = page.url
    head = page_for(world.head.user, javascript=False)
    head.goto("/funding/")
    head.get_by_role("link", name="A tutor").click()
    head.get_by_role("link", name="Decide").click()
    head.get_by_label("Approve").check()
    head.get_by_label("How much, in pounds?").fill("200")
    head.get_by_label("The reason").fill("It helps")
    head.get_by_role("button", name="Decide").click()
    expect(head.get_by_text("£200 approved")).to_be_visible()
    page.goto(address)
    page.get_by_role("link", name="Record what was spent").click()
    page.get_by_label("What was it spent on?").fill("Ten hours")
    page.get_by_label("How much, in pounds?").fill("200.01")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("alert")).to_contain_text("£200.00 of what was approved is left")
    expect(page.get_by_label("What was it spent on?")).to_have_value("Ten hours")
    page.get_by_label("How much, in pounds?").fill("200")
    page.get_by_role("button", name="Record").click()
    page.get_by_role("link", name="Say what it brought").click()
    page.get_by_label("What did the money bring?").fill("He passed")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("£200 of £200 spent, £0 left")).to_be_visible()
    expect(page.get_by_text("He passed")).to_be_visible()


def fill_day(page: Page, legend: str, day: object) -> None:
    group = page.get_by_role("group", name=legend)
    for part in ("day", "month", "year"):
        group.get_by_label(part.capitalize()).fill(str(getattr(day, part)))
