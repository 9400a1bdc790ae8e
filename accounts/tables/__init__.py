"""Tables that people hand in and take away: CSV, Excel (.xlsx) and OpenDocument (.ods). Pure: no database.

**In.** `open_table(file, limits=…, sheet=…)` reads strictly and line by line, whatever the size of the file: what is
unclear is refused with the reason, never guessed. `read_table` does the same for bytes and gives all lines at once.
Nothing in a file is run: a cell that holds a formula is a fault of its line. Raises `TableRefused`, whose text is for the
person who handed the file in; it may be raised only when the line that is at fault is reached.

**Out.** `csv_bytes`, `workbook_bytes` and, for one cell, `harmless`: nothing leaves that a spreadsheet would run.
"""

from accounts.tables.cells import Limits, Line, Table, TableRefused
from accounts.tables.reading import OpenTable, open_table, read_table
from accounts.tables.writing import CSV, XLSX, csv_bytes, harmless, workbook_bytes

__all__ = [
    "CSV",
    "XLSX",
    "Limits",
    "Line",
    "OpenTable",
    "Table",
    "TableRefused",
    "csv_bytes",
    "harmless",
    "open_table",
    "read_table",
    "workbook_bytes",
]
