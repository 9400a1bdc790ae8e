"""What Excel and LibreOffice write is a packed folder: looked into before anything is unpacked."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from accounts.tables.cells import Limits, TableRefused

MOST_PARTS = 500
PIECE = 256 * 1024
_OVERLAP = 256

#: What a broken workbook raises: its archive, a packed part, the XML in it (SyntaxError), and what is made of that.
BROKEN = (
    zipfile.BadZipFile, zlib.error, SyntaxError, ArithmeticError, AttributeError, EOFError, LookupError, OSError,
    RuntimeError, TypeError, ValueError,
)  # fmt: skip
DAMAGED = "The file is damaged or protected. Save it again as .xlsx or .ods without a password."


def opened(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """The archive, if it unpacks to no more than a table may be. What a part says of its own size is held to: nothing
    beyond it is ever read.
    """
    archive = zipfile.ZipFile(file)
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > limits.unpacked * 1024 * 1024:
        raise TableRefused("The file unpacks to far more than such a table needs. Use the template.")
    return archive


def pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part of the archive, some bytes at a time, each with the end of the one before: nothing is cut in two."""
    end = b""
    with archive.open(part) as content:
        while piece := content.read(PIECE):
            yield end + piece
            end = piece[-_OVERLAP:]
