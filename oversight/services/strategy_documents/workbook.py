"""The same as an Excel workbook of one sheet, ready to print."""

import io
from collections.abc import Iterator
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from accounts.tables import harmless
from oversight.reading.limits import plain
from oversight.services.strategy_documents.lines import Document, Written
from oversight.services.strategy_documents.word import FILLS, HEADING_FILL, WEIGHTS

_TITLES = 2
#: As much as Excel keeps in one cell. What is longer is said to be cut, not cut unseen.
_LONGEST = 32_767
_CUT = " … (cut here: a cell holds no more. The Word document has all of it.)"
#: Characters in one unit of `WEIGHTS`; points in one line of text; the highest row there is.
_CHARACTERS, _POINTS, _HIGHEST = 5, 15, 409
_LINE = Side(style="thin", color="B1B4B6")


def as_workbook(document: Document) -> bytes:
    """The bytes of an .xlsx file. Nothing in it is run."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Strategy"
    book.properties.title, book.properties.language = plain(document.title), "en-GB"
    book.properties.creator = plain(document.owner)
    _put(sheet, 1, 1, Written(document.title)).font = Font(bold=True, size=14)
    sheet.cell(1, 1).alignment = Alignment(wrap_text=False)
    for place, (title, column) in enumerate(zip(document.titles, document.columns, strict=True), 1):
        cell = _put(sheet, _TITLES, place, Written(title))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=HEADING_FILL)
        sheet.column_dimensions[get_column_letter(place)].width = _CHARACTERS * WEIGHTS[column]
    width = len(document.columns)
    for number, line in enumerate(document.lines, _TITLES + 1):
        if line.heading:
            cell = _put(sheet, number, 1, Written(line.heading))
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=HEADING_FILL)
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
            continue
        for place, said in enumerate(line.cells, 1):
            _put(sheet, number, place, said)
    _join_down(sheet, document)
    _set_heights(sheet, document)
    sheet.freeze_panes = f"A{_TITLES + 1}"
    sheet.print_title_rows = f"{_TITLES}:{_TITLES}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: Any, row: int, column: int, said: Written) -> Any:
    text = harmless(plain(said.text))
    if len(text) > _LONGEST:
        text = text[: _LONGEST - len(_CUT)] + _CUT
    cell = sheet.cell(row, column, text or None)
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    if said.is_struck:
        cell.font = Font(strike=True)
    if said.colour is not None:
        fill, ink = FILLS[said.colour]
        cell.fill, cell.font = PatternFill("solid", fgColor=fill), Font(bold=True, color=ink)
    return cell


def _join_down(sheet: Any, document: Document) -> None:
    """Cells that are one with those above."""
    for at in range(len(document.columns)):
        for first, last in _spans(document, at):
            if last > first:
                sheet.merge_cells(
                    start_row=first + _TITLES + 1, end_row=last + _TITLES + 1, start_column=at + 1, end_column=at + 1
                )


def _set_heights(sheet: Any, document: Document) -> None:
    """As high as the text needs: rows with joined cells are not made high enough by the programs that open them."""
    needed = [1] * len(document.lines)
    spans = [(at, first, last) for at in range(len(document.columns)) for first, last in _spans(document, at)]
    for at, first, last in sorted(spans, key=lambda span: span[2] - span[1]):  # what is joined gets what is left
        lines = _lines_in(document.lines[first].cells[at].text, _CHARACTERS * WEIGHTS[document.columns[at]])
        needed[last] += max(0, lines - sum(needed[first : last + 1]))
    sheet.row_dimensions[_TITLES].height = 2 * _POINTS
    for row, lines in enumerate(needed, _TITLES + 1):
        sheet.row_dimensions[row].height = min(_HIGHEST, lines * _POINTS)


def _lines_in(text: str, width: float) -> int:
    return sum(max(1, ceil(len(line) / (width - 1))) for line in text.split("\n"))


def _spans(document: Document, at: int) -> Iterator[tuple[int, int]]:
    """Of a column the lines with a cell of their own, each with the last line that is one with it."""
    lines, place = document.lines, 0
    while place < len(lines):
        end = place
        while end + 1 < len(lines) and lines[end + 1].cells and lines[end + 1].cells[at].is_joined:
            end += 1
        if lines[place].cells:
            yield place, end
        place = end + 1
