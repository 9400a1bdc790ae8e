"""The table of KPIs: a KPI and the rows below it that hold its further actions (K1, K2).

What stands beside a KPI in its own row is the KPI’s: lead agency, progress, both colours. What stands beside a further action is
that action’s.
"""

from oversight.enums import RowKind
from oversight.rules.plan_tables.columns import Column
from oversight.rules.plan_tables.headings import Headings
from oversight.rules.plan_tables.numbers import shared_number, tidy
from oversight.rules.plan_tables.plan_rows import expected
from oversight.rules.plan_tables.proposal import Odd, Unplaced
from oversight.rules.plan_tables.rows import Line, Rows


class KpiGroup:
    """The lines of one KPI, gathered until the next one begins."""

    def __init__(self, rows: Rows, headings: Headings) -> None:
        self.rows, self.headings = rows, headings
        self.lines: list[Line] = []

    def take(self, line: Line) -> None:
        words = line.words(Column.KPI)
        is_new = bool(words) and (not self.lines or words.casefold() != self.lines[0].words(Column.KPI).casefold())
        if is_new:
            self.end()
        self.lines.append(line)

    def end(self) -> None:
        """The KPI is complete."""
        lines, self.lines = self.lines, []
        if not lines:
            return
        parent = self.headings.under(lines[0].where)
        if lines[0].words(Column.KPI):
            self._kpi(lines, parent)
        else:
            self._actions(lines, [tidy(line.text(Column.NUMBER)) for line in lines], parent, None)

    def _kpi(self, lines: list[Line], parent: int) -> None:
        first = lines[0]
        has_action = bool(first.words(Column.ACTION))
        numbers = [line.text(Column.NUMBER) for line in lines]
        number, below = shared_number(numbers, has_action, self.rows.heading_numbers())
        kind, text = expected(first.words(Column.KPI), RowKind.KPI)
        place = self.rows.add(kind, text, parent, first.where, number=number)
        kpi = self.rows.row(place)
        kpi.text = self.rows.named(kpi, first)
        if has_action:
            first.told.add(Column.ACTION)
        self.rows.fill(kpi, first)
        if not number and kind == RowKind.KPI:
            kpi.remark(Odd.NUMBER_MISSING, "There is no number beside it: kept without one.")
        self._actions(lines if has_action else lines[1:], below, place, first)

    def _actions(self, lines: list[Line], numbers: list[str], parent: int, first: Line | None) -> None:
        """The actions of these lines. Of the KPI’s own line only the words of the action are left."""
        last = parent
        for line, number in zip(lines, numbers, strict=True):
            words = line.words(Column.ACTION)
            written = line.text(Column.NUMBER) or number  # with its spaces
            if words:
                last = self.rows.add(RowKind.ACTION, words, parent, line.where, number=number)
                action = self.rows.row(last)
                action.text = self.rows.named(action, line)
            elif line is not first and not any(
                self._says(line, column) for column in line.cells if column != Column.NUMBER
            ):
                text = f"Nothing but the number {written}." if number else "Nothing that fits."
                self.rows.found.unplaced.append(Unplaced(line.where, text))
                self.rows.beside(self.rows.row(last), line)
                continue
            if line is first:
                continue
            row = self.rows.row(last)
            self.rows.fill(row, line)
            if not words:
                row.remark(Odd.MERGED, f"{line.where} has no words of its own: what it says is kept here.")
                if number:
                    row.keep(Odd.NUMBER_TWICE, written, f"Its number, {written}, is kept as a note.")
            elif line.carried:
                row.remark(Odd.MERGED, "Its cell is merged with the one above: it stands under the same KPI.")
            if words and not number:
                row.remark(
                    Odd.NUMBER_MISSING, "There is no number beside it: kept without one, under the row above it."
                )

    @staticmethod
    def _says(line: Line, column: Column) -> bool:
        cell = line.cells[column]
        return not cell.carried and not cell.is_empty and column != Column.KPI
