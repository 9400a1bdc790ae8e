"""Tables of attendance: taken in whole or not at all, once (P9)."""

from datetime import datetime
from io import BytesIO

from django.db import transaction

from accounts.clock import local_date
from accounts.models import Agency, User
from accounts.services.files import keeping_files
from accounts.tables import CSV
from accounts.uploads import CheckedFile
from tracking.enums import EntrySource, FileKind, FileState
from tracking.models import ImportFile
from tracking.reading import problems_csv
from tracking.selectors.attendance_files import Read, read_file, school_handing_in
from tracking.services.attendance import AttendanceError, Recorded, WeekTyped, record_weeks

WRONG = "Something in the table has to be put right first. Nothing was recorded."


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
        uploaded_at=now, state=FileState.DONE, lines=read.lines, lines_done=read.lines, started_at=now, ended_at=now,
    )  # fmt: skip
    if read.problems:
        return _keep_problems(file, checked, read), None
    return _record(file, checked, read, by=by, now=now)


def _keep_problems(file: ImportFile, checked: CheckedFile, read: Read) -> ImportFile:
    file.state, file.lines_done, file.problem = FileState.REFUSED, 0, WRONG
    file.lines_wrong = len({problem.line for problem in read.problems})
    in_order = sorted(read.problems, key=lambda problem: problem.line)
    with keeping_files() as keep, transaction.atomic():
        return keep(file, CheckedFile(checked.name, CSV, problems_csv(in_order), checked.scan))


@transaction.atomic
def _record(
    file: ImportFile, checked: CheckedFile, read: Read, *, by: User, now: datetime
) -> tuple[ImportFile, Recorded | None]:
    Agency.objects.select_for_update(no_key=True).get(pk=file.provider_id)  # who sends twice at once sends once
    earlier = ImportFile.objects.filter(
        kind=file.kind, provider=file.provider, virtual_school=file.virtual_school, sha256=checked.sha256
    ).exclude(state__in=(FileState.REFUSED, FileState.CANCELLED))
    if (first := earlier.first()) is not None:
        return first, None
    file.name, file.content_type, file.scan = checked.name, checked.content_type, checked.scan
    file.size, file.sha256 = len(checked.data), checked.sha256
    file.save(force_insert=True)
    typed = [WeekTyped(week.enrolment, week.week_on, week.entry) for week in read.weeks]
    return file, record_weeks(typed=typed, by=by, now=now, source=EntrySource.FILE, file=file)
