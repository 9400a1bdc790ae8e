"""What stands for the address parts of the pages of attendance."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from accounts.clock import local_date
from accounts.uploads import check_table
from learners.models import Enrolment
from tests.people import World
from tracking.models import AttendanceConcern
from tracking.rules.attendance_entry import read_numbers
from tracking.rules.attendance_weeks import monday_of
from tracking.services.attendance import WeekTyped, record_weeks
from tracking.services.attendance_concerns import write_pathway
from tracking.services.attendance_files import take_attendance


def build(world: World, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    """A bad week, and what is done about it."""
    monday = monday_of(local_date(now))
    entry, _ = read_numbers("10", "5", "2")
    by = world.designated_person.user
    record_weeks(typed=[WeekTyped(enrolment, monday, entry)], by=by, now=now)
    concern = AttendanceConcern.objects.create(
        enrolment=enrolment,
        first_week_on=monday - timedelta(weeks=1),
        last_week_on=monday,
        percent=Decimal("50.0"),
        limit=90,
        opened_at=now,
    )
    write_pathway(concern=concern, young_person_says="The bus.", what_helps="A later start.", by=by, now=now)
    table = ContentFile(b"ULN,Week beginning,Sessions attended\n9999999999,yesterday,8\n", "attendance.csv")
    file, _ = take_attendance(provider=enrolment.provider, checked=check_table(table, megabytes=1), by=by, now=now)
    return {"concern_uuid": concern.uuid, "attendance_file_uuid": file.uuid}
