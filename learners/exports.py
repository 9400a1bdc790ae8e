"""The caseload as a file: CSV with a classification line, and nothing in it that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from accounts.clock import london
from accounts.models import User
from accounts.tables import harmless
from learners.models import Learner
from learners.selectors.caseload import CaseloadRow, rows

CLASSIFICATION = "OFFICIAL-SENSITIVE: personal information about young people. Keep it safe, share it only as agreed, delete it when done."
COLUMNS = (
    "Given name", "Family name", "Preferred name", "Date of birth", "ULN", "Care status", "Home authority", "Provider",
    "Course", "Level", "Start date", "Key worker", "Next deadline", "Due", "Overdue", "Closed on",
)  # fmt: skip
_AT_ONCE = 500


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def caseload_csv(learners: Iterable[Learner], *, by: User, now: datetime) -> Iterator[str]:
    """The lines of the file, read from the database some hundred young people at a time. Begins with a mark by which
    Excel knows UTF-8.
    """
    writer = csv.writer(_Echo())
    made = f"Made {london(now):%d %B %Y at %H:%M} by {by}"
    yield "\ufeff" + writer.writerow([CLASSIFICATION])
    yield writer.writerow([harmless(made)])
    yield writer.writerow(COLUMNS)
    remaining = iter(learners)
    while batch := list(islice(remaining, _AT_ONCE)):
        for row in rows(batch, by, now):
            yield writer.writerow([harmless(value) for value in _cells(row)])


def _cells(row: CaseloadRow) -> list[Any]:
    learner, place = row.learner, row.enrolments[0] if row.enrolments else None
    return [
        learner.given_name,
        learner.family_name,
        learner.preferred_name,
        learner.date_of_birth.isoformat(),
        learner.uln,
        learner.get_care_status_display(),
        learner.home_authority.name,
        "; ".join(str(enrolment.provider) for enrolment in row.enrolments),
        "; ".join(enrolment.course for enrolment in row.enrolments),
        place.get_level_display() if place else "",
        place.starts_on.isoformat() if place else "",
        row.key_worker.person.name if row.key_worker.person else "none",
        row.deadline.duty.title if row.deadline else "",
        _due(row),
        "yes" if row.due_state == "overdue" else "",
        learner.died_on or learner.closed_on,
    ]


def _due(row: CaseloadRow) -> str:
    """The last day of a clock of days, the moment of a clock of hours."""
    if row.deadline is None:
        return ""
    return str(row.deadline.due_on or f"{london(row.deadline.due_at):%Y-%m-%d %H:%M}")
