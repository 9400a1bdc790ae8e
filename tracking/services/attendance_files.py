"""Tables of attendance: taken in whole or not at all, once (P9)."""

from datetime import datetime
from io import BytesIO

from django.db import transaction

from accounts.clock import local_date
from accounts.models import Agency, User
from accounts.uploads import CheckedFile
from tracking.enums import EntrySource, FileKind
from tracking.models import ImportFile
from tracking.selectors.attendance_files import Read, read_file, school_handing_in
from tracking.services.attendance import AttendanceError, Recorded, WeekTyped, record_weeks
from tracking.services.import_files import keep_without_bytes, refuse, taken_before


class NoLines(AttendanceError):
    field = "file"

    def __init__(self) -> None:
        super().__init__("The table holds no week. Fill in the template, a line for each young person and week.")


def take_attendance(
    *, provider: Agency, checked: CheckedFile, by: User, now: datetime
) -> tuple[ImportFile, Recorded | None]:
    """Record what the table says if nothing in it is wrong. What was recorded: None if something is wrong, or if the same
    table was taken in before. Of a table that is taken in no bytes are kept, of one that is refused what is wrong in it.

    Raises TableRefused, ColumnsRefused where it is no such table at all, NoLines, WeeksRefused.
    """
    read = read_file(BytesIO(checked.data), provider=provider, user=by, today=local_date(now))
    if not read.lines:
        raise NoLines
    file = ImportFile(
        kind=FileKind.ATTENDANCE, provider=provider, virtual_school=school_handing_in(by, provider), uploaded_by=by,
        uploaded_at=now, lines=read.lines, lines_done=read.lines, started_at=now, ended_at=now,
    )  # fmt: skip
    if read.problems:
        return refuse(file, checked, read.problems), None
    return _record(file, checked, read, by=by, now=now)


@transaction.atomic
def _record(
    file: ImportFile, checked: CheckedFile, read: Read, *, by: User, now: datetime
) -> tuple[ImportFile, Recorded | None]:
    if (first := taken_before(file, checked)) is not None:
        return first, None
    keep_without_bytes(file, checked)
    typed = [WeekTyped(week.enrolment, week.week_on, week.entry) for week in read.weeks]
    return file, record_weeks(typed=typed, by=by, now=now, source=EntrySource.FILE, file=file)
