"""The same as an Excel workbook of one sheet, ready to print."""

import io
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
        sheet.column_dimensions[get_column_letter(place)].width = 5 * WEIGHTS[column]
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
    lines = document.lines
    for at in range(len(document.columns)):
        place = 0
        while place < len(lines):
            end = place
            while end + 1 < len(lines) and lines[end + 1].cells and lines[end + 1].cells[at].is_joined:
                end += 1
            if end > place:
                sheet.merge_cells(
                    start_row=place + _TITLES + 1, end_row=end + _TITLES + 1, start_column=at + 1, end_column=at + 1
                )
            place = end + 1
