"""Files of many lines as they are handed in: taken once, kept without their bytes, or refused with all that is wrong (P9)."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import Agency
from accounts.services.files import keeping_files
from accounts.tables import CSV
from accounts.uploads import CheckedFile
from tracking.enums import FileState
from tracking.models import ImportFile
from tracking.reading import Problem, problems_csv

_WRONG = "Something in the table has to be put right first. Nothing was recorded."


def taken_before(file: ImportFile, checked: CheckedFile) -> ImportFile | None:
    """The file that brought the same bytes between the same two agencies before, unless it was refused or stopped. Ask in
    the transaction that saves `file`: whoever sends twice at the same moment waits here.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=file.provider_id)
    earlier = ImportFile.objects.filter(
        kind=file.kind, provider=file.provider, virtual_school=file.virtual_school, sha256=checked.sha256
    )
    return earlier.exclude(state__in=(FileState.REFUSED, FileState.CANCELLED)).first()


def keep_without_bytes(file: ImportFile, checked: CheckedFile) -> None:
    """Note a file of which everything is recorded: its bytes are not needed any more."""
    file.state, file.name, file.content_type, file.scan = (
        FileState.DONE, checked.name, checked.content_type, checked.scan,
    )  # fmt: skip
    file.size, file.sha256 = len(checked.data), checked.sha256
    file.save(force_insert=True)


def refuse(file: ImportFile, checked: CheckedFile, problems: Sequence[Problem]) -> ImportFile:
    """Keep what is wrong with a file, to take away, instead of the file."""
    file.state, file.problem, file.lines_done = FileState.REFUSED, _WRONG, 0
    file.lines_wrong = len({problem.line for problem in problems})
    said = problems_csv(sorted(problems, key=lambda problem: problem.line))
    with keeping_files() as keep, transaction.atomic():
        return keep(file, CheckedFile(checked.name, CSV, said, checked.scan))
