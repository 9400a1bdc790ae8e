"""Tables of attendance: taken in whole or not at all, once (P9)."""

from datetime import datetime
from io import BytesIO

from django.db import transaction

from accounts.clock import local_date
from accounts.models import Agency, User
from accounts.services.files import keeping_files
from accounts.uploads import CheckedFile
from tracking.enums import EntrySource, FileKind, FileState
from tracking.models import ImportFile
from tracking.selectors.attendance_files import read_file, school_handing_in
from tracking.services.attendance import AttendanceError, Recorded, WeekTyped, record_weeks

WRONG = "Something in the table has to be put right first. Nothing was recorded."


class NoLines(AttendanceError):
    field = "file"

    def __init__(self) -> None:
        super().__init__("The table holds no week. Fill in the template, a line for each young person and week.")


def take_attendance(
    *, provider: Agency, checked: CheckedFile, by: User, now: datetime
) -> tuple[ImportFile, Recorded | None]:
    """Keep the table, and record what it says if nothing in it is wrong. What was recorded: None if something is wrong, or
    if the same table was taken in before.

    Raises TableRefused, ColumnsRefused where it is no such table at all, NoLines, WeeksRefused.
    """
    with keeping_files() as keep, transaction.atomic():
        Agency.objects.select_for_update(no_key=True).get(pk=provider.pk)  # who sends twice at once sends once
        school = school_handing_in(by, provider)
        earlier = ImportFile.objects.filter(
            kind=FileKind.ATTENDANCE, provider=provider, virtual_school=school, sha256=checked.sha256
        ).exclude(state__in=(FileState.REFUSED, FileState.CANCELLED))
        if (first := earlier.first()) is not None:
            return first, None
        read = read_file(BytesIO(checked.data), provider=provider, user=by, today=local_date(now))
        if not read.lines:
            raise NoLines
        file = ImportFile(
            kind=FileKind.ATTENDANCE, provider=provider, virtual_school=school, uploaded_by=by, uploaded_at=now,
            state=FileState.DONE, lines=read.lines, lines_done=read.lines, started_at=now, ended_at=now,
        )  # fmt: skip
        keep(file, checked)
        done = None
        if not read.problems:
            typed = [WeekTyped(week.enrolment, week.week_on, week.entry) for week in read.weeks]
            done = record_weeks(typed=typed, by=by, now=now, source=EntrySource.FILE, file=file)
        else:
            wrong = {problem.line for problem in read.problems}
            file.state, file.problem, file.lines_wrong, file.lines_done = FileState.REFUSED, WRONG, len(wrong), 0
            file.save(update_fields=["state", "problem", "lines_wrong", "lines_done"])
    return file, done
