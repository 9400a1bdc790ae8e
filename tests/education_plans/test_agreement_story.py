"""What agreement, quality and copies add to the story of a young person and to somebody's day."""

from datetime import datetime, timedelta

import pytest

from accounts.clock import local_date
from education_plans.enums import CopyDesign, CopyForm, CopyHow, QualityOutcome, Rag, SectionCode
from education_plans.models import EducationPlan
from education_plans.selectors import timeline
from education_plans.selectors.agreement_story import plans_waiting_for_a_look, tasks
from education_plans.selectors.quality import criteria_for
from education_plans.services import save_section
from education_plans.services.copies import give_copy
from education_plans.services.quality import Mark, check_quality
from tests.education_plans.conftest import agree_by_all, enrol_somebody, written_plan
from tests.people import World


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    at = real_now - timedelta(days=3)
    plan = written_plan(enrol_somebody(world, local_date(at) - timedelta(days=10), at), world, at)
    return agree_by_all(plan, world, at)


def change(plan: EducationPlan, world: World, at: datetime) -> None:
    section = plan.sections.get(code=SectionCode.KEY_CONTACTS)
    save_section(
        plan=plan, code=SectionCode.KEY_CONTACTS, answers={"notes": f"Anew {at}"}, version=section.version,
        by=world.social_worker.user, now=at,
    )  # fmt: skip


def send_back(plan: EducationPlan, world: World, at: datetime) -> None:
    marks = dict.fromkeys(criteria_for(None, local_date(at)), Mark(Rag.GREEN))
    check_quality(
        plan=plan, marks=marks, outcome=QualityOutcome.RETURNED, rating=Rag.AMBER, comments="Who helps?",
        by=world.key_contact.user, now=at,
    )  # fmt: skip


def of_plan(world: World, who: str, plan: EducationPlan, now: datetime) -> list[str]:
    found = tasks(getattr(world, who).user, now)
    return [task.text.split(":")[0] for task in found if task.learner.pk == plan.learner_id]


def test_what_waits_for_the_key_worker_and_the_designated_person(world: World, plan: EducationPlan, real_now: datetime):
    posts = ("social_worker", "designated_person")
    assert [of_plan(world, who, plan, real_now) for who in posts] == [[], []]
    send_back(plan, world, real_now - timedelta(hours=3))
    assert [of_plan(world, who, plan, real_now) for who in posts] == [["Change the plan"]] * 2
    change(plan, world, real_now - timedelta(hours=2))
    assert [of_plan(world, who, plan, real_now) for who in posts] == [["Say whether you agree"]] * 2
    agree_by_all(plan, world, real_now - timedelta(hours=1))
    assert [of_plan(world, who, plan, real_now) for who in posts] == [[], []]
    assert of_plan(world, "stranger", plan, real_now) == []


def test_what_waits_for_the_virtual_school(world: World, plan: EducationPlan):
    assert plans_waiting_for_a_look(world.key_contact.user) == 1
    assert plans_waiting_for_a_look(world.designated_person.user) == 0


def test_the_story_tells_of_looks_versions_and_copies(world: World, plan: EducationPlan, real_now: datetime):
    send_back(plan, world, real_now - timedelta(hours=3))
    change(plan, world, real_now - timedelta(hours=2))
    agree_by_all(plan, world, real_now - timedelta(hours=1))
    plan.refresh_from_db()
    give_copy(
        plan=plan, design=CopyDesign.YOUNG_PERSON, form=CopyForm.PRINT, how=CopyHow.HAND, given_on=local_date(real_now),
        by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    told = {entry.title for entry in timeline(plan.learner, world.social_worker.user)}
    assert {
        "Version 2 of the education plan agreed",
        "Quality of the education plan: returned with comments",
        "Copy of the education plan given",
        "Education plan agreed by everybody",
    } <= told
    assert not timeline(plan.learner, world.stranger.user)
