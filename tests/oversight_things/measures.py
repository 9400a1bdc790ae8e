"""A month that was kept of every measure."""

from datetime import datetime
from typing import Any

from accounts.clock import local_date
from education_plans.rules.months import first_of, months_from
from learners.models import Learner
from oversight.enums import Split
from oversight.models import MeasureSnapshot
from oversight.services.measure_snapshots import take_month
from tests.people import World


def build(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    month = months_from(first_of(local_date(now)), -1)
    take_month(school=world.virtual_school, month=month, now=now)
    kept = MeasureSnapshot.objects.get(agency=world.virtual_school, code="attendance_known", split=Split.WHOLE)
    return {"measure_code": "attendance_known", "snapshot_uuid": kept.uuid}
