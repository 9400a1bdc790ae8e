"""What a line of a table is, how large a table may be, and what a cell must not hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


class TableRefused(Exception):
    """The file cannot be read as a table. The text says why and what to do."""

    field = "file"


@dataclass(frozen=True)
class Limits:
    """How large a table may be. `megabytes` is the file itself, `unpacked` everything inside a workbook."""

    lines: int
    megabytes: int = 5
    unpacked: int = 60
    columns: int = 100
    longest_cell: int = 2_000

    @property
    def most_rows(self) -> int:
        """Rows looked at, empty ones included: spreadsheets keep rows that were once coloured."""
        return 4 * self.lines

    @property
    def most_texts(self) -> int:
        """Different texts that all cells of a workbook may hold, other sheets included. They are read before the first line."""
        return 20 * self.lines + 10_000

    def too_many_lines(self) -> TableRefused:
        return TableRefused(f"The table has more than {self.lines:,} lines. Divide it.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands in the file; `number` counts from 1, the header included."""

    number: int
    cells: tuple[str, ...]
    #: What cannot be taken as it is, by the position of the cell. Such a cell is empty.
    faults: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """A whole table: the names of its columns and its lines that are not empty."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]


FORMULA = "="
"""Stands for a formula wherever one is met: it is refused as one."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
#: That a line of text has to be looked at cell by cell. Most have not, and a file has a hundred thousand.
_SUSPECT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\xa0\ufffe\uffff]|^\s*[=@#]", re.MULTILINE)


def plain_line(number: int, row: list[str], limits: Limits) -> Line:
    """A line of a text file."""
    joined = "\n".join(row)
    if len(joined) > limits.longest_cell or _SUSPECT.search(joined):
        return line_of(number, row, limits)
    if " \n" in joined or "\n " in joined or joined != joined.strip():
        row = [cell.strip() for cell in row]
    return Line(number, tuple(row))


def line_of(number: int, row: Sequence[Any], limits: Limits) -> Line:
    """A line of values."""
    cells, faults = [], []
    for place, value in enumerate(row):
        text, fault = _cell(value, limits)
        cells.append(text)
        if fault:
            faults.append((place, fault))
    return Line(number, tuple(cells), tuple(faults))


def _cell(value: Any, limits: Limits) -> tuple[str, str]:
    """The text of a cell, and what is wrong with it."""
    if value is None:
        return "", ""
    text = _as_text(value)
    if len(text) > limits.longest_cell:
        return "", f"is longer than {limits.longest_cell:,} characters."
    if _CONTROL.search(text):
        return "", "holds a character that cannot be shown."
    if text.startswith(("=", "@")):
        return "", "begins with = or @ like a formula. Enter the value itself."
    if text.startswith("#") and text.rstrip("!?").isupper() and text.endswith(("!", "?", "/A")):
        return "", "holds an error of the spreadsheet."
    return text, ""


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if (value.hour, value.minute, value.second) == (0, 0, 0) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").strip()
