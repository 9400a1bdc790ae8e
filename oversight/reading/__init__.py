"""Word documents and Excel workbooks that hold a strategy or a work plan, read as they are: joined cells, colours, what is struck
through. Nothing in them is run, fetched or followed. Other tables are read strictly (`accounts.tables`); these are made by hand,
so everything odd is kept and told.
"""

from typing import BinaryIO

from accounts.tables import TableRefused
from oversight.reading.limits import LIMITS, NEITHER, TOO_LARGE, archive_of
from oversight.reading.word import read_word
from oversight.reading.workbook import read_workbook
from oversight.rules.plan_tables.source import Source

__all__ = ["LIMITS", "NEITHER", "TOO_LARGE", "TableRefused", "read_document"]


def read_document(file: BinaryIO) -> Source:
    """What stands in a .docx or .xlsx file, known by its bytes. Raises TableRefused, whose text is for whoever sent it."""
    with archive_of(file) as archive:
        parts = set(archive.namelist())
        if "word/document.xml" in parts:
            return read_word(file, archive)
        if "xl/workbook.xml" in parts:
            return read_workbook(file, archive)
    raise TableRefused(NEITHER)
