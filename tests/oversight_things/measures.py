"""One number of a month that was kept."""

from datetime import datetime
from typing import Any

from accounts.clock import local_date
from education_plans.rules.months import first_of, months_from
from learners.models import Learner
from oversight.models import MeasureSnapshot
from tests.people import World


def build(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    kept = MeasureSnapshot.objects.create(
        code="attendance_known", definition=1, agency=world.virtual_school, numerator=30, denominator=40, taken_at=now,
        month=months_from(first_of(local_date(now)), -1),
    )  # fmt: skip
    return {"measure_code": "attendance_known", "snapshot_uuid": kept.uuid}
