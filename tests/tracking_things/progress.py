"""What stands for the address parts of the pages of courses and results."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from learners.models import Enrolment
from tests.people import World
from tracking.services.progress import AimWords, record_aim


def build(world: World, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    today = local_date(now)
    words = AimWords("Diploma in Bricklaying", "2", today - timedelta(days=9), today + timedelta(days=200))
    aim = record_aim(enrolment=enrolment, words=words, by=world.designated_person.user, now=now)
    return {"aim_uuid": aim.uuid}
