"""The door to every table that is handed in: what kind of file it is, by its bytes, and its lines one by one."""

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from accounts.tables import excel, open_document, text_files
from accounts.tables.archives import BROKEN, DAMAGED, opened
from accounts.tables.cells import Limits, Line, Table, TableRefused

_OTHERS = (b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"<")


@dataclass
class OpenTable:
    """A table whose lines are read as they are asked for, once. Empty lines are left out."""

    header: tuple[str, ...]
    lines: Iterator[Line]


def read_table(data: bytes, *, sheet: str, limits: Limits) -> Table:
    """The whole table in a file of a few thousand lines. Raises TableRefused."""
    with open_table(io.BytesIO(data), sheet=sheet, limits=limits) as table:
        return Table(table.header, tuple(table.lines))


@contextmanager
def open_table(file: BinaryIO, *, sheet: str, limits: Limits) -> Iterator[OpenTable]:
    """The table in a CSV, Excel or OpenDocument file. Of several sheets the one called `sheet` is read, else the first.

    `file` must be open for reading, can be sought in, and stays open. Raises TableRefused: when it is opened, or when the
    line that cannot be read is reached.
    """
    file.seek(0, io.SEEK_END)
    size = file.tell()
    if size > limits.megabytes * 1024 * 1024:
        raise TableRefused(f"The file must be smaller than {limits.megabytes} MB.")
    file.seek(0)
    head = file.read(1024)
    if not size or (size <= len(head) and not head.strip()):
        raise TableRefused("The file is empty. Choose another one.")
    if head.startswith(_OTHERS):
        raise TableRefused(
            "The file must be a CSV file, an Excel workbook (.xlsx) or an OpenDocument table (.ods). Save it as one of "
            "these."
        )
    if not head.startswith(b"PK"):
        rows = text_files.rows(file, limits)
        with closing(rows):
            yield _open(rows, limits)
        return
    try:
        archive = opened(file, limits)
    except BROKEN as error:
        raise TableRefused(DAMAGED) from error
    with archive:
        if open_document.is_one(archive):
            rows = open_document.rows(archive, sheet, limits)
        else:
            rows = excel.rows(file, archive, sheet, limits)
        with closing(rows):
            yield _open(rows, limits)


def _open(rows: Iterator[Line], limits: Limits) -> OpenTable:
    header = next(rows, None)
    if header is None or not any(header.cells):
        raise TableRefused("The first line must hold the names of the columns, as in the template.")
    if header.faults:
        raise TableRefused(f"The names of the columns cannot be read: {header.faults[0][1]}")
    names = list(header.cells)
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise TableRefused(f"The table has more than {limits.columns} columns. Use the template.")
    return OpenTable(tuple(names), _lines(rows, len(names), limits))


def _lines(rows: Iterator[Line], width: int, limits: Limits) -> Iterator[Line]:
    found = 0
    for line in rows:
        cells = line.cells
        if not any(cells) and not line.faults:
            continue
        found += 1
        if found > limits.lines:
            raise limits.too_many_lines()
        if len(cells) != width:
            if any(cells[width:]):
                raise TableRefused(f"Line {line.number} has more cells than there are columns.")
            cells = (*cells, *[""] * (width - len(cells)))[:width]
            line = Line(line.number, cells, line.faults)
        yield line
