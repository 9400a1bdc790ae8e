"""OpenDocument tables (.ods), as LibreOffice writes them: read piece by piece, so that a long one does not fill the
memory.
"""

import zipfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from accounts.tables.archives import BROKEN, DAMAGED, PIECE
from accounts.tables.cells import FORMULA, Limits, Line, TableRefused, line_of

MIME_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
#: Where the value of a cell stands, by the type of the cell; a text stands in its paragraphs.
_VALUES = {
    "float": f"{_OFFICE}value", "percentage": f"{_OFFICE}value", "currency": f"{_OFFICE}value",
    "date": f"{_OFFICE}date-value", "boolean": f"{_OFFICE}boolean-value",
}  # fmt: skip


def is_one(archive: zipfile.ZipFile) -> bool:
    """Whether the archive says of itself that it is an OpenDocument table."""
    return "mimetype" in archive.namelist() and archive.read("mimetype").strip() == MIME_TYPE


def rows(archive: zipfile.ZipFile, sheet: str, limits: Limits) -> Generator[Line, None, None]:
    """The rows of the sheet called `sheet`, else of the first one."""
    try:
        if any(name.startswith(("Basic/", "Scripts/")) for name in archive.namelist()):
            raise TableRefused("The file holds macros. Save it without them.")
        wanted = sheet if sheet in _sheets(archive) else None
        yield from _lines(archive, wanted, limits)
    except (expat.ExpatError, *BROKEN) as error:
        raise TableRefused(DAMAGED) from error


def _sheets(archive: zipfile.ZipFile) -> set[str]:
    found: set[str] = set()

    def begin(name: str, attributes: dict[str, str]) -> None:
        if name == f"{_TABLE}table":
            found.add(attributes.get(f"{_TABLE}name", ""))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with archive.open("content.xml") as content:
        while piece := content.read(PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)
    return found


def _lines(archive: zipfile.ZipFile, wanted: str | None, limits: Limits) -> Iterator[Line]:
    reader = _Reader(wanted, limits)
    with archive.open("content.xml") as content:
        while (piece := content.read(PIECE)) and not reader.is_over:
            reader.parser.Parse(piece)
            yield from reader.rows
            reader.rows.clear()


def _refuse_doctype(*_: object) -> None:
    raise TableRefused("The file is damaged. Save it again as .ods.")


def _times(attributes: dict[str, str], name: str) -> int:
    """How often something is repeated, or how far it reaches: once unless said. ValueError for less, which no program writes."""
    times = int(attributes.get(name, 1))
    if times < 1:
        raise ValueError(f"{name}: {times}")
    return times


@dataclass
class _Reader:
    """Hears of each element of the file and collects rows of the one sheet."""

    wanted: str | None
    limits: Limits
    rows: list[Line] = field(default_factory=list)
    is_over: bool = False
    _number: int = 0
    _inside: bool = False
    _cells: list[str] = field(default_factory=list)
    _empty: int = 0
    _value: str | None = None
    _says: list[str] = field(default_factory=list)
    _blanks: int = 0
    _paragraphs: int = 0
    _aside: int = 0
    _repeat: int = 1
    _row_repeat: int = 1

    def __post_init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = _refuse_doctype

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if not self._inside:
            if name == f"{_TABLE}table" and not self.is_over:
                self._inside = self.wanted is None or attributes.get(f"{_TABLE}name") == self.wanted
        elif self._aside or name.startswith(_DRAW) or name == f"{_OFFICE}annotation":
            self._aside += 1  # a comment or a picture is no value
        elif name == f"{_TABLE}table-row":
            self._row_repeat = _times(attributes, f"{_TABLE}number-rows-repeated")
            self._cells, self._empty = [], 0
        elif name in (_CELL, _COVERED):
            self._begin_cell(name, attributes)
        elif name == f"{_TEXT}p":
            if self._paragraphs:
                self._says.append("\n")
            self._paragraphs += 1
        elif name == f"{_TEXT}s":
            self._blank(_times(attributes, f"{_TEXT}c"))
        elif name in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            self._says.append("\n" if name.endswith("line-break") else " ")

    def _begin_cell(self, name: str, attributes: dict[str, str]) -> None:
        spans = [_times(attributes, f"{_TABLE}number-{what}-spanned") for what in ("columns", "rows")]
        if name == _COVERED or max(spans) > 1:
            raise TableRefused(
                f"Cells of line {self._number + 1} are merged. Undo that: each value has a cell of its own."
            )
        self._repeat = _times(attributes, f"{_TABLE}number-columns-repeated")
        self._says, self._paragraphs, self._blanks = [], 0, 0
        kind = attributes.get(f"{_OFFICE}value-type", "")
        self._value = attributes.get(_VALUES[kind]) if kind in _VALUES else None
        if self._value is not None and kind == "date":
            self._value = self._value.removesuffix("T00:00:00")
        elif self._value is not None and self._value.endswith(".0"):
            self._value = self._value.removesuffix(".0")
        if f"{_TABLE}formula" in attributes:
            self._value = FORMULA

    def _blank(self, times: int) -> None:
        """Blanks are counted, not written, in the file: a cell has no more of them than makes it too long."""
        times = min(times, self.limits.longest_cell + 1 - self._blanks)
        self._blanks += times
        self._says.append(" " * times)

    def _text(self, text: str) -> None:
        if self._inside and self._paragraphs and not self._aside:
            self._says.append(text)

    def _end(self, name: str) -> None:
        if not self._inside:
            return
        if self._aside:
            self._aside -= 1
        elif name == _CELL:
            self._end_cell(self._value if self._value is not None else "".join(self._says))
            self._says, self._paragraphs = [], 0
        elif name == f"{_TABLE}table-row":
            self._end_row()
        elif name == f"{_TABLE}table":
            self._inside, self.is_over = False, True

    def _end_cell(self, text: str) -> None:
        if not text:  # the empty cells at the end of a row may be counted in thousands
            self._empty += self._repeat
            return
        if len(self._cells) + self._empty + self._repeat > 2 * self.limits.columns:
            raise TableRefused(f"Line {self._number + 1} has too many cells.")
        self._cells += [""] * self._empty + [text] * self._repeat
        self._empty = 0

    def _end_row(self) -> None:
        if not self._cells:
            self._number += self._row_repeat
            return
        if self._number + self._row_repeat > self.limits.most_rows:
            raise TableRefused(f"{self.limits.too_many_lines()} Delete empty lines too.")
        for _ in range(self._row_repeat):
            self._number += 1
            self.rows.append(line_of(self._number, self._cells, self.limits))
