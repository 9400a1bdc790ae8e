"""The plan in a browser: no axe violation at both widths."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page

from accounts.clock import local_date
from education_plans.models import EducationPlan
from education_plans.services import record_review
from learners.models import Enrolment
from tests.education_plans.conftest import agree_by_all, enrol_somebody, written_plan
from tests.people import World

pytestmark = pytest.mark.browser

PageFor = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.fixture
def enrolment(world: World, real_now: datetime) -> Enrolment:
    return enrol_somebody(world, local_date(real_now) - timedelta(days=10), real_now)


@pytest.mark.parametrize("width", [375, 1280])
def test_plan_in_every_state(
    world: World, enrolment: Enrolment, real_now: datetime, page_for: PageFor, axe: Axe, width: int
):
    path = f"/learners/{enrolment.learner.uuid}/plan/"
    page = page_for(world.social_worker.user, width=width)
    page.goto(path)
    axe(page)
    plan = written_plan(enrolment, world, real_now)
    for address in (path, f"/plans/{plan.uuid}/answer/", f"/plans/{plan.uuid}/sections/views/"):
        page.goto(address)
        axe(page)
    agree_by_all(plan, world, real_now - timedelta(days=9), real_now)
    review(plan, world, real_now)
    for address in (path, f"{path}review/"):
        page.goto(address)
        axe(page)


def review(plan: EducationPlan, world: World, real_now: datetime) -> None:
    record_review(
        plan=plan,
        held_on=local_date(real_now),
        attendees="Sue Worker\nDina Designated",
        young_person_said="It goes well",
        decisions="Carry on",
        by=world.social_worker.user,
        now=real_now,
    )
