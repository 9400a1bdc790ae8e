"""Recording a review without having called a meeting for it, also of a plan without a place (A14, A28)."""

from datetime import date, datetime, timedelta

import pytest

from deadlines.models import Deadline
from education_plans.enums import PlanState, PlanVariant
from education_plans.models import EducationPlan, PlanReview
from education_plans.services import (
    HeldBeforeAgreed,
    HeldInFuture,
    PlanIsClosed,
    PlanNotAgreed,
    ReviewedThatDay,
    begin_plan,
    record_review,
)
from tests.people import World


@pytest.fixture
def seeking(world: World, now: datetime) -> EducationPlan:
    """The agreed plan of a young person without a place."""
    learner = world.learner(enrolled=False)
    plan = begin_plan(learner=learner, variant=PlanVariant.SEEKING, by=world.social_worker.user, now=now)
    plan.state, plan.agreed_at = PlanState.AGREED, now
    plan.save()
    return plan


def review(plan: EducationPlan, world: World, held_on: date, now: datetime) -> PlanReview:
    return record_review(
        plan=plan, held_on=held_on, attendees="Sue Worker", young_person_said="OK", decisions="Carry on",
        by=world.social_worker.user, now=now,
    )  # fmt: skip


def test_a_plan_without_a_place_is_reviewed_and_moves_no_clock(world: World, seeking: EducationPlan, now: datetime):
    later = now + timedelta(days=30)
    recorded = review(seeking, world, later.date(), later)
    assert (recorded.plan, recorded.held_on) == (seeking, later.date())
    assert not Deadline.objects.filter(duty_code="plan_review").exists()


def test_what_cannot_have_been_is_refused(world: World, seeking: EducationPlan, now: datetime):
    for days, error in ((1, HeldInFuture), (-1, HeldBeforeAgreed)):
        with pytest.raises(error):
            review(seeking, world, now.date() + timedelta(days=days), now)
    review(seeking, world, now.date(), now)
    with pytest.raises(ReviewedThatDay):
        review(seeking, world, now.date(), now)


def test_only_an_agreed_plan_that_is_open_is_reviewed(world: World, seeking: EducationPlan, now: datetime):
    EducationPlan.objects.filter(pk=seeking.pk).update(state=PlanState.DRAFT, agreed_at=None)
    with pytest.raises(PlanNotAgreed):
        review(seeking, world, now.date(), now)
    EducationPlan.objects.filter(pk=seeking.pk).update(closed_on=now.date())
    with pytest.raises(PlanIsClosed):
        review(seeking, world, now.date(), now)
