"""Lists as files: CSV and Excel, written a part at a time, with a classification and nothing that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounts.tables import harmless
from learners.exports import CLASSIFICATION
from oversight.enums import ExportFormat

_WIDTH = 24


class ListFile(Protocol):
    """A file that a list is written into."""

    def add(self, rows: Iterable[Sequence[object]]) -> None: ...

    def end(self) -> None:
        """Nothing follows: the bytes stand in the file."""


def list_file(kind: str, into: IO[bytes], *, title: str, about: Sequence[str], headings: Sequence[str]) -> ListFile:
    """The beginning of a file: the classification, what it is `about` line by line, the headings."""
    lines = [CLASSIFICATION, *about]
    return _Excel(into, title, lines, headings) if kind == ExportFormat.EXCEL else _Csv(into, lines, headings)


class _Csv:
    def __init__(self, into: IO[bytes], lines: Sequence[str], headings: Sequence[str]) -> None:
        # The mark by which Excel knows UTF-8 comes first.
        self.text = io.TextIOWrapper(into, encoding="utf-8-sig", newline="", write_through=True)
        self.writer = csv.writer(self.text)
        self.add([[line] for line in lines])
        self.writer.writerow(headings)

    def add(self, rows: Iterable[Sequence[object]]) -> None:
        self.writer.writerows([harmless(value) for value in row] for row in rows)

    def end(self) -> None:
        self.text.flush()
        self.text.detach()


class _Excel:
    """Rows go to the disk as they come, so that memory does not grow with the list."""

    def __init__(self, into: IO[bytes], title: str, lines: Sequence[str], headings: Sequence[str]) -> None:
        self.into = into
        self.book = Workbook(write_only=True)
        self.sheet = self.book.create_sheet(title[:31])
        for place in range(1, len(headings) + 1):
            self.sheet.column_dimensions[get_column_letter(place)].width = _WIDTH
        self.sheet.freeze_panes = f"A{len(lines) + 2}"
        self.add([[line] for line in lines])
        cells = [WriteOnlyCell(self.sheet, value=heading) for heading in headings]
        for cell in cells:
            cell.font = Font(bold=True)
        self.sheet.append(cells)

    def add(self, rows: Iterable[Sequence[object]]) -> None:
        for row in rows:
            self.sheet.append([_as_it_is(value) for value in row])

    def end(self) -> None:
        self.book.save(self.into)


def _as_it_is(value: object) -> Any:
    """Numbers and days stay what they are; everything else is text that runs nothing."""
    if value is None or isinstance(value, (int, float, Decimal, date)):
        return value
    return harmless(value)
