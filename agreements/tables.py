"""Tables that people hand in, CSV or Excel, read strictly: what is unclear is refused with the reason, never guessed.

A file is read in memory and not kept. Nothing in it is run: a cell that holds a formula is refused.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from charset_normalizer import from_bytes
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from accounts.tables import harmless

LARGEST = 5 * 1024 * 1024
"""Bytes of a file."""
LARGEST_UNPACKED = 60 * 1024 * 1024
"""Bytes of everything inside an Excel file."""
MOST_PARTS = 500
MOST_ROWS = 5_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

_DELIMITERS = (",", ";", "\t")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


#: What a broken workbook raises: its archive, a packed part, the XML in it (SyntaxError), and what openpyxl makes of that.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, SyntaxError, ArithmeticError, AttributeError, EOFError, LookupError, OSError,
    RuntimeError, TypeError, ValueError,
)  # fmt: skip
_DAMAGED = "The Excel file is damaged or protected. Save it again as .xlsx without a password."


class TableRefused(Exception):
    """The file cannot be read as a table. The text says why and what to do."""

    field = "file"


@dataclass(frozen=True)
class Line:
    """One line as it stands in the file; `number` counts from 1, the header included."""

    number: int
    cells: tuple[str, ...]
    #: What cannot be taken as it is, by the position of the cell.
    faults: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Table:
    header: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(data: bytes, *, sheet: str) -> Table:
    """The table in a CSV or Excel file, told apart by its bytes. Of several sheets the one called `sheet` is read. Empty
    lines are left out. Raises TableRefused.
    """
    if not data.strip():
        raise TableRefused("The file is empty. Choose another one.")
    if len(data) > LARGEST:
        raise TableRefused("The file must be smaller than 5 MB.")
    if data.startswith(b"PK"):
        rows = _excel_rows(data, sheet)
    elif data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"<")):
        raise TableRefused("The file must be a CSV file or an Excel workbook (.xlsx). Save it as one of these.")
    else:
        rows = _csv_rows(_decoded(data))
    return _table(rows)


def _table(rows: Iterator[Line]) -> Table:
    header = next(rows, None)
    if header is None or not any(header.cells):
        raise TableRefused("The first line must hold the names of the columns, as in the template.")
    if header.faults:
        raise TableRefused(f"The names of the columns cannot be read: {header.faults[0][1]}")
    names = list(header.cells)
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise TableRefused(f"The table has more than {MOST_COLUMNS} columns. Use the template.")
    lines: list[Line] = []
    for line in rows:
        if not any(line.cells) and not line.faults:
            continue
        if len(lines) == MOST_ROWS:
            raise TableRefused(f"The table has more than {MOST_ROWS:,} lines. Divide it.")
        if any(line.cells[len(names) :]):
            raise TableRefused(f"Line {line.number} has more cells than there are columns.")
        cells = (*line.cells, *[""] * (len(names) - len(line.cells)))[: len(names)]
        lines.append(Line(line.number, tuple(cells), line.faults))
    return Table(tuple(names), tuple(lines))


def _decoded(data: bytes) -> str:
    """Text of a CSV file. UTF-8 and UTF-16 say themselves what they are; else it is what Excel on Windows writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig"]
        best = None if _is_utf8(data) else from_bytes(data, cp_isolation=["cp1252", "mac_roman"]).best()
        if best is not None:
            encodings.append(best.encoding)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" not in text:
            return text
    raise TableRefused("The letters of the file cannot be read. Save it as “CSV UTF-8”.")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8-sig")
    except UnicodeError:
        return False
    return True


def _csv_rows(text: str) -> Iterator[Line]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableRefused(f"Line {number} cannot be read: a quotation mark is not closed or too many.") from error
        if len(row) > 2 * MOST_COLUMNS:
            raise TableRefused(f"Line {number} has too many cells.")
        yield _line(number, row)


def _line(number: int, row: Sequence[Any]) -> Line:
    cells, faults = [], []
    for place, value in enumerate(row):
        text, fault = _cell(value)
        cells.append(text)
        if fault:
            faults.append((place, fault))
    return Line(number, tuple(cells), tuple(faults))


def _cell(value: Any) -> tuple[str, str]:
    """The text of a cell, and what is wrong with it."""
    text = _as_text(value)
    if len(text) > LONGEST_CELL:
        return "", f"is longer than {LONGEST_CELL:,} characters."
    if _CONTROL.search(text):
        return "", "holds a character that cannot be shown."
    if text.startswith(("=", "@")):
        return "", "begins with = or @ like a formula. Enter the value itself."
    if text.startswith("#") and text.rstrip("!?").isupper() and text.endswith(("!", "?", "/A")):
        return "", "holds an error of the spreadsheet."
    return text, ""


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if (value.hour, value.minute, value.second) == (0, 0, 0) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").strip()


def _excel_rows(data: bytes, sheet: str) -> Iterator[Line]:
    _look_inside(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except _BROKEN as error:
        raise TableRefused(_DAMAGED) from error
    try:
        name = sheet if sheet in book.sheetnames else next(iter(book.sheetnames), "")
        if not name or not hasattr(book[name], "iter_rows"):
            raise TableRefused("The Excel file holds no table.")
        worksheet = book[name]
        worksheet.reset_dimensions()
        for number, row in enumerate(worksheet.iter_rows(max_col=2 * MOST_COLUMNS), 1):
            if number > 4 * MOST_ROWS:
                raise TableRefused(f"The table has more than {MOST_ROWS:,} lines. Divide it, and delete empty lines.")
            yield _line(number, [_formula(cell) for cell in row])
    except _BROKEN as error:
        raise TableRefused(_DAMAGED) from error
    finally:
        book.close()


def _formula(cell: Any) -> Any:
    """The value of a cell; a formula as text that is refused as one."""
    return "=" if getattr(cell, "data_type", "") == "f" else cell.value


def _look_inside(data: bytes) -> None:
    """Refuse what is no workbook, what would fill the memory, and cells that are joined."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise TableRefused("The Excel file unpacks to far more than a table of providers. Use the template.")
            names = {part.filename for part in parts}
            if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
                raise TableRefused("The file must be a CSV file or an Excel workbook (.xlsx).")
            if any("vbaproject" in name.lower() for name in names):
                raise TableRefused("The Excel file holds macros. Save it as .xlsx without them.")
            for part in parts:
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                content = archive.read(part)
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                    raise TableRefused("The Excel file is damaged. Save it again as .xlsx.")
                merged = _MERGED.search(content) if part.filename.startswith("xl/worksheets/") else None
                if merged:
                    where = merged.group(1).decode()
                    raise TableRefused(f"The cells {where} are merged. Undo that: each value has a cell of its own.")
    except _BROKEN as error:
        raise TableRefused(_DAMAGED) from error


# --- Writing ----------------------------------------------------------------------------------------------------------


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
