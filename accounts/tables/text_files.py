"""CSV files: text whose letters and delimiter have to be found out."""

import codecs
import csv
import io
from collections.abc import Generator, Iterator
from typing import BinaryIO

from charset_normalizer import from_bytes

from accounts.tables.cells import Limits, Line, TableRefused, plain_line

_DELIMITERS = (",", ";", "\t")
_PIECE = 256 * 1024
_SAMPLE = 64 * 1024
"""Bytes of unusual lines by which the letters are guessed."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LETTERS = "The letters of the file cannot be read. Save it as “CSV UTF-8”."


def rows(file: BinaryIO, limits: Limits) -> Generator[Line, None, None]:
    """The lines of a CSV file, read as they are asked for."""
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        delimiter, skipped = _delimiter(text)
        yield from _rows(text, delimiter, skipped, limits)
    except UnicodeError as error:
        raise TableRefused(_LETTERS) from error
    finally:
        text.detach()


def _rows(text: io.TextIOWrapper, delimiter: str, skipped: int, limits: Limits) -> Iterator[Line]:
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number = reader.line_num + skipped + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableRefused(f"Line {number} cannot be read: a quotation mark is not closed or too many.") from error
        if len(row) > 2 * limits.columns:
            raise TableRefused(f"Line {number} has too many cells.")
        yield plain_line(number, row, limits)


def _delimiter(text: io.TextIOWrapper) -> tuple[str, int]:
    """What parts the cells, by the first line that is not empty, and how many lines to pass over: Excel may say the
    delimiter itself in a line “sep=;” of its own. Leaves `text` where the table begins.
    """
    head = text.read(_SAMPLE)
    lines = head.splitlines()
    said = lines[0].strip().strip('"').lower() if lines else ""
    text.seek(0)
    if said.startswith("sep=") and said[4:] in _DELIMITERS:
        text.readline()
        return said[4:], 1
    first = next((line for line in lines if line.strip()), "")
    return max(_DELIMITERS, key=first.count), 0


def _encoding(file: BinaryIO) -> str:
    """How the file writes its letters. UTF-8 and UTF-16 say themselves what they are; else it is what Excel on Windows or
    a Mac writes.
    """
    file.seek(0)
    if file.read(2) in _UTF16:
        candidates = ["utf-16"]
    elif _decodes(file, "utf-8-sig"):
        return "utf-8-sig"
    else:
        best = from_bytes(_unusual(file), cp_isolation=["cp1252", "mac_roman"]).best()
        candidates = [best.encoding] if best is not None else []
    for encoding in candidates:
        if _decodes(file, encoding):
            return encoding
    raise TableRefused(_LETTERS)


def _decodes(file: BinaryIO, encoding: str) -> bool:
    """Whether the whole file is text in `encoding`."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(_PIECE):
            if "\x00" in decoder.decode(piece):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _unusual(file: BinaryIO) -> bytes:
    """Lines with letters outside of English, as many as are needed to tell."""
    file.seek(0)
    found = bytearray()
    for line in iter(lambda: file.readline(_SAMPLE), b""):
        if not line.isascii():
            found += line
            if len(found) >= _SAMPLE:
                break
    return bytes(found)
