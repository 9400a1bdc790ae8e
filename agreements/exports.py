"""What leaves Mainstay as a spreadsheet."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from accounts.tables import harmless
from accounts.wording import day, moment, whole_percent
from agreements.selectors.adherence_page import JUDGED, PERIODS, KeptPage

Value = str | int | float | None


def plain(value: Value) -> Value:
    """The value so that no spreadsheet reads it as a formula; a number stays one."""
    return harmless(value) if isinstance(value, str) else value


def adherence_workbook(page: KeptPage, *, now: datetime) -> bytes:
    """The adherence page as an Excel file: one sheet for the promises, one for the months."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Promises")
    sheet.column_dimensions["A"].width = 52
    _write(
        sheet,
        [
            [str(page.agreement)],
            [f"{PERIODS[page.period]}: {day(page.due_from)} to {day(page.until)}. Written {moment(now)}."],
            [page.comparison],
            [],
        ],
    )
    medians = f"Median of others in {page.region}"
    _write(sheet, [["Promise", "Clauses", *JUDGED.values(), "Open now", "Rate in time", medians]], bold=True)
    _write(
        sheet,
        [
            [
                clause.duty.title,
                ", ".join(clause.duty.clauses),
                *[number.count for number in clause.numbers],
                clause.open.count,
                clause.rate,
                clause.median,
            ]
            for clause in page.clauses
        ],
    )
    months = book.create_sheet("Months")
    _write(months, [["Month", *JUDGED.values(), "Rate in time"]], bold=True)
    _write(
        months,
        [
            [f"{month.first:%B %Y}", *[getattr(month.counts, column) for column in JUDGED], month.counts.rate]
            for month in page.months
        ],
    )
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _write(sheet, rows: Iterable[list[Value]], *, bold: bool = False) -> None:  # type: ignore[no-untyped-def]
    for row in rows:
        cells = []
        for value in row:
            rate = isinstance(value, float)
            cell = WriteOnlyCell(sheet, value=whole_percent(value) / 100 if rate else plain(value))
            if bold:
                cell.font = Font(bold=True)
            if rate:
                cell.number_format = "0%"
            cells.append(cell)
        sheet.append(cells)
