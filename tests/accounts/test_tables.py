"""Tables that people hand in, read strictly: what is unclear is refused with a reason."""

import io
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from accounts import tables
from accounts.tables import Limits, Table, TableRefused, csv_bytes, harmless, workbook_bytes

LIMITS = Limits(lines=5_000)
PLAIN = "Provider,Local authority\nBrïndley,Home\n"


def read_table(data: bytes, *, sheet: str) -> Table:
    return tables.read_table(data, sheet=sheet, limits=LIMITS)


def workbook(*rows: list[object], sheet: str = "Providers", merge: str = "") -> bytes:
    book = Workbook()
    book.active.title = "Notes"
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            packed.writestr(name, b"<x/>")
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("cp1252"),
        PLAIN.encode("utf-16"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("Brïndley", '"Brïndley"').encode() + b"\n,\n\n",
        workbook(["Provider", "Local authority"], ["Brïndley", "Home"], [None, None]),
    ],
)
def test_letters_delimiters_and_kinds_of_file(data: bytes):
    table = read_table(data, sheet="Providers")
    assert table.header == ("Provider", "Local authority")
    assert [(line.number, line.cells) for line in table.lines] == [(2, ("Brïndley", "Home"))]


def test_days_and_numbers_of_a_spreadsheet_become_text():
    data = workbook(["a", "b", "c", "d"], [datetime(2025, 9, 3), 10012345.0, "  x\u00a0 ", True])
    assert read_table(data, sheet="Providers").lines[0].cells == ("2025-09-03", "10012345", "x", "True")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"%PDF-1.7", "CSV file, an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "CSV file, an Excel workbook"),
        (b"<html>", "CSV file, an Excel workbook"),
        (b"PK\x03\x04broken", "damaged"),
        (archive()[:-30], "damaged"),
        (archive(), "damaged"),
        (b"Provider\nA\x00B\n", "letters"),
        (b'Provider\n"A\n', "Line 2"),
        (b"Provider\nA,B\n", "more cells"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        (b",\nA,B\n", "names of the columns"),
        ("A\n" * (LIMITS.lines + 2), "5,000"),
        (workbook(["A", "B"], ["x", "y"], merge="A1:B1"), "A1:B1 are merged"),
        (archive(xl__vbaProject_bin=b"x").replace(b"vbaProject_bin", b"vbaProject.bin"), "macros"),
        (archive(xl__bomb_xml=b" " * (61 * 1024 * 1024)), "unpacks"),
        (archive(**{"xl__a.xml": b'<!DOCTYPE x [<!ENTITY a "b">]>'}), "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes | str, said: str):
    with pytest.raises(TableRefused, match=said):
        read_table(data.encode() if isinstance(data, str) else data, sheet="Providers")


_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def open_document(*rows: str) -> bytes:
    """A table of LibreOffice with rows written by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "content.xml",
            f'<office:document-content {_NAMESPACES}><table:table table:name="x">{"".join(rows)}</table:table>'
            "</office:document-content>",
        )
    return out.getvalue()


_HEADER = "<table:table-row><table:table-cell><text:p>A</text:p></table:table-cell></table:table-row>"
_BILLION = 1_000_000_000


@pytest.mark.parametrize(
    "row",
    [
        # cells, and rows, that are taken back first and then given in their thousand millions
        f'<table:table-row><table:table-cell table:number-columns-repeated="-{_BILLION}"/><table:table-cell '
        f'table:number-columns-repeated="{_BILLION}"><text:p>A</text:p></table:table-cell></table:table-row>',
        f'<table:table-row table:number-rows-repeated="-{_BILLION}"/><table:table-row '
        f'table:number-rows-repeated="{_BILLION}"><table:table-cell><text:p>A</text:p></table:table-cell></table:table-row>',
    ],
)
def test_what_is_repeated_less_than_once_is_refused_before_it_fills_the_memory(row: str):
    with pytest.raises(TableRefused, match="damaged"):
        read_table(open_document(_HEADER, row), sheet="x")


def test_blanks_that_are_only_counted_do_not_fill_the_memory():
    blanks = f'<text:s text:c="{_BILLION}"/>' * 50_000
    row = f"<table:table-row><table:table-cell><text:p>A{blanks}B</text:p></table:table-cell></table:table-row>"
    tracemalloc.start()
    (line,) = read_table(open_document(_HEADER, row), sheet="x").lines
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [place for place, _ in line.faults] == [0], "longer than a cell may be"
    assert most < 30 * 1024 * 1024
    two = '<table:table-row><table:table-cell><text:p>A<text:s text:c="2"/>B</text:p></table:table-cell></table:table-row>'
    assert read_table(open_document(_HEADER, two), sheet="x").lines[0].cells == ("A  B",)


_TEXTS = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def changed(data: bytes, part: str, content: bytes) -> bytes:
    """A workbook in which one part is another one, and that says that it has a table of texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as was, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        parts = {name: was.read(name) for name in was.namelist()} | {part: content}
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", _TEXTS)
        for name, written in parts.items():
            packed.writestr(name, written)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 200_000 + b"</sst>", "far more than 5,000 lines need"),
        ("xl/sharedStrings.xml", b"<x:sst>" + b"<x:si />" * 200_000 + b"</x:sst>", "far more than 5,000 lines need"),
        ("xl/styles.xml", b"<styleSheet>" + b"<xf/>" * 1_000_000 + b"</styleSheet>", "damaged"),
        ("xl/_rels/workbook.xml.rels", b"<r>" + b"<r/>" * 1_500_000 + b"</r>", "damaged"),
    ],
)
def test_what_would_be_read_whole_before_the_first_line_is_refused(part: str, content: bytes, said: str):
    """A few hundred kilobytes, and a minute of the web process with a gigabyte of its memory."""
    data = changed(workbook(["Provider"], ["A"]), part, content)
    assert len(data) < 100_000
    with pytest.raises(TableRefused, match=said):
        read_table(data, sheet="Providers")


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "#REF!", "#N/A", "a\x07b", "x" * 2_001])
def test_a_cell_that_cannot_be_taken_is_named_by_its_line(cell: str):
    table = read_table(csv_bytes([["Provider"], ["A"], [cell]]).replace(b"'=", b"=").replace(b"'@", b"@"), sheet="x")
    assert [(line.number, [place for place, _ in line.faults]) for line in table.lines] == [(2, []), (3, [0])]


def test_a_formula_of_a_workbook_is_not_computed():
    (line,) = read_table(workbook(["Provider"], ["=1+1"]), sheet="Providers").lines
    assert line.faults
    assert line.cells == ("",)


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused(data: bytes):
    with suppress(TableRefused):
        read_table(data, sheet="x")


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=3))
def test_a_workbook_with_wrong_bytes_in_it_is_read_or_refused(changes: list[tuple[int, int]]):
    data = bytearray(workbook(["Provider"], ["A"]))
    for place, byte in changes:
        data[place % len(data)] = byte
    with suppress(TableRefused):
        read_table(bytes(data), sheet="Providers")


@given(st.text(max_size=200))
def test_whatever_text_comes_is_read_or_refused(text: str):
    with suppress(TableRefused):
        read_table(("Provider\n" + text).encode(errors="ignore"), sheet="x")


def test_what_leaves_runs_in_no_spreadsheet():
    assert [harmless(text) for text in ("=1", "+1", "-1", "@x", "x", None)] == ["'=1", "'+1", "'-1", "'@x", "x", ""]
    book = load_workbook(
        io.BytesIO(workbook_bytes([("Providers", [["Provider"], ["=1"]]), ("How to fill in", [["x"]])]))
    )
    assert book.sheetnames == ["Providers", "How to fill in"]
    assert book["Providers"]["A2"].value == "'=1"
