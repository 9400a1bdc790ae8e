"""What stands for the address parts of these pages."""

from datetime import datetime
from typing import Any

from education_plans.models import EducationPlan
from tests.people import World


def build(world: World, plan: EducationPlan, now: datetime) -> dict[str, Any]:
    return {}
