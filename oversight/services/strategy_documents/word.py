"""The same as a Word document: landscape A4, headings across the table, the titles repeated on each page."""

import io
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from education_plans.enums import Rag
from oversight.reading.limits import plain
from oversight.rules.plan_tables.columns import Column
from oversight.services.strategy_documents.lines import Document, Written

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: Colours of cells, with the colour of the word in them that can be read on it.
FILLS = {Rag.GREEN: ("00703C", "FFFFFF"), Rag.AMBER: ("FFC000", "000000"), Rag.RED: ("B1201B", "FFFFFF")}
HEADING_FILL = "E5E5E5"
#: How broad columns are to one another.
WEIGHTS = {
    Column.NUMBER: 3, Column.KPI: 7, Column.ACTION: 8, Column.LEAD: 4, Column.TIMESCALE: 3, Column.PROGRESS: 8,
    Column.PROGRESS_COLOUR: 3.2, Column.KPI_COLOUR: 3.2, Column.TARGET: 3, Column.NOTE: 5,
}  # fmt: skip
_BROAD, _MARGIN = 29.7, 1.5


def as_word(document: Document) -> bytes:
    """The bytes of a .docx file."""
    paper = docx.Document()
    section = paper.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(_BROAD), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)
    paper.core_properties.title, paper.core_properties.author = plain(document.title), plain(document.owner)
    paper.core_properties.language = "en-GB"
    usual = paper.styles["Normal"]
    usual.font.size, usual.font.name = Pt(10), "Arial"
    _child(usual.element.get_or_add_rPr(), "w:lang", val="en-GB")
    paper.add_heading(plain(document.title), 0)
    for text in document.about.split("\n"):
        if text.strip():
            paper.add_paragraph(plain(text))
    section.footer.paragraphs[0].text = f"{plain(document.title)}, {plain(document.owner)}"
    _table(paper, document)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _table(paper: Any, document: Document) -> None:
    table = paper.add_table(1 + len(document.lines), len(document.columns), style="Table Grid")
    table.autofit = False
    _child(table._tbl.tblPr, "w:tblCaption", val=plain(document.title))
    whole = sum(WEIGHTS[column] for column in document.columns)
    widths = [Cm((_BROAD - 2 * _MARGIN) * WEIGHTS[column] / whole) for column in document.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    rows = iter(table.rows)
    titles = next(rows)
    _child(titles._tr.get_or_add_trPr(), "w:cantSplit")
    _child(titles._tr.get_or_add_trPr(), "w:tblHeader")
    for cell, title, width in zip(titles.cells, document.titles, widths, strict=True):
        cell.width = width
        _write(cell, title, is_bold=True)
        _fill(cell, HEADING_FILL)
    for row, line in zip(rows, document.lines, strict=True):
        cells = row.cells
        if line.heading:
            joined = cells[0].merge(cells[-1])
            _write(joined, line.heading, is_bold=True)
            _fill(joined, HEADING_FILL)
            continue
        for cell, said, width, column in zip(cells, line.cells, widths, document.columns, strict=True):
            cell.width = width
            _cell(cell, said, column)
    _join_down(table, document)


def _cell(cell: Any, said: Written, column: Column) -> None:
    if said.colour is not None:
        fill, ink = FILLS[said.colour]
        _fill(cell, fill)
        _write(cell, said.text, is_bold=True, ink=ink)
    elif column == Column.LEAD:
        _write(cell, said.text, bold_lines=1 if "\n" in said.text else 0)
    else:
        _write(cell, said.text, is_struck=said.is_struck)


def _write(
    cell: Any, text: str, *, is_bold: bool = False, is_struck: bool = False, ink: str = "", bold_lines: int = 0
) -> None:
    for place, line in enumerate(plain(text).split("\n")):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        if not line:
            continue
        run = paragraph.add_run(line)
        run.bold = True if is_bold or place < bold_lines else None
        run.font.strike = True if is_struck else None
        if ink:
            run.font.color.rgb = docx.shared.RGBColor.from_string(ink)


def _join_down(table: Any, document: Document) -> None:
    """Cells that are one with those above, and where each begins."""
    rows = table._tbl.tr_lst
    for at in range(len(document.columns)):
        for place, line in enumerate(document.lines):
            below = document.lines[place + 1] if place + 1 < len(document.lines) else None
            is_joined = bool(line.cells) and line.cells[at].is_joined
            goes_on = below is not None and bool(below.cells) and below.cells[at].is_joined
            if is_joined or (goes_on and line.cells):
                cell = rows[place + 1].tc_lst[at]
                _child(cell.get_or_add_tcPr(), "w:vMerge", **({} if is_joined else {"val": "restart"}))


def _fill(cell: Any, colour: str) -> None:
    _child(cell._tc.get_or_add_tcPr(), "w:shd", val="clear", color="auto", fill=colour)


def _child(element: Any, name: str, **attributes: str) -> None:
    child = OxmlElement(name)
    for key, value in attributes.items():
        child.set(qn(f"w:{key}"), value)
    element.append(child)
