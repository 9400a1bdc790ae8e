"""What was wrong in files that were handed in (P9)."""

import csv
import io
from dataclasses import dataclass

from tracking.models import ImportFile


@dataclass(frozen=True)
class Wrong:
    """One thing to put right in a file that was refused."""

    line: str
    column: str
    text: str


def problems_of(file: ImportFile) -> list[Wrong]:
    """What was wrong in a file that was refused, as it was kept when it was read."""
    if not file.file or not file.file.storage.exists(str(file.file.name)):
        return []
    with file.file.open("rb") as kept:
        rows = csv.reader(io.StringIO(kept.read().decode("utf-8-sig")))
        next(rows, None)
        return [Wrong(*row[:3]) for row in rows if len(row) >= 3]
