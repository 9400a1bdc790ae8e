"""What stands for the address parts of these pages."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from education_plans.models import EducationPlan
from education_plans.services.asking import ask_colleague
from tests.people import World


def build(world: World, plan: EducationPlan, now: datetime) -> dict[str, Any]:
    asked = ask_colleague(
        section=plan.sections.get(code="attendance"),
        asked=world.designated_person,
        due_on=local_date(now) + timedelta(days=7),
        by=world.social_worker.user,
        now=now,
    )
    return {"asked_uuid": asked.uuid}
