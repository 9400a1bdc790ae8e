"""Excel workbooks (.xlsx), also as LibreOffice writes them."""

import re
import zipfile
from collections.abc import Generator
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.xml.functions import fromstring

from accounts.tables.archives import BROKEN, DAMAGED, pieces
from accounts.tables.cells import FORMULA, Limits, Line, TableRefused, line_of

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')


#: A text of the table of texts, which cells point to.
_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
#: How many bytes a part may have that is read whole: everything but sheets, the table of texts, and what is not read at all.
_READ_WHOLE_MOST = 4 * 1024 * 1024


def _declared(archive: zipfile.ZipFile, kind: str) -> set[str]:
    """The parts that the workbook calls so."""
    if archive.getinfo("[Content_Types].xml").file_size > _READ_WHOLE_MOST:
        raise TableRefused(DAMAGED)
    parts = fromstring(archive.read("[Content_Types].xml"))
    return {part.get("PartName", "")[1:] for part in parts if part.get("ContentType", "").endswith(kind)}


def rows(file: BinaryIO, archive: zipfile.ZipFile, sheet: str, limits: Limits) -> Generator[Line, None, None]:
    """The rows of the sheet called `sheet`, else of the first one."""
    try:
        _look_inside(archive, limits)
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except BROKEN as error:
        raise TableRefused(DAMAGED) from error
    try:
        name = sheet if sheet in book.sheetnames else next(iter(book.sheetnames), "")
        if not name or not hasattr(book[name], "iter_rows"):
            raise TableRefused("The Excel file holds no table.")
        worksheet = book[name]
        worksheet.reset_dimensions()
        for number, row in enumerate(worksheet.iter_rows(max_col=2 * limits.columns), 1):
            if number > limits.most_rows:
                raise TableRefused(f"{limits.too_many_lines()} Delete empty lines too.")
            yield line_of(number, [_value(cell) for cell in row], limits)
    except BROKEN as error:
        raise TableRefused(DAMAGED) from error
    finally:
        book.close()


def _value(cell: Any) -> Any:
    return FORMULA if getattr(cell, "data_type", "") == "f" else cell.value


def _look_inside(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse what is no workbook, what would run, what would fill the memory before the first line, and cells that are
    joined.
    """
    names = set(archive.namelist())
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise TableRefused("The file must be a CSV file, an Excel workbook (.xlsx) or an OpenDocument table (.ods).")
    if any("vbaproject" in name.lower() for name in names):
        raise TableRefused("The Excel file holds macros. Save it as .xlsx without them.")
    texts = _declared(archive, "sharedStrings+xml")
    sheets = {name for name in _declared(archive, "worksheet+xml") if name.startswith("xl/worksheets/")}
    for part in archive.infolist():
        is_whole = part.filename.endswith((".xml", ".rels")) and part.filename not in texts | sheets
        if is_whole and part.file_size > _READ_WHOLE_MOST:
            raise TableRefused(DAMAGED)
    found = 0
    for name in sorted(names):
        if not name.endswith((".xml", ".rels")) and name not in texts:
            continue
        for piece in pieces(archive, name):
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise TableRefused("The Excel file is damaged. Save it again as .xlsx.")
            if name in texts:
                found += len(_TEXT.findall(piece))
                if found > limits.most_texts:
                    raise TableRefused(f"The file holds far more than {limits.lines:,} lines need. Use the template.")
            merged = _MERGED.search(piece) if name.startswith("xl/worksheets/") else None
            if merged:
                where = merged.group(1).decode()
                raise TableRefused(f"The cells {where} are merged. Undo that: each value has a cell of its own.")
