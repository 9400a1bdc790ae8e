"""The list of all plans: whose plans somebody sees there, how far they are, and what it costs."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import PlanState
from education_plans.models import EducationPlan
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.plan_list import plans_listed, rows_of
from education_plans.services import begin_plan
from learners.services import close_case
from tests.education_plans.conftest import agree_by_all, enrol_somebody, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]
ALL = reverse("education_plans:plan-list")


def place(world: World, at: datetime):
    return enrol_somebody(world, local_date(at) + timedelta(days=5), at)


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    return written_plan(place(world, real_now), world, real_now)


def test_each_row_says_how_far_the_plan_is_and_what_is_due(world: World, plan: EducationPlan, real_now: datetime):
    (row,) = rows_of(plans_listed(world.designated_person.user), world.designated_person.user)
    assert row.plan == plan
    assert row.state == "Being written"
    assert row.progress.complete < row.progress.total
    assert row.due is not None
    assert row.due.duty.code == "education_plan"
    agree_by_all(plan, world, real_now)
    (row,) = rows_of(plans_listed(world.designated_person.user), world.designated_person.user)
    assert row.state == "Agreed"
    assert row.due is not None
    assert row.due.duty.code == "plan_review"


def test_it_is_narrowed_by_state_and_ended_ones_are_asked_for(world: World, plan: EducationPlan, real_now: datetime):
    user = world.key_contact.user
    agreed = agree_by_all(written_plan(place(world, real_now), world, real_now), world, real_now)
    ended = begin_plan(enrolment=place(world, real_now), by=world.social_worker.user, now=real_now)
    close_case(
        learner=ended.learner, closed_on=local_date(real_now), reason="Moved abroad", by=world.head.user, now=real_now
    )
    assert set(plans_listed(user)) == {plan, agreed}
    assert list(plans_listed(user, state=PlanState.DRAFT)) == [plan]
    assert list(plans_listed(user, state=PlanState.AGREED)) == [agreed]
    assert list(plans_listed(user, state="ended")) == [ended]
    (row,) = rows_of(plans_listed(user, state="ended"), user)
    assert (row.state, row.due) == ("Ended", None)


def test_nobody_sees_the_plans_of_others(world: World, plan: EducationPlan, client_of: ClientOf):
    seen = client_of(world.designated_person.user).get(ALL).content.decode()
    assert plan.learner.full_name in seen
    assert plan_address(plan) in seen
    assert plan.learner.full_name not in client_of(world.stranger.user).get(ALL).content.decode()


def test_a_state_that_does_not_exist_shows_nothing_and_says_so(world: World, plan: EducationPlan, client_of: ClientOf):
    answer = client_of(world.designated_person.user).get(ALL, {"state": "lost"})
    assert answer.status_code == 200
    assert plan.learner.full_name not in answer.content.decode()
    assert "state" in answer.context["filter_form"].errors


def test_the_list_takes_as_many_queries_with_many_plans(
    world: World, plan: EducationPlan, client_of: ClientOf, real_now: datetime, django_assert_max_num_queries
):
    client = client_of(world.designated_person.user)
    client.get(ALL)
    with django_assert_max_num_queries(20) as first:
        client.get(ALL)
    for _ in range(4):
        begin_plan(enrolment=place(world, real_now), by=world.social_worker.user, now=real_now)
    with django_assert_max_num_queries(len(first)):
        assert client.get(ALL).context["page_obj"].paginator.count == 5
