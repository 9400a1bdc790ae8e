"""An enrolled young person whose clocks run, and a plan ready to be agreed."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from education_plans.enums import REQUIRED_SECTIONS, PlanParty
from education_plans.models import EducationPlan
from education_plans.services import agree, begin_plan, save_section
from learners.models import Enrolment
from learners.services import enrol
from tests.people import World

Enrol = Callable[..., Enrolment]


def enrol_somebody(world: World, starts_on: date, at: datetime) -> Enrolment:
    return enrol(
        learner=world.learner(enrolled=False),
        provider=world.college,
        course="Carpentry",
        level="2",
        starts_on=starts_on,
        by=world.key_contact.user,
        now=at,
    )


@pytest.fixture
def enrolled(world: World, now: datetime) -> Enrol:
    """Enrol a new young person at the college through the service, so that the plan's clock runs."""

    def make(starts_on: date = date(2026, 9, 1), at: datetime = now) -> Enrolment:
        return enrol_somebody(world, starts_on, at)

    return make


def write_required(plan: EducationPlan, world: World, now: datetime) -> None:
    for code in REQUIRED_SECTIONS:
        save_section(
            plan=plan, code=code, answers={"notes": "Written"}, version=0, by=world.social_worker.user, now=now
        )


def written_plan(enrolment: Enrolment, world: World, now: datetime) -> EducationPlan:
    plan = begin_plan(enrolment=enrolment, by=world.social_worker.user, now=now)
    write_required(plan, world, now)
    return plan


def agree_by_all(plan: EducationPlan, world: World, at: datetime, now: datetime | None = None) -> EducationPlan:
    for party in PlanParty:
        plan = agree(plan=plan, party=party, name=party.label, agreed_at=at, by=world.social_worker.user, now=now or at)
    return plan
