"""The table of a work plan: one action in each row, its reference before its words (W3)."""

import re
from dataclasses import replace

from oversight.enums import RowKind
from oversight.rules.plan_tables.columns import WORDS, Column
from oversight.rules.plan_tables.headings import Headings
from oversight.rules.plan_tables.numbers import split, tidy
from oversight.rules.plan_tables.proposal import Odd
from oversight.rules.plan_tables.rows import Line, Rows
from oversight.rules.plan_tables.source import Cell

_KINDS = re.compile(r"^\s*(?P<what>expected|expectation|kpi)\s*:\s*(?P<text>\S.*)$", re.IGNORECASE | re.DOTALL)
#: Where cells are merged downwards, what they say is said of each row. Progress is not: it would be counted twice.
CARRIED_DOWN = (Column.LEAD, Column.TIMESCALE, Column.PROGRESS_COLOUR)


def expected(text: str, usual: RowKind) -> tuple[RowKind, str]:
    """What kind of row a text is: “Expected: …” and “KPI: …” say so themselves."""
    found = _KINDS.match(text)
    if found is None:
        return usual, text
    return (RowKind.KPI if found["what"].casefold() == "kpi" else RowKind.EXPECTATION), found["text"].strip()


class PlanRows:
    """Rows one by one. What goes on from a row above is told to it."""

    def __init__(self, rows: Rows, headings: Headings) -> None:
        self.rows, self.headings = rows, headings
        self.last: int | None = None
        self.under: int | None = None
        self._above: dict[Column, Cell] = {}
        self._carried: list[Column] = []

    def end(self) -> None:
        """A heading follows, or the table ends."""
        self.last = self.under = None
        self._above = {}

    def take(self, line: Line) -> None:
        line = self._carry_down(line)
        words = line.words(Column.ACTION)
        if not words:
            self._goes_on(line)
            return
        number = tidy(line.text(Column.NUMBER))
        if not number:
            number, words = split(words)
        kind, words = expected(words, RowKind.ACTION)
        if kind != RowKind.ACTION and not number:
            number, words = split(words)
        heading = self.headings.under(line.where)
        parent = self.under if kind == RowKind.ACTION and self.under is not None else heading
        self.last = self.rows.add(kind, words, parent, line.where, number=number)
        if kind != RowKind.ACTION:
            self.under = self.last
        row = self.rows.row(self.last)
        row.text = self.rows.named(row, line)
        self.rows.fill(row, line)
        for column in CARRIED_DOWN:
            if column in line.cells and column in self._carried:
                row.remark(Odd.MERGED, f"“{WORDS[column]}” is merged with the row above: it holds here too.")
        if Column.PROGRESS in line.carried:
            row.remark(Odd.MERGED, "Progress is merged with the row above: it is written there alone.")
        if not number and kind != RowKind.EXPECTATION:
            row.remark(Odd.NUMBER_MISSING, "There is no reference before it: kept without one.")

    def _carry_down(self, line: Line) -> Line:
        self._carried = [column for column in CARRIED_DOWN if column in line.carried]
        cells = dict(line.cells)
        for column in self._carried:
            cells[column] = replace(self._above.get(column, Cell()), beside=(), faults=(), struck="")
        self._above = {column: cell for column, cell in cells.items() if not cell.carried}
        return Line(line.where, cells, line.left_out)

    def _goes_on(self, line: Line) -> None:
        """A line without an action: the overall lead below a heading, else more of the row above."""
        place = self.last if self.last is not None else self.headings.under(line.where)
        row = self.rows.row(place)
        self.rows.fill(row, line)
        if number := line.text(Column.NUMBER):
            row.keep(Odd.NUMBER_TWICE, number, f"The number of {line.where}, {number}, is kept as a note.")
        said = "leads the whole heading" if row.is_heading else "goes on with the row above"
        row.remark(Odd.MERGED, f"{line.where} has no action of its own: it {said}.")
