"""An enrolled young person whose clocks run, and a plan ready to be agreed."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client

from accounts.form_fields import day_data
from education_plans.enums import REQUIRED_SECTIONS, PlanParty
from education_plans.models import EducationPlan
from education_plans.services import agree, begin_plan, save_section
from education_plans.services.own_links import give_link
from learners.models import Enrolment, Learner
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


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner()


@pytest.fixture
def phone(learner: Learner, world: World, real_now: datetime) -> Client:
    given = give_link(learner=learner, by=world.social_worker.user, now=real_now)
    phone = Client()
    phone.post(f"/me/{given.token}/", day_data("birthday", learner.date_of_birth))
    return phone


def read(phone: Client, path: str) -> str:
    response = phone.get(f"/me/{path}")
    assert response.status_code == 200, path
    return response.content.decode()
