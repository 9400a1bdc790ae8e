"""A month that was kept of every measure."""

from datetime import datetime
from typing import Any

from learners.models import Learner
from oversight.enums import Split
from oversight.models import MeasureSnapshot
from oversight.services.measure_snapshots import take_snapshots
from tests.people import World


def build(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    take_snapshots(now=now)
    kept = MeasureSnapshot.objects.get(agency=world.virtual_school, code="attendance_known", split=Split.WHOLE)
    return {"measure_code": "attendance_known", "snapshot_uuid": kept.uuid}
