"""What a reader finds in a document before anybody says what it means: paragraphs and tables, in their order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Cell:
    """One cell. `span` is how many columns it covers. One that is joined with the cell above it is `carried`: it says nothing
    itself. `fill` is its colour as six hexadecimal digits.
    """

    text: str = ""
    span: int = 1
    carried: bool = False
    fill: str = ""
    #: What is struck through, and what is bold.
    struck: str = ""
    bold: str = ""
    #: Footnotes, comments, tables within the cell.
    beside: tuple[str, ...] = ()
    #: What the reader could not take.
    faults: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.struck or self.beside or self.faults)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph outside tables. `style` is what the document calls it: title, heading, item of a list, or nothing."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Table:
    """A table with the name under which it is spoken of. Rows may differ in length."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def width(self) -> int:
        return max((sum(cell.span for cell in row) for row in self.rows), default=0)


@dataclass(frozen=True)
class Source:
    """A document: what stands in it, one after the other."""

    blocks: tuple[Paragraph | Table, ...] = ()
    #: What concerns the whole: changes that are tracked, sheets that are hidden.
    remarks: tuple[str, ...] = field(default=())

    @property
    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))


def as_data(source: Source) -> dict[str, Any]:
    """To be kept as JSON."""
    return {
        "blocks": [
            {"table": block.name, "rows": [[_cell_data(cell) for cell in row] for row in block.rows]}
            if isinstance(block, Table)
            else {"text": block.text, "style": block.style}
            for block in source.blocks
        ],
        "remarks": list(source.remarks),
    }


def from_data(data: Mapping[str, Any]) -> Source:
    """What `as_data` wrote."""
    blocks: list[Paragraph | Table] = []
    for block in data["blocks"]:
        if "table" in block:
            rows = tuple(tuple(_cell(cell) for cell in row) for row in block["rows"])
            blocks.append(Table(block["table"], rows))
        else:
            blocks.append(Paragraph(block["text"], block["style"]))
    return Source(tuple(blocks), tuple(data["remarks"]))


_USUAL = Cell()


def _cell_data(cell: Cell) -> dict[str, Any]:
    """Only what is not as usual: most cells hold nothing but a text."""
    return {
        one.name: getattr(cell, one.name)
        for one in fields(Cell)
        if getattr(cell, one.name) != getattr(_USUAL, one.name)
    }


def _cell(data: Mapping[str, Any]) -> Cell:
    lists = {name: tuple(data[name]) for name in ("beside", "faults") if name in data}
    return Cell(**{**data, **lists})


def grid(row: Sequence[Cell], width: int) -> list[Cell]:
    """The cells of a row, one for each column: what covers several stands in the first of them."""
    found: list[Cell] = []
    for cell in row:
        found += [cell, *[Cell()] * (cell.span - 1)]
    return (found + [Cell()] * width)[:width]
