"""How large a document may be, and what it must not hold: asked before anything of it is unpacked."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from accounts.tables import Limits, TableRefused
from accounts.tables.archives import BROKEN, opened, pieces

#: The documents that are known have 100 rows on 13 pages. What is read whole is held in memory about ten times over.
LIMITS = Limits(lines=1_000, megabytes=5, unpacked=40, columns=20, longest_cell=20_000)
LARGEST_PART = 8 * 1024 * 1024
DAMAGED = "The file is damaged or protected. Save it again as .docx or .xlsx without a password."
_NO_PLAN = "The file holds far more than a strategy or work plan does. Save only its tables as a new document."
_JOINED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
#: Cells that all joined cells together may cover.
_MOST_JOINED = 20_000
#: What may stand before the first tag of XML.
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


@contextmanager
def archive_of(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The packed folder that such a file is, if it may be read. Raises TableRefused, also for what breaks while it is read."""
    file.seek(0, io.SEEK_END)
    if file.tell() > LIMITS.megabytes * 1024 * 1024:
        raise TableRefused(f"The file must be smaller than {LIMITS.megabytes} MB.")
    file.seek(0)
    if file.read(2) != b"PK":
        raise TableRefused(
            "The file must be a Word document (.docx) or an Excel workbook (.xlsx). Save it as one of these."
        )
    file.seek(0)
    try:
        with opened(file, LIMITS) as archive:
            _look_inside(archive)
            yield archive
    except BROKEN as error:
        raise TableRefused(DAMAGED) from error


def _look_inside(archive: zipfile.ZipFile) -> None:
    """Refuse what would run, what names other texts, and what would fill the memory."""
    for part in archive.infolist():
        name = part.filename.lower()
        if "vbaproject" in name:
            raise TableRefused("The file holds macros. Save it as .docx or .xlsx without them.")
        if not name.endswith((".xml", ".rels")):
            with archive.open(part) as content:  # what a part is called says nothing of what it is
                if not content.read(64).lstrip(_BEFORE_XML).startswith(b"<"):
                    continue
        if part.file_size > LARGEST_PART:
            raise TableRefused(_NO_PLAN)
        joined = 0
        for piece in pieces(archive, part.filename):
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or b"<\x00!\x00" in piece:
                raise TableRefused(DAMAGED)
            for found in _JOINED.finditer(piece):
                joined += _covered(*found.groups())
                if joined > _MOST_JOINED:
                    raise TableRefused("Far too many cells are merged. Undo that where nothing stands in them.")


def _covered(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    def column(letters: bytes) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        return number

    return (abs(column(right) - column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def plain(text: str) -> str:
    """A text without characters that cannot be kept, spaces at its ends, empty lines, and spaces that do not break."""
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    return "\n".join(filter(None, (line.strip() for line in text.split("\n"))))


def checked(text: str, where: str) -> str:
    """Raises TableRefused if a cell holds a whole book."""
    if len(text) > LIMITS.longest_cell:
        raise TableRefused(f"{where} holds a cell of more than {LIMITS.longest_cell:,} characters. Shorten it.")
    return text
