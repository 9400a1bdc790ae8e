"""Themes and objectives: what a heading says, and under which one it stands."""

import re

from oversight.enums import RowKind
from oversight.rules.plan_tables.numbers import split, split_objective
from oversight.rules.plan_tables.proposal import Odd, Unplaced
from oversight.rules.plan_tables.rows import Rows
from oversight.rules.plan_tables.source import Cell

_NUMBERED = re.compile(r"^\s*\d{1,3}(?:\.\d{1,3})*\.?\s+\S")
_LONGEST = 200
_SHORT = 60


def is_heading_text(text: str) -> bool:
    """Whether a paragraph above a table reads like a heading: “2.1 Learning after 18”, “SUPPORT: Objective/Driver: 7. …”."""
    return len(text) <= _LONGEST and bool(split_objective(text) or _NUMBERED.match(text))


class Headings:
    """The heading that holds now: rows that follow stand under it."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.now: int | None = None
        self.theme: int | None = None

    def take_cell(self, cell: Cell, where: str, *, is_plan: bool) -> None:
        """A heading across the table, with what is struck through in it or stands beside it."""
        self.take(cell.text, where, is_plan=is_plan)
        struck = (f"Struck through: {cell.struck}",) if cell.struck else ()
        for text in (*struck, *cell.beside, *cell.faults):
            if cell.text and self.now is not None:
                self.rows.row(self.now).keep(
                    Odd.BESIDE, text, "What is struck through or noted beside a heading is its note."
                )
            else:
                self.rows.found.unplaced.append(Unplaced(where, text))

    def take(self, text: str, where: str, *, is_plan: bool) -> None:
        """A heading begins. In a work plan a merged row that is no heading in its words is a note of the one above."""
        words = " ".join(text.split())
        if not words:
            return
        objective = split_objective(words)
        if objective is not None:
            theme, number, said = objective
            if theme:
                self._theme("", theme.capitalize() if theme.isupper() else theme, where)
            self.now = self._find_or_add(RowKind.OBJECTIVE, number, said, self.theme, where)
            return
        number, said = split(words)
        if not number and (found := re.match(r"^(\d{1,3}(?:\.\d{1,3})*)\.?\s+(.+)$", words)):
            number, said = found[1], found[2]
        if is_plan and not number and len(said) > _SHORT and self.now is not None:
            self.rows.row(self.now).keep(Odd.PLACE, said, "A line across the table: kept as a note of its heading.")
            return
        self._theme(number, said, where)

    def under(self, where: str) -> int:
        """Under what a row stands. Where no heading came yet there is one that says so."""
        if self.now is not None:
            return self.now
        place = self._theme("", "Without a heading", where)
        self.rows.row(place).remark(Odd.PLACE, "The document names no heading here: change this one as you like.")
        return place

    def _theme(self, number: str, text: str, where: str) -> int:
        parent, above = None, number
        while above and parent is None:
            above = above.rpartition(".")[0]
            parent = self.rows.heading_numbered(above) if above else None
        self.theme = self.now = place = self._find_or_add(RowKind.THEME, number, text, parent, where)
        return place

    def _find_or_add(self, kind: RowKind, number: str, text: str, parent: int | None, where: str) -> int:
        for place, row in enumerate(self.rows.found.rows):
            if row.kind == kind and row.number == number and row.text.casefold() == text.casefold():
                return place
        return self.rows.add(kind, text, parent, where, number=number)
