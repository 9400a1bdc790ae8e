"""Things of plans, for the tests that open every page: one file for each concept."""

from datetime import datetime
from typing import Any

from education_plans.models import EducationPlan
from tests.people import World
from tests.plan_things import agreeing, meetings, pathway, targets, voice, writing


def build_plan_things(world: World, plan: EducationPlan, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for concept in (writing, targets, meetings, agreeing, pathway, voice):
        found |= concept.build(world, plan, now)
    return found
