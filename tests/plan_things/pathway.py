"""What stands for the address parts of these pages."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from education_plans.enums import PathwayDomain
from education_plans.models import EducationPlan
from education_plans.services.pathway import add_action, begin_pathway
from tests.people import World


def build(world: World, plan: EducationPlan, now: datetime) -> dict[str, Any]:
    by = world.social_worker.user
    pathway = begin_pathway(learner=plan.learner, by=by, now=now)
    action = add_action(
        pathway=pathway, domain=PathwayDomain.HEALTH, how="Find a dentist", owner=world.social_worker,
        due_on=local_date(now) + timedelta(days=7), by=by, now=now,
    )  # fmt: skip
    return {
        "pathway_uuid": pathway.uuid,
        "pathway_action_uuid": action.uuid,
        "domain": PathwayDomain.HEALTH.value,
        "area_number": 1,
    }
