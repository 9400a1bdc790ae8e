"""What stands for the address parts of the pages of targets, money, support, entitlements and guidance."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.clock import local_date
from education_plans.enums import Domain, PlanVariant
from education_plans.models import EducationPlan
from education_plans.services import begin_plan
from education_plans.services.funding import decide_funding, record_spend, request_funding
from education_plans.services.guidance import record_guidance
from education_plans.services.support import NeedWords, add_need
from education_plans.services.targets import TargetWords, add_target
from learners.models import Learner
from tests.people import World


def left_open(learner: Learner, world: World, now: datetime) -> None:
    """A target of an earlier plan, made to find the place, that can be carried into the next one."""
    by = world.social_worker.user
    search = begin_plan(learner=learner, variant=PlanVariant.SEEKING, by=by, now=now)
    words = TargetWords(
        Domain.LEARNING, "Has seen three colleges", local_date(now) + timedelta(days=9), "Their letters"
    )
    add_target(plan=search, words=words, by=by, now=now)


def build(world: World, plan: EducationPlan, now: datetime) -> dict[str, Any]:
    worker = world.social_worker.user
    today = local_date(now)
    target = add_target(
        plan=plan,
        words=TargetWords(Domain.LEARNING, "Passes the maths resit", today + timedelta(days=60), "The result slip"),
        by=worker,
        now=now,
    )
    funding = request_funding(target=target, what_for="A tutor", amount=Decimal(300), by=worker, now=now)
    decide_funding(request=funding, approved_amount=Decimal(200), reason="It helps", by=world.head.user, now=now)
    spend = record_spend(request=funding, spent_on=today, amount=Decimal(50), what="Two hours", by=worker, now=now)
    need = add_need(
        plan=plan,
        words=NeedWords(Domain.TRANSPORT, "The way to college", "A bus pass", "", today),
        provider=plan.enrolment.provider if plan.enrolment else None,
        by=worker,
        now=now,
    )
    session = record_guidance(
        learner=plan.learner,
        held_on=today,
        adviser="Ann Adviser",
        is_impartial=True,
        outcome="Looked at catering",
        seen_through=plan.enrolment.provider if plan.enrolment else None,
        by=worker,
        now=now,
    )
    return {
        "target_uuid": target.uuid,
        "funding_uuid": funding.uuid,
        "spend_uuid": spend.uuid,
        "need_uuid": need.uuid,
        "entitlement_code": "bursary_16_19",
        "guidance_uuid": session.uuid,
    }
