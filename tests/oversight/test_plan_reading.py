"""What stands in a document is found where it stands, and once."""

import io

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook, load_workbook

from oversight.reading import read_document
from oversight.rules.plan_tables.columns import Column
from oversight.rules.plan_tables.source import Table
from oversight.services.strategy_documents import as_workbook, lines
from tests.oversight.plan_documents import drawing


def table_in(data: bytes) -> Table:
    return next(read_document(io.BytesIO(data)).tables)


def test_a_row_that_begins_later_keeps_its_columns():
    def write(document: Document) -> None:
        table = drawing.table_of(document, [("Action", "Lead", "Progress"), ("", "MC", "Begun")])
        row = table.rows[1]._tr
        row.remove(row.tc_lst[0])
        left_out = OxmlElement("w:gridBefore")
        left_out.set(qn("w:val"), "1")
        row.get_or_add_trPr().append(left_out)

    assert [cell.text for cell in table_in(drawing.word(write)).rows[1]] == ["", "MC", "Begun"]


def test_a_footnote_is_told_where_it_stands_first():
    """However often a file refers to it: a long one would fill the memory."""
    data = drawing.word(lambda document: drawing.table_of(document, [("One", "Two")]))
    twice = drawing.with_footnote(drawing.with_footnote(data, "One"), "Two")
    assert [cell.beside for cell in table_in(twice).rows[0]] == [("Footnote: Agreed in May",), ()]


def test_what_is_struck_through_outside_tables_is_told():
    def write(document: Document) -> None:
        paragraph = document.add_paragraph("For all ")
        paragraph.add_run("boys").font.strike = True

    source = read_document(io.BytesIO(drawing.word(write)))
    assert [block.text for block in source.blocks] == ["For all"]
    assert source.remarks == ("Outside the tables this is struck through and was left out: boys",)


def test_numbers_of_a_workbook_are_read_as_they_are_seen():
    book = Workbook()
    sheet = book.active
    for place, (value, shown_as) in enumerate(
        [(1.1, "0.00"), (0.855, "0.0%"), (7.0, "General"), (12, "0"), (1.1, "@")], 1
    ):
        sheet.cell(1, place, value).number_format = shown_as
    out = io.BytesIO()
    book.save(out)
    assert [cell.text for cell in table_in(out.getvalue()).rows[0]] == ["1.10", "85.5%", "7", "12", "1.1"]


def test_a_cell_longer_than_excel_keeps_says_that_it_is_cut():
    column = Column.PROGRESS
    line = lines.DocumentLine(cells=(lines.Written("✓ Done. " * 5_000),))
    data = as_workbook(lines.Document("Plan", "Us", "", (column,), ("Progress",), (line,)))
    text = load_workbook(io.BytesIO(data)).active["A3"].value
    assert len(text) == 32_767
    assert text.endswith("The Word document has all of it.)")
