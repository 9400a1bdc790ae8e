"""What a board pack is made of, as plain data that is kept: the page, both papers and the workbook show the same."""

from collections.abc import Sequence
from typing import Any

from education_plans.enums import Rag
from oversight.selectors.figures_out import HIDDEN

#: A number, words, or words with a colour.
Cell = int | str | dict[str, str]
Block = dict[str, Any]

#: What stands where nothing is known.
NOTHING = "–"


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]], *, note: str = "") -> Block:
    """The first cell of each row names it. Without rows only the note is shown."""
    return {
        "kind": "table",
        "title": title,
        "headings": list(headings),
        "rows": [list(row) for row in rows],
        "note": note,
    }


def trend(title: str, unit: str, points: Sequence[tuple[str, float | None, str]]) -> Block:
    """One line over time: label, value (None where it is hidden, or nothing is kept) and the value in words."""
    return {
        "kind": "trend",
        "title": title,
        "unit": unit,
        "points": [{"label": label, "value": value, "text": text} for label, value, text in points],
    }


def lines(title: str, said: Sequence[str]) -> Block:
    return {"kind": "lines", "title": title, "lines": list(said)}


def quotes(title: str, keys: Sequence[str]) -> Block:
    """Words that may be told, by their keys (`oversight.selectors.pack_voices`); read, each has `text` and `on`."""
    return {"kind": "quotes", "title": title, "quotes": list(keys)}


def number(counted: int | None) -> Cell:
    """A number as it may be read; None is one that is hidden."""
    return HIDDEN if counted is None else counted


def coloured(colour: Rag | str | None, nothing: str = NOTHING) -> Cell:
    return {"text": str(Rag(colour).label), "colour": Rag(colour).value} if colour else nothing


def text_of(cell: Cell) -> str:
    """A cell as text."""
    return cell["text"] if isinstance(cell, dict) else str(cell)


def colour_of(cell: Cell) -> str:
    """The colour of a cell; empty if it has none."""
    return cell["colour"] if isinstance(cell, dict) else ""
