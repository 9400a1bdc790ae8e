"""Word documents and workbooks as people make them by hand."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from tests.oversight.plan_documents import kpi_table, work_plan

NOTES = (
    '<?xml version="1.0"?><w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:id="7"><w:p><w:r><w:t>Agreed in May</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def word(*writes: Callable[[Document], None]) -> bytes:
    document = docx.Document()
    for write in writes:
        write(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def table_of(document: Document, rows: Sequence[Sequence[str]]) -> Any:
    table = document.add_table(len(rows), len(rows[0]))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    return table


def fill(cell: Any, colour: str) -> None:
    if colour:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), colour)
        cell._tc.get_or_add_tcPr().append(shade)


def join_down(table: Any, row: int, column: int) -> None:
    """Join a cell with the one above, as Word writes it."""
    for place, value in ((row - 1, "restart"), (row, None)):
        properties = table.cell(place, column)._tc.get_or_add_tcPr()
        if properties.find(qn("w:vMerge")) is None:
            merge = OxmlElement("w:vMerge")
            if value:
                merge.set(qn("w:val"), value)
            properties.append(merge)
        elif value is None:
            properties.find(qn("w:vMerge")).attrib.pop(qn("w:val"), None)


def join_across(table: Any, row: int) -> None:
    cells = table.rows[row].cells
    text = cells[0].text
    cells[0].merge(cells[-1]).text = text


def strike(cell: Any) -> None:
    for run in cell.paragraphs[0].runs:
        run.font.strike = True


def embolden(cell: Any, words: str) -> None:
    before = cell.text.removesuffix(words)
    cell.text = before
    cell.paragraphs[0].add_run(words).bold = True


def with_footnote(data: bytes, words: str) -> bytes:
    """A footnote behind these words."""
    document = docx.Document(io.BytesIO(data))
    cell = next(c for table in document.tables for row in table.rows for c in row.cells if c.text == words)
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), "7")
    cell.paragraphs[0].runs[0]._r.append(reference)
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/footnotes.xml", NOTES)
    return out.getvalue()


def kpi_workbook() -> bytes:
    """The KPI table as one sheet, headings across it, with joined cells."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Aims"
    sheet.append(["Learning and work: our aims"])
    sheet.append([*kpi_table.HEADER])
    for headings, rows in kpi_table.sections()[0]:
        for heading in headings:
            sheet.append([heading])
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=7)
        for row in rows:
            cells = [row.number, row.kpi, row.lead, row.action, row.progress, row.progress_colour[0], row.kpi_colour[0]]
            sheet.append(["" if row.is_joined and place in (1, 2) else text for place, text in enumerate(cells)])
            at = sheet.max_row
            for column, (_, colour) in ((6, row.progress_colour), (7, row.kpi_colour)):
                if colour:
                    sheet.cell(at, column).fill = PatternFill("solid", fgColor=colour)
        start = sheet.max_row - len(rows) + 1
        for place, row in enumerate(rows):
            is_last = place + 1 == len(rows) or not rows[place + 1].is_joined
            if row.is_joined and is_last:
                first = next(at for at in range(place, -1, -1) if not rows[at].is_joined)
                for column in (2, 3):
                    sheet.merge_cells(
                        start_row=start + first, end_row=start + place, start_column=column, end_column=column
                    )
        if headings[0].startswith("5."):
            sheet.cell(sheet.max_row, 4).font = Font(strike=True)
            sheet.cell(start, 5).comment = Comment("Twelve teams were told", "Pat")
            sheet.cell(start + 1, 5).value = "=1+1"
    return _saved(book)


def plan_workbook() -> bytes:
    """The work plan as one sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Plan"
    sheet.append([*work_plan.HEADER])
    for row in work_plan.rows():
        sheet.append([*row])
        if len(row) == 1:
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=5)
    return _saved(book)


def one_text_in_every_cell(text: str) -> bytes:
    """A small file that shows a long text two hundred times."""
    book = Workbook()
    for _ in range(10):
        book.active.append([text] * 20)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
