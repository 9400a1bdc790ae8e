"""What leaves Mainstay as a table: the completion monitor of one month."""

import csv
import io

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from agreements.exports import Value, plain
from education_plans.rules.months import name_of
from education_plans.selectors.monitor import Month

HEADER = ["Agency", "Key worker", "Due", "Complete", "On time", "Not complete", "Quality checked", "Good enough"]


def _rows(shown: Month) -> list[list[Value]]:
    whole = shown.whole
    rows: list[list[Value]] = [
        ["All", "", whole.due, whole.complete, whole.on_time, whole.open, whole.checked, whole.good]
    ]
    for row in shown.rows:
        counts = row.counts
        numbers: list[Value] = [counts.due, counts.complete, counts.on_time, counts.open, counts.checked, counts.good]
        rows.append([row.agency.name, str(row.key_worker or ""), *numbers])
    return rows


def monitor_csv(shown: Month) -> bytes:
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(["Month", *HEADER])
    for row in _rows(shown):
        lines.writerow([name_of(shown.month), *(plain(value) for value in row)])
    return written.getvalue().encode("utf-8-sig")


def monitor_workbook(shown: Month) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name_of(shown.month))
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 36
    cells = [WriteOnlyCell(sheet, value=title) for title in HEADER]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    for row in _rows(shown):
        sheet.append([plain(value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
