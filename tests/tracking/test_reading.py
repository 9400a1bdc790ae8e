"""Files of many lines: columns, cells, what has to fit together, and everything that is wrong at once."""

import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.tables import read_table
from tracking.reading import (
    Column,
    ColumnsRefused,
    FileForm,
    Limits,
    Row,
    TableRefused,
    Unreadable,
    Values,
    a_day,
    a_number,
    a_text,
    one_of,
    problems_csv,
    read_uln,
)


def in_order(values: Values) -> Iterator[tuple[str, str]]:
    if values["left"] and values["began"] and values["left"] < values["began"]:
        yield "left", "is before it began."


FORM = FileForm(
    sheet="Places",
    columns=(
        Column("uln", "ULN", "Ten digits.", read_uln, empty=""),
        Column("name", "Family name", "As on the certificate.", a_text(20), is_needed=True, also=("FamilyName", "Surname")),
        Column("began", "Start", "The day.", a_day(2000, 2100), is_needed=True),
        Column("left", "End", "The day, if it is over.", a_day(2000, 2100)),
        Column("done", "Sessions", "A number.", a_number(0, 10, 1)),
        Column("how", "How", "Full or part.", one_of({"Full time": "full", "Part time": "part"})),
    ),
    limits=Limits(lines=1_000),
    judge=in_order,
)  # fmt: skip


def rows(*lines: str) -> list[Row]:
    with FORM.open(io.BytesIO("\n".join(lines).encode())) as found:
        return list(found)


def test_a_line_becomes_values():
    (row,) = rows("ULN,Surname,Start,End,Sessions,How", "9276308686, Åberg  Lund ,3/9/2025,2026-07-01,9.5,PART  time")
    assert row.number == 2
    assert row.problems == ()
    assert row.values == {
        "uln": "9276308686", "name": "Åberg Lund", "began": date(2025, 9, 3), "left": date(2026, 7, 1),
        "done": Decimal("9.5"), "how": "part",
    }  # fmt: skip


def test_empty_cells_and_absent_columns():
    (row,) = rows("family_name *,START", ",,", "Lund,3/9/2025")
    assert row.number == 3
    assert row.values["uln"] == ""
    assert row.values["left"] is None


def test_everything_that_is_wrong_is_said_at_once():
    first, second = rows(
        "ULN,Family name,Start,End,Sessions,How",
        "9276308687,,yesterday,31/2/2026,ten,never",
        "9.27631E+09,=1+1,3/9/2025,1/9/2025,11,",
    )
    assert [(problem.line, problem.text) for problem in first.problems] == [
        (2, "ULN is not a unique learner number: ten digits, the last of which is a check digit."),
        (2, "Start is not a day. Enter it like 3/9/2025 or 2025-09-03."),
        (2, "End is a day that does not exist. The day comes before the month."),
        (2, "Sessions is not a number."),
        (2, "How must be one of: Full time, Part time."),
        (2, "Family name is missing."),
    ]
    assert [problem.text for problem in second.problems] == [
        "ULN is shown as 9.27631E+09: the spreadsheet shortened it. Format the column as text and enter it again.",
        "Sessions must be between 0 and 10.",
        "Family name begins with = or @ like a formula. Enter the value itself.",
        "End is before it began.",
    ]
    kept = read_table(problems_csv([*first.problems, *second.problems]), sheet="", limits=Limits(lines=100))
    assert kept.header == ("Line", "Column", "Problem")
    assert len(kept.lines) == 10


def test_everything_that_is_wrong_in_the_header_is_said_at_once():
    with pytest.raises(ColumnsRefused) as refused:
        rows("ULN,Surname,Family name,Religion,", "x,x,x,x,x")
    assert [problem.text for problem in refused.value.problems] == [
        "“Family name” is there twice.", "“Religion” is no column of the template.", "“Start” is missing.",
    ]  # fmt: skip
    assert "“Religion”" in str(refused.value)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (a_day(2000, 2100), "1/1/1999"), (a_day(2000, 2100), "9/13/2025"), (a_day(2000, 2100), "٣/٩/٢٠٢٥"),
        (a_number(0, 100), "1.5"), (a_number(0, 100), "1e2"), (a_number(0, 100, 1), "99.99"), (a_number(0, 100), "NaN"),
        (a_text(3), "four"), (read_uln, "0276308686"), (read_uln, "927630868"),
    ],
)  # fmt: skip
def test_cells_that_cannot_be_taken(read, text):
    with pytest.raises(Unreadable):
        read(text)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (a_day(2000, 2100), "03-09-2025", date(2025, 9, 3)), (a_day(2000, 2100), "2025-9-3 00:00:00", date(2025, 9, 3)),
        (a_number(0, 100, 1), "92.5 %", Decimal("92.5")), (a_number(0, 100), "92.0", Decimal(92)),
        (read_uln, "927 630 8686", "9276308686"), (read_uln, "9999999999", "9999999999"),
    ],
)  # fmt: skip
def test_cells_that_can(read, text, value):
    assert read(text) == value


def test_templates_are_read_back():
    for template in (FORM.csv_template(), FORM.workbook_template()):
        with FORM.open(io.BytesIO(template)) as found:
            assert list(found) == []
    explained = load_workbook(io.BytesIO(FORM.workbook_template()))["How to fill in"]
    assert [cell.value for cell in explained[3]] == ["Family name", "yes", "As on the certificate."]


def test_too_many_lines():
    with pytest.raises(TableRefused, match="1,000 lines"):
        rows("Surname,Start", *["A,3/9/2025"] * 1_001)


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused(data: bytes):
    with suppress(TableRefused), FORM.open(io.BytesIO(b"Surname,Start\n" + data)) as found:
        list(found)


# --- Files of real programs -------------------------------------------------------------------------------------------

REAL = Path(__file__).parent / "real_files"
PLACES = [
    ("9276308686", "O’Brien", date(2025, 9, 3), None, Decimal("9.5"), "full"),
    ("", "Żółć-Müller", date(2024, 9, 2), date(2026, 7, 17), Decimal(10), "part"),
    ("9999999999", "Éclair", date(2025, 1, 6), None, None, None),
]


def places(data: bytes) -> list[tuple[object, ...]]:
    with FORM.open(io.BytesIO(data)) as found:
        read = list(found)
    assert [row.problems for row in read] == [(), (), ()]
    return [tuple(row.values.values()) for row in read]


@pytest.mark.parametrize("name", ["places.xlsx", "places.ods", "places-with-a-comment.ods"])
def test_what_libreoffice_wrote_is_read(name: str):
    """Written by LibreOffice 7.4: real dates and numbers, an empty line, coloured empty rows, a second sheet."""
    assert places((REAL / name).read_bytes()) == PLACES


@pytest.mark.parametrize(
    ("name", "said"),
    [("merged.ods", "merged"), ("merged.xlsx", "merged"), ("formula.ods", "formula"), ("formula.xlsx", "formula"),
     ("old.xls", "CSV file")],
)  # fmt: skip
def test_what_libreoffice_wrote_is_refused_with_a_sentence(name: str, said: str):
    """The whole file, or the cell of a line."""
    try:
        with FORM.open(io.BytesIO((REAL / name).read_bytes())) as found:
            refused = " ".join(problem.text for row in found for problem in row.problems)
    except TableRefused as error:
        refused = str(error)
    assert said in refused


CSV = "ULN;Family name;Start;End;Sessions;How\r\n9276308686;O’Brien;03/09/2025;;9.5;Full time\r\n"


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode("cp1252"),
        CSV.encode("utf-8-sig"),
        ("sep=;\r\n" + CSV).encode("cp1252"),
        CSV.replace(";", "\t").encode("utf-16"),
        CSV.replace("\r\n", "\r").encode("mac_roman"),
        CSV.replace(";", ",").encode("utf-8"),
    ],
)
def test_what_excel_writes_is_read(data: bytes):
    """Semicolons and cp1252 as in Europe, the mark of UTF-8, “Unicode text”, and what a Mac writes."""
    with FORM.open(io.BytesIO(data)) as found:
        (row,) = found
    assert (row.values["name"], row.values["began"], row.problems) == ("O’Brien", date(2025, 9, 3), ())
