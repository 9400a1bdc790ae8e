"""What stands for the address parts of the pages of courses and results."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from accounts.clock import local_date
from accounts.uploads import check_table
from learners.models import Enrolment
from tests.people import World
from tracking.services.progress import AimWords, record_aim
from tracking.services.results_file import take_results


def build(world: World, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    today, by = local_date(now), world.designated_person.user
    words = AimWords("Diploma in Bricklaying", "2", today - timedelta(days=9), today + timedelta(days=200))
    aim = record_aim(enrolment=enrolment, words=words, by=by, now=now)
    checked = check_table(ContentFile(b"ULN,Course\n", "results.csv"), megabytes=1)
    file = take_results(provider=world.college, virtual_school=None, checked=checked, by=by, now=now)
    return {"aim_uuid": aim.uuid, "results_file_uuid": file.uuid, "results_ending": "csv"}
