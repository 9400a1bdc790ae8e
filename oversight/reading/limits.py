"""How large a document may be, and what it must not hold: asked before any library that knows its kind opens it."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.parsers import expat

from openpyxl.utils.cell import range_boundaries

from accounts.tables import Limits, TableRefused
from accounts.tables.archives import BROKEN, PIECE, opened

#: The documents that are known have 100 rows on 13 pages. What is read whole is held in memory about ten times over.
LIMITS = Limits(lines=1_000, megabytes=5, unpacked=40, columns=20, longest_cell=20_000)
LARGEST_PART = 8 * 1024 * 1024
#: Characters of all cells together. A workbook writes a text once and may show it in every cell.
MOST_TEXT = 2_000_000
NEITHER = (
    "The file must be a Word document (.docx) or an Excel workbook (.xlsx), without macros. Save it as one of these."
)
TOO_LARGE = f"The file must be smaller than {LIMITS.megabytes} MB."
DAMAGED = "The file is damaged or protected. Save it again as .docx or .xlsx without a password."
_NO_PLAN = "The file holds far more than a strategy or work plan does. Save only its tables as a new document."
#: Cells that all joined cells, or links over several cells, may cover together.
_MOST_COVERED = 20_000
#: Formulas of a workbook. Each is left out, but the library works out every one before it is asked.
_MOST_FORMULAS, _LONGEST_FORMULA = 2_000, 8_192
#: What may stand before the first tag of XML.
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


@contextmanager
def archive_of(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The packed folder that such a file is, if it may be read. Raises TableRefused, also for what breaks while it is read."""
    file.seek(0, io.SEEK_END)
    if file.tell() > LIMITS.megabytes * 1024 * 1024:
        raise TableRefused(TOO_LARGE)
    file.seek(0)
    if file.read(2) != b"PK":
        raise TableRefused(NEITHER)
    file.seek(0)
    try:
        with opened(file, LIMITS) as archive:
            _look_inside(archive)
            yield archive
    except BROKEN as error:
        raise TableRefused(DAMAGED) from error


def _look_inside(archive: zipfile.ZipFile) -> None:
    """Refuse what would run, what names other texts, and what would fill the memory."""
    watch = _Watch()
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
        watch.over(archive, part)


class _Watch:
    """Adds up what the parts of a document would be unfolded to. Looks at them as XML, as whoever opens them does: text
    alone would miss what another encoding or way of writing hides.
    """

    def __init__(self) -> None:
        self.covered = self.formulas = 0
        #: How long the formula is that is being looked at.
        self.formula: int | None = None

    def over(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        """Raises TableRefused. What is no XML after all is left to whoever opens it."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._names_other_texts
        parser.StartElementHandler, parser.CharacterDataHandler = self._begin, self._text
        try:
            with archive.open(part) as content:
                while piece := content.read(PIECE):
                    parser.Parse(piece)
        except expat.ExpatError:
            return

    def _names_other_texts(self, *_: object) -> None:
        raise TableRefused(DAMAGED)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        self.formula = None
        if name in ("mergeCell", "hyperlink") and "ref" in attributes:
            self.covered += _covered(attributes["ref"])
            if self.covered > _MOST_COVERED:
                raise TableRefused("Far too many cells are merged. Undo that where nothing stands in them.")
        elif name == "f":
            self.formulas += 1
            self.formula = 0
            if self.formulas > _MOST_FORMULAS:
                raise TableRefused("The workbook holds too many formulas. Save a copy with their values only.")

    def _text(self, text: str) -> None:
        if self.formula is not None:
            self.formula += len(text)
            if self.formula > _LONGEST_FORMULA:
                raise TableRefused(
                    "The workbook holds a formula that is far too long. Save a copy with its values only."
                )


def _covered(reference: str) -> int:
    """How many cells a range covers; whole rows and columns as many as there can be."""
    left, top, right, bottom = (at or 0 for at in range_boundaries(reference))
    return (abs(right - left) + 1 if left else 16_384) * (abs(bottom - top) + 1 if top else 1_048_576)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def plain(text: str) -> str:
    """A text without characters that cannot be kept, spaces at its ends, empty lines, and spaces that do not break."""
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    return "\n".join(filter(None, (line.strip() for line in text.split("\n"))))


class Room:
    """The text that a document may still hold."""

    def __init__(self) -> None:
        self.left = MOST_TEXT

    def take(self, text: str, where: str) -> str:
        """The text itself. Raises TableRefused if a cell holds a whole book, or all cells together hold several."""
        if len(text) > LIMITS.longest_cell:
            raise TableRefused(f"{where} holds a cell of more than {LIMITS.longest_cell:,} characters. Shorten it.")
        self.left -= len(text)
        if self.left < 0:
            raise TableRefused(_NO_PLAN)
        return text
