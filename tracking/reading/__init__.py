"""Files of many lines, read strictly: attendance, results, lists of who is on roll (P9). Pure: no database, no clock.

A `FileForm` is a documented form of file: its columns, how each cell is read, what has to fit together in a line, and
how long it may be. It reads CSV, Excel and OpenDocument (`accounts.tables` knows how), and makes the template that people
download. Declare one for each kind of file::

    FORM = FileForm(
        sheet="Attendance",
        columns=(
            Column("uln", "ULN", "Ten digits.", read_uln, also=("UniqueLearnerNumber",)),
            Column("week", "Week beginning", "A Monday.", a_day(2020, 2100), is_needed=True),
            Column("possible", "Possible sessions", "0 to 10.", a_number(0, 10), is_needed=True),
        ),
        limits=Limits(lines=20_000, megabytes=10),
        judge=whatever_has_to_fit,
    )

    with FORM.open(stored.file) as rows:        # raises TableRefused, and ColumnsRefused with all that is wrong in the header
        for row in rows:                        # may raise TableRefused when a line is reached that cannot be read
            row.number                          # as the person sees it in their spreadsheet; the header is 1
            row.values["week"]                  # a date; what the column calls `empty` (None) for an empty or wrong cell, or no such column
            row.problems                        # everything that is wrong in the line; empty if nothing is

Lines come one at a time and are not kept: a file of 100,000 lines needs no more memory than one of ten. Whoever reads
goes on after a wrong line, so that **all** that is wrong is said at once; `problems_csv` makes the file of it to take away.

`is_needed` asks for the column and for something in each of its cells. `also` are other names a column may have, such as
those of the national return (ILR). Capitals, spaces and underlines in the names do not matter; a column that is not of the
form refuses the file, because nobody asked for what is in it.

A cell is read by a function that takes its text (never empty) and returns the value, or raises `Unreadable` with the rest
of a sentence that begins with the name of the column: “is not a day. Enter it like 3/9/2025.” Here are `a_text`, `a_day`,
`a_number`, `one_of`, `read_uln`; write others beside your form. `judge` takes the values of a line and yields
(key, rest of the sentence); it is asked also of lines with wrong cells, whose values are empty.
"""

from accounts.tables import Limits, TableRefused
from tracking.reading.cells import Unreadable, a_day, a_number, a_text, one_of, read_uln
from tracking.reading.file_form import Column, ColumnsRefused, FileForm, Problem, Row, Values, problems_csv

__all__ = [
    "Column",
    "ColumnsRefused",
    "FileForm",
    "Limits",
    "Problem",
    "Row",
    "TableRefused",
    "Unreadable",
    "Values",
    "a_day",
    "a_number",
    "a_text",
    "one_of",
    "problems_csv",
    "read_uln",
]
