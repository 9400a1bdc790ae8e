"""What leaves as a table: nothing in it that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

#: A text that begins with one of these is a formula to a spreadsheet.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: object) -> str:
    """A cell’s text. One that a spreadsheet would take for a formula begins with an apostrophe instead."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RUNS) else text


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file with the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([harmless(value) for value in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def workbook_bytes(sheets: Sequence[tuple[str, Sequence[Sequence[object]]]]) -> bytes:
    """An Excel workbook of sheets of text; the first line of each stands out and stays in view."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row, 1):
                cell = sheet.cell(number, place, harmless(value))
                cell.number_format = "@"  # text: a phone number keeps its first 0
                if number == 1:
                    cell.font = Font(bold=True)
        for place in range(1, max((len(row) for row in rows), default=0) + 1):
            sheet.column_dimensions[get_column_letter(place)].width = 28
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
