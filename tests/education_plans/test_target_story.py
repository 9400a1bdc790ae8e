"""What the story tells of targets and money, and whom it tells; what waits for somebody today."""

from datetime import datetime, timedelta

import pytest

from accounts.clock import local_date
from education_plans.models import EducationPlan, Target
from education_plans.selectors import timeline
from education_plans.selectors.target_story import entries, tasks
from education_plans.services.targets import add_target
from tests.education_plans.conftest import enrol_somebody, written_plan
from tests.education_plans.test_funding import approve, ask
from tests.education_plans.test_support import record
from tests.education_plans.test_targets import words
from tests.people import World


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    return written_plan(enrol_somebody(world, local_date(real_now), real_now), world, real_now)


@pytest.fixture
def target(world: World, plan: EducationPlan, real_now: datetime) -> Target:
    later = local_date(real_now) + timedelta(days=5)
    return add_target(
        plan=plan, words=words(later, helper=world.designated_person), by=world.social_worker.user, now=real_now
    )


def test_the_story_tells_each_what_they_may_know(world: World, target: Target, real_now: datetime):
    learner = target.plan.learner
    approve(ask(target, world.social_worker.user, real_now), world, real_now)
    record(target.plan, world, real_now)  # given by the leaving care team: not the provider's to know
    whole = [entry.title for entry in entries(learner, world.social_worker.user)]
    assert whole == ["Target set", "Pupil Premium Plus approved: £200.00", "Need recorded: transport"]
    assert [entry.title for entry in entries(learner, world.designated_person.user)] == whole[:2]
    assert entries(learner, world.stranger.user) == []
    assert "Target set" in [entry.title for entry in timeline(learner, world.social_worker.user)]


def test_what_waits_today(world: World, target: Target, real_now: datetime):
    ask(target, world.social_worker.user, real_now)
    assert len(tasks(world.head.user, real_now)) == 1
    assert tasks(world.designated_person.user, real_now) == []
    assert len(tasks(world.designated_person.user, real_now + timedelta(days=9))) == 1
