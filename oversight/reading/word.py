"""Word documents (.docx): paragraphs and tables in their order, with what is joined, coloured, bold and struck through."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import docx
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from accounts.tables import TableRefused
from accounts.tables.archives import BROKEN
from oversight.reading.limits import DAMAGED, LIMITS, Room, plain
from oversight.rules.plan_tables.source import Cell, Paragraph, Source, Table

_P, _TBL, _TR, _TC, _R = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r"))
#: What only wraps other things: content controls, tracked insertions, links, tags.
_WRAPS = {
    qn(f"w:{name}")
    for name in ("sdt", "sdtContent", "ins", "hyperlink", "smartTag", "customXml", "moveTo", "fldSimple")
}
_GONE = {qn("w:del"), qn("w:moveFrom")}
#: Signs of the fonts in which Word keeps its ticks and arrows.
_SIGNS = {
    0xFC: "✓", 0xFE: "✓", 0x50: "✓", 0xE0: "⇒", 0xE8: "⇒", 0xF0: "⇒", 0xD8: "⇒", 0xDE: "⇒", 0x46: "⇒",
}  # fmt: skip
_OF_SIGNS = ("wingdings", "webdings", "symbol")


def read_word(file: BinaryIO, archive: zipfile.ZipFile) -> Source:
    """What stands in the document. Raises TableRefused."""
    try:
        file.seek(0)
        document = docx.Document(io.BytesIO(file.read()))
        return _Reader(document, archive).source()
    except (OpcError, *BROKEN) as error:
        raise TableRefused(DAMAGED) from error


@dataclass
class _Text:
    """A text as it is gathered, run by run."""

    said: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def line(self) -> None:
        for texts in (self.said, self.struck, self.bold):
            if texts:
                texts.append("\n")


class _Reader:
    def __init__(self, document: Any, archive: zipfile.ZipFile) -> None:
        self.body = document.element.body
        self.styles = {style.style_id: (style.name or "").casefold() for style in document.styles}
        self.notes = {
            **self._notes(archive, "word/footnotes.xml", "w:footnote", "Footnote"),
            **self._notes(archive, "word/endnotes.xml", "w:endnote", "Endnote"),
        }
        self.bullets = self._bullets(document)
        self.tables = self.rows = 0
        self.room = Room()
        self.struck: list[str] = []

    def source(self) -> Source:
        blocks: list[Paragraph | Table] = []
        for element in _children(self.body):
            if element.tag == _TBL:
                blocks.append(self._table(element))
            elif element.tag == _P:
                text = _Text()
                self._paragraph(element, text)
                words, struck = plain("".join(text.said)), plain("".join(text.struck))
                if words or struck:
                    blocks.append(Paragraph(words or struck, self._style(element)))
                if words and struck:
                    self.struck.append(struck)
                blocks += [Paragraph(said) for said in text.beside]
        return Source(tuple(blocks), tuple(self._remarks()))

    def _remarks(self) -> Iterator[str]:
        gone = sum(1 for tag in _GONE for _ in self.body.iter(tag))
        if gone:
            yield f"Changes are tracked in the document: {gone} deleted passages were left out. Accept or reject them to be sure."
        for struck in self.struck:
            yield f"Outside the tables this is struck through and was left out: {struck}"
        boxes = sum(1 for _ in self.body.iter(qn("w:txbxContent")))
        if boxes:
            yield "The document holds text boxes. They are not read: look whether they say something that belongs here."

    def _table(self, table: Any) -> Table:
        self.tables += 1
        name = f"Table {self.tables}"
        rows = []
        for row in _children(table, _TR):
            self.rows += 1
            if self.rows > LIMITS.lines:
                raise TableRefused(LIMITS.too_many_lines().args[0])
            cells = (*_before(row), *(self._cell(cell, name) for cell in _children(row, _TC)))
            if sum(cell.span for cell in cells) > LIMITS.columns:
                raise TableRefused(f"{name} has more than {LIMITS.columns} columns.")
            rows.append(cells)
        return Table(name, tuple(rows))

    def _cell(self, cell: Any, name: str) -> Cell:
        properties = cell.find(qn("w:tcPr"))
        span, carried, fill = 1, False, ""
        if properties is not None:
            span = _number(properties.find(qn("w:gridSpan")), 1)
            down = properties.find(qn("w:vMerge"))
            carried = down is not None and down.get(qn("w:val"), "continue") == "continue"
            shade = properties.find(qn("w:shd"))
            fill = "" if shade is None else shade.get(qn("w:fill"), "")
        text = _Text()
        self._within(cell, text, name)
        return Cell(
            text=self.room.take(plain("".join(text.said)), name), span=max(1, min(span, LIMITS.columns + 1)), carried=carried,
            fill="" if fill.lower() == "auto" else fill.upper()[:6], struck=plain("".join(text.struck)),
            bold=plain("".join(text.bold)), beside=tuple(text.beside),
        )  # fmt: skip

    def _within(self, cell: Any, text: _Text, name: str) -> None:
        for element in _children(cell):
            if element.tag == _P:
                self._paragraph(element, text)
                text.line()
            elif element.tag == _TBL:
                inner = [
                    " | ".join(filter(None, (" ".join(one.text.split()) for one in row)))
                    for row in self._table(element).rows
                ]
                self.tables -= 1
                text.beside.append(self.room.take("Table in the cell: " + "; ".join(filter(None, inner)), name))

    def _paragraph(self, paragraph: Any, text: _Text) -> None:
        start = (len(text.said), len(text.struck))
        for run in _children(paragraph, _R):
            self._run(run, text)
        mark = self._bullet(paragraph)
        if mark and len(text.said) > start[0]:
            text.said.insert(start[0], f"{mark} ")

    def _run(self, run: Any, text: _Text) -> None:
        properties = run.find(qn("w:rPr"))
        words = []
        for element in run:
            if element.tag == qn("w:t"):
                words.append(element.text or "")
            elif element.tag in (qn("w:tab"), qn("w:noBreakHyphen")):
                words.append(" " if element.tag == qn("w:tab") else "-")
            elif element.tag in (qn("w:br"), qn("w:cr")):
                words.append("\n")
            elif element.tag == qn("w:sym"):
                words.append(_sign(element.get(qn("w:font"), ""), element.get(qn("w:char"), "")))
            elif element.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
                kind = "Footnote" if element.tag == qn("w:footnoteReference") else "Endnote"
                if note := self.notes.pop((kind, element.get(qn("w:id"), "")), ""):  # each stands in one place
                    text.beside.append(f"{kind}: {note}")
        said = "".join(words)
        if not said:
            return
        if _is_on(properties, "w:strike") or _is_on(properties, "w:dstrike"):
            text.struck.append(said)
        else:
            text.said.append(said)
            if _is_on(properties, "w:b"):
                text.bold.append(said)

    def _style(self, paragraph: Any) -> str:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return ""
        style = properties.find(qn("w:pStyle"))
        name = self.styles.get(style.get(qn("w:val")), "") if style is not None else ""
        if name in ("title", "heading"):
            return name
        if name.startswith("heading"):
            return "heading"
        return "item" if name.startswith("list") or properties.find(qn("w:numPr")) is not None else ""

    def _bullet(self, paragraph: Any) -> str:
        """The tick or arrow that Word draws before an item of a list; nothing for other bullets."""
        properties = paragraph.find(qn("w:pPr"))
        listed = properties.find(qn("w:numPr")) if properties is not None else None
        if listed is None:
            return ""
        level = listed.find(qn("w:ilvl"))
        number = listed.find(qn("w:numId"))
        if number is None:
            return ""
        return self.bullets.get(
            (number.get(qn("w:val"), ""), "0" if level is None else level.get(qn("w:val"), "0")), ""
        )

    @staticmethod
    def _bullets(document: Any) -> dict[tuple[str, str], str]:
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is None:
            return {}
        numbering = part.element
        signs: dict[tuple[str, str], str] = {}
        for kind in numbering.findall(qn("w:abstractNum")):
            for level in kind.findall(qn("w:lvl")):
                shown = level.find(qn("w:lvlText"))
                fonts = next(level.iter(qn("w:rFonts")), None)
                sign = shown.get(qn("w:val"), "") if shown is not None else ""
                if sign[:1] and ord(sign[0]) >= 0xF000:
                    sign = _sign(fonts.get(qn("w:ascii"), "") if fonts is not None else "", f"{ord(sign[0]):X}")
                if sign and sign in "✓✔⇒➡→":
                    signs[kind.get(qn("w:abstractNumId"), ""), level.get(qn("w:ilvl"), "0")] = sign
        found = {}
        for used in numbering.findall(qn("w:num")):
            kind = used.find(qn("w:abstractNumId"))
            which = kind.get(qn("w:val"), "") if kind is not None else ""
            for (known, depth), sign in signs.items():
                if known == which:
                    found[used.get(qn("w:numId"), ""), depth] = sign
        return found

    def _notes(self, archive: zipfile.ZipFile, part: str, tag: str, kind: str) -> dict[tuple[str, str], str]:
        if part not in archive.namelist():
            return {}
        root = parse_xml(archive.read(part))
        return {
            (kind, note.get(qn("w:id"), "")): plain("".join(one.text or "" for one in note.iter(qn("w:t"))))
            for note in root.findall(qn(tag))
        }


def _children(element: Any, tag: str = "") -> Iterator[Any]:
    """What stands in an element, also within what only wraps it; of one tag, or all."""
    for child in element:
        if child.tag in _WRAPS:
            yield from _children(child, tag)
        elif isinstance(child.tag, str) and (not tag or child.tag == tag):
            yield child


def _before(row: Any) -> tuple[Cell, ...]:
    """What a row leaves out on its left: it begins so many columns later."""
    properties = row.find(qn("w:trPr"))
    left_out = _number(properties.find(qn("w:gridBefore")), 0) if properties is not None else 0
    return (Cell(span=min(left_out, LIMITS.columns + 1)),) if left_out else ()


def _number(element: Any, usual: int) -> int:
    value = element.get(qn("w:val"), "") if element is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else usual


def _is_on(properties: Any, name: str) -> bool:
    element = properties.find(qn(name)) if properties is not None else None
    return element is not None and element.get(qn("w:val"), "1") not in ("0", "false", "off")


def _sign(font: str, code: str) -> str:
    """The tick or arrow behind a sign of such a font; an empty box for any other, so that it is seen that something stood there."""
    if not font.casefold().startswith(_OF_SIGNS):
        return "□"
    try:
        return _SIGNS.get(int(code, 16) & 0xFF, "□")
    except ValueError:
        return "□"
