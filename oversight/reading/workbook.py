"""Excel workbooks (.xlsx): each sheet that is shown is a table, with what is joined, coloured, bold and struck through."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from openpyxl import load_workbook

from accounts.tables import TableRefused
from accounts.tables.archives import BROKEN
from oversight.reading.limits import DAMAGED, LIMITS, Room, plain
from oversight.rules.plan_tables.source import Cell, Source, Table

#: How a number is shown: with so many places, or as a share.
_PLACES = re.compile(r"^0(?:\.(?P<places>0+))?(?P<percent>%?)$")
#: A text that a spreadsheet would take for a formula leaves with an apostrophe before it (`accounts.tables.harmless`).
_RUNS = ("'=", "'+", "'-", "'@")


def read_workbook(file: BinaryIO, archive: zipfile.ZipFile) -> Source:
    """What stands in the sheets. Raises TableRefused."""
    try:
        file.seek(0)
        book = load_workbook(io.BytesIO(file.read()), keep_links=False)
    except BROKEN as error:
        raise TableRefused(DAMAGED) from error
    try:
        tables, remarks, count, room = [], [], 0, Room()
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                remarks.append(f"The sheet “{sheet.title}” is hidden and was left out.")
                continue
            rows = tuple(_rows(sheet, room))
            count += sum(any(not cell.is_empty for cell in row) for row in rows)
            if count > LIMITS.lines:
                raise TableRefused(LIMITS.too_many_lines().args[0])
            if any(not cell.is_empty for row in rows for cell in row):
                tables.append(Table(f"Sheet {sheet.title}", rows))
        return Source(tuple(tables), tuple(remarks))
    except BROKEN as error:
        raise TableRefused(DAMAGED) from error
    finally:
        book.close()


def _rows(sheet: Any, room: Room) -> Iterator[tuple[Cell, ...]]:
    used = [(cell.row, cell.column) for cell in sheet._cells.values() if cell.value not in (None, "")]
    height, width = (max(place) for place in zip(*used, strict=True)) if used else (0, 0)
    if width > LIMITS.columns:
        raise TableRefused(f"The sheet “{sheet.title}” has more than {LIMITS.columns} columns.")
    if height > LIMITS.most_rows:
        raise TableRefused(f"{LIMITS.too_many_lines()} Delete empty lines too.")
    joined = {place: area for area in sheet.merged_cells.ranges for row in area.rows for place in row}
    found = 0
    for number in range(1, height + 1):
        row: list[Cell] = []
        place = 1
        while place <= width:
            cell = sheet.cell(number, place)
            area = joined.get((number, place))
            span = min(area.max_col, width) - place + 1 if area is not None else 1
            carried = area is not None and area.min_row < number
            row.append(Cell(span=span, carried=True) if carried else _cell(cell, span, sheet.title, room))
            place += span
        if not all(cell.is_empty and not cell.carried for cell in row):
            found += 1
            if found > LIMITS.lines:
                raise TableRefused(LIMITS.too_many_lines().args[0])
        yield tuple(row)


def _cell(cell: Any, span: int, sheet: str, room: Room) -> Cell:
    where = f"Cell {cell.coordinate} of the sheet “{sheet}”"
    if cell.data_type in ("f", "e"):
        what = "a formula" if cell.data_type == "f" else "an error of the spreadsheet"
        return Cell(span=span, faults=(f"{where} holds {what}: left out. Enter the value itself.",))
    text = room.take(plain(_text(cell.value, str(cell.number_format))), where)
    if text.startswith(_RUNS):
        text = text[1:]
    note = plain(cell.comment.text) if cell.comment is not None else ""
    font, fill = cell.font, cell.fill
    colour = fill.fgColor.rgb if fill is not None and fill.fill_type == "solid" and fill.fgColor.type == "rgb" else ""
    is_struck = bool(font is not None and font.strike)
    return Cell(
        text="" if is_struck else text, span=span, fill=str(colour)[-6:].upper() if colour else "",
        struck=text if is_struck else "", bold=text if font is not None and font.b and not is_struck else "",
        beside=(f"Comment: {note}",) if note else (),
    )  # fmt: skip


def _text(value: Any, shown_as: str) -> str:
    """What is seen in the cell, as far as it matters: 1.10 is another number than 1.1, and 85% is kept as 0.85."""
    if value is None:
        return ""
    places = _PLACES.match(shown_as)
    if places and isinstance(value, int | float) and not isinstance(value, bool):
        share = places["percent"]
        return f"{value * (100 if share else 1):.{len(places['places'] or '')}f}{share}"
    if isinstance(value, datetime | date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
