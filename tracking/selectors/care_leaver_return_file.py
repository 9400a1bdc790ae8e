"""The return on care leavers as the file that is sent (P1): the columns of the national collection."""

import csv
import io
from collections.abc import Iterable

from accounts.tables import harmless
from tracking.selectors.care_leaver_return import ReturnRow

COLUMNS = ("CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM")


def return_csv(rows: Iterable[ReturnRow]) -> str:
    """Only what is filled in is in it. Days as 31/03/2026."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        if row.entry is not None:
            entry = row.entry
            born = f"{row.learner.date_of_birth:%d/%m/%Y}"
            cells = (entry.child, born, entry.in_touch, entry.activity, entry.accommodation)
            writer.writerow([harmless(cell) for cell in cells])
    return out.getvalue()
