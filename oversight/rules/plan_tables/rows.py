"""Rows as they are gathered: each number once, and nothing of a cell lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from oversight.enums import LeadKind, Rated, RowKind, RowStatus, StrategyKind
from oversight.rules.plan_tables.columns import WORDS, Column
from oversight.rules.plan_tables.numbers import LONGEST, LONGEST_ENDING, free_number
from oversight.rules.plan_tables.proposal import Odd, Proposal, ProposedRow, Unplaced
from oversight.rules.plan_tables.source import Cell, Table
from oversight.rules.plan_tables.words import (
    Standing,
    colour_of,
    names_in,
    progress_in,
    replaced_by,
    timescale_of,
    without_delete,
)
from oversight.rules.strategy import RATED, STATUSES

#: As long as they may be in a row.
LONGEST_TIMESCALE, LONGEST_NAME, LONGEST_REASON = 60, 160, 500
LARGEST_TARGET = Decimal(10) ** 10
#: A cell that names more is no list of names.
MOST_NAMES = 30


@dataclass
class Line:
    """One row of a table: what stands in each column that is known, and in the others with their titles."""

    where: str
    cells: dict[Column, Cell]
    left_out: list[tuple[str, Cell]]
    #: Columns whose words are those of a row: what is struck through in them is said there.
    told: set[Column] = field(default_factory=set)

    def text(self, column: Column) -> str:
        """What the cell says itself; nothing if it is joined with the one above."""
        cell = self.cells.get(column)
        return "" if cell is None or cell.carried else cell.text.strip()

    def words(self, column: Column) -> str:
        """The same, or what is struck through in it."""
        cell = self.cells.get(column)
        return self.text(column) or ("" if cell is None or cell.carried else cell.struck.strip())

    @property
    def carried(self) -> list[Column]:
        return [column for column, cell in self.cells.items() if cell.carried]


class Rows:
    """What was found so far."""

    def __init__(self, found: Proposal, today: date, known: tuple[str, ...]) -> None:
        self.found = found
        self.today = today
        self.known = known
        self._taken: set[str] = set()

    def row(self, place: int) -> ProposedRow:
        return self.found.rows[place]

    def add(self, kind: RowKind, text: str, parent: int | None, where: str, *, number: str = "") -> int:
        """Add a row; a number that somebody has already gets a letter more. Gives its place."""
        row = ProposedRow(kind, text, parent, where, depth=1 if parent is None else self.row(parent).depth + 1)
        if len(number) > LONGEST - LONGEST_ENDING:
            row.keep(Odd.NUMBER_TWICE, number, f"“{number}” is too long for a number: kept as a note.")
            number = ""
        if number:
            row.number = free_number(number, self._taken)
            self._taken.add(row.number.casefold())
            if row.number != number:
                row.remark(Odd.NUMBER_TWICE, f"The number {number} is used twice: this one becomes {row.number}.")
        self.found.rows.append(row)
        return len(self.found.rows) - 1

    def heading_numbered(self, number: str) -> int | None:
        for place, row in enumerate(self.found.rows):
            if number and row.is_heading and row.number.casefold() == number.casefold():
                return place
        return None

    def heading_numbers(self) -> set[str]:
        return {row.number.casefold() for row in self.found.rows if row.is_heading and row.number}

    def leave_out(self, table: Table) -> None:
        """A table of which nothing is taken: its rows are shown as they are."""
        for place, row in enumerate(table.rows):
            text = " | ".join(" ".join(cell.text.split()) for cell in row if cell.text.strip())
            where = f"{table.name}, row {place + 1}"
            if text:
                self.found.unplaced.append(Unplaced(where, text))
            self.leave_beside(row, where)

    def leave_beside(self, row: Sequence[Cell], where: str) -> None:
        """What is struck through or noted beside cells of which nothing else is taken."""
        for cell in row:
            struck = (f"Struck through: {cell.struck}",) if cell.struck else ()
            self.found.unplaced += [Unplaced(where, text) for text in (*struck, *cell.beside, *cell.faults)]

    def named(self, row: ProposedRow, line: Line) -> str:
        """The words of a row from its cell: without DELETE before them, and said to be withdrawn if that stood there or all of
        it is struck through.
        """
        column = (
            Column.KPI if row.kind in (RowKind.KPI, RowKind.EXPECTATION) and line.words(Column.KPI) else Column.ACTION
        )
        cell = line.cells[column]
        line.told.add(column)
        text, is_deleted = without_delete(row.text)
        if is_deleted:
            self._drop(row, "Marked as deleted in the document", line)
        elif not cell.text.strip() and cell.struck.strip():
            self._drop(row, "Struck through in the document", line)
        if cell.text.strip() and cell.struck.strip():
            row.keep(
                Odd.DROPPED, f"Struck through: {cell.struck.strip()}", "Some of it is struck through: kept as a note."
            )
        return text

    def _drop(self, row: ProposedRow, why: str, line: Line) -> None:
        progress = " ".join(line.text(Column.PROGRESS).split())
        row.status, row.status_reason = RowStatus.WITHDRAWN, why
        if by := replaced_by(progress):
            row.status, row.superseded_by, row.status_reason = RowStatus.SUPERSEDED, by, progress[:LONGEST_REASON]
        row.status_on = self.today
        row.remark(Odd.DROPPED, f"{why}: it becomes {row.status.label.lower()}{f' by {by}' if by else ''}.")

    def fill(self, row: ProposedRow, line: Line, *, beside: bool = True) -> None:
        """Take what a line says beside the words of a row: leads, timescale, progress, colours, target, notes."""
        self._leads(row, line)
        self._timescale(row, line.text(Column.TIMESCALE))
        self._progress(row, line.text(Column.PROGRESS))
        self._colours(row, line)
        self._target(row, line.text(Column.TARGET))
        if note := line.text(Column.NOTE):
            row.notes.append(note)
        if beside:
            self.beside(row, line)

    def beside(self, row: ProposedRow, line: Line) -> None:
        """What stands in cells but in no column of ours."""
        for title, cell in line.left_out:
            for text in filter(None, (cell.text, cell.struck)):
                said = f"{title}: {text}" if title else text
                row.keep(Odd.BESIDE, said, f"The column “{title or 'without a title'}” is kept as a note.")
        cells = [*line.cells.items(), *((None, cell) for _, cell in line.left_out)]
        for column, cell in cells:
            for text in cell.beside:
                row.keep(Odd.BESIDE, text, "A footnote, a comment or a table within a cell is kept as a note.")
            for fault in cell.faults:
                row.remark(Odd.UNREADABLE, fault)
            if column is not None and column not in line.told and cell.struck.strip():
                row.keep(
                    Odd.DROPPED, f"Struck through: {cell.struck.strip()}",
                    f"Struck through under “{WORDS[column]}”: kept as a note.",
                )  # fmt: skip

    def _leads(self, row: ProposedRow, line: Line) -> None:
        cell = line.cells.get(Column.LEAD)
        text = line.text(Column.LEAD)
        usual = LeadKind.AGENCY if self.found.kind == StrategyKind.STRATEGY else LeadKind.LEAD
        names = names_in(text, cell.bold if cell else "", usual, self.known)
        if len(names) > MOST_NAMES:
            row.keep(Odd.BESIDE, f"Lead: {text}", f"More than {MOST_NAMES} names in one cell: kept as a note.")
            return
        for name in names:
            if len(name.name) > LONGEST_NAME:
                row.keep(Odd.BESIDE, f"Lead: {name.name}", "A name that is too long is kept as a note.")
            elif all((one.kind, one.name.casefold()) != (name.kind, name.name.casefold()) for one in row.names):
                row.names.append(name)
        if text and not row.names:
            row.keep(Odd.BESIDE, f"Lead: {text}", f"“{text}” names nobody: kept as a note.")

    def _timescale(self, row: ProposedRow, text: str) -> None:
        words, on, odd = timescale_of(text)
        if len(words) > LONGEST_TIMESCALE:
            row.keep(Odd.TIMESCALE, f"Timescale: {words}", "The timescale is long: kept as a note.")
            return
        if (row.timescale or row.due_on) and (words, on) not in (("", None), (row.timescale, row.due_on)):
            row.keep(Odd.TIMESCALE, f"Timescale: {' '.join(text.split())}", "A second timescale is kept as a note.")
            return
        row.timescale, row.due_on = words or row.timescale, on or row.due_on
        if odd:
            row.remark(Odd.TIMESCALE, odd)

    def _progress(self, row: ProposedRow, text: str) -> None:
        found = progress_in(text, self.today)
        if row.is_heading:
            for said in found.said:
                row.keep(Odd.PLACE, said.text, "Progress that belongs to no row: kept as a note of its heading.")
        else:
            row.said += found.said
        row.notes += found.notes
        for odd in found.odd:
            row.remark(Odd.UPDATE, odd)
        if found.standing is not None:
            self._standing(row, found.standing)

    def _standing(self, row: ProposedRow, said: Standing) -> None:
        if said.status not in STATUSES[row.kind]:
            row.keep(Odd.DROPPED, said.status.label, f"“{said.status.label}” cannot be said of it: kept as a note.")
            return
        row.status, row.superseded_by = said.status, said.by
        settled = said.status not in (RowStatus.OPEN, RowStatus.WORKING_TOWARDS)
        row.status_on = min(said.on or self.today, self.today) if settled else None
        row.status_reason = said.reason[:LONGEST_REASON]

    def _colours(self, row: ProposedRow, line: Line) -> None:
        for which, column in ((Rated.PROGRESS, Column.PROGRESS_COLOUR), (Rated.KPI, Column.KPI_COLOUR)):
            cell = line.cells.get(column)
            if cell is None or cell.carried:
                continue
            colour, odd = colour_of(cell.text, cell.fill)
            if colour is not None and which not in RATED[row.kind]:
                row.keep(
                    Odd.COLOUR, f"{WORDS[column]}: {colour.label}",
                    f"Such a row has no rating of this kind ({WORDS[column].lower()}): kept as a note.",
                )  # fmt: skip
            elif colour is not None and (before := row.progress if which == Rated.PROGRESS else row.kpi) not in (
                None,
                colour,
            ):
                row.keep(Odd.COLOUR, f"{WORDS[column]}: {colour.label}", f"A second colour: {before.label} counts.")
            elif colour is not None and which == Rated.PROGRESS:
                row.progress = colour
            elif colour is not None:
                row.kpi = colour
            if odd and colour is None:
                row.keep(
                    Odd.COLOUR, f"{WORDS[column]}: {cell.text or f'#{cell.fill}'}", f"{odd} Not rated; kept as a note."
                )
            elif odd:
                row.remark(Odd.COLOUR, odd)

    def _target(self, row: ProposedRow, text: str) -> None:
        if not text:
            return
        before = row.target
        try:
            target = Decimal(text.rstrip(" %").replace(",", ""))
            row.target = target.quantize(Decimal("0.01")) if abs(target) < LARGEST_TARGET else None
        except InvalidOperation:
            row.target = None
        if before is not None and row.target != before:
            row.target = before
            row.keep(Odd.BESIDE, f"Target: {text}", "A second target is kept as a note.")
        elif row.target is None:
            row.keep(Odd.BESIDE, f"Target: {text}", f"The target “{text[:40]}” is no number: kept as a note.")

    def settle(self) -> None:
        """Once all rows are there: those that others take the place of name a row that there is."""
        by_number = {row.number.casefold(): row for row in self.found.rows if row.number}
        for row in self.found.rows:
            if row.status != RowStatus.SUPERSEDED:
                continue
            other = by_number.get(row.superseded_by.casefold())
            if other is None or other is row or other.status in (RowStatus.WITHDRAWN, RowStatus.SUPERSEDED):
                said = f"Superseded by {row.superseded_by}" if row.superseded_by else "Superseded"
                row.remark(Odd.DROPPED, f"{said}, which is no row that still holds: it becomes withdrawn.")
                row.status_reason = f"{said}. {row.status_reason}".strip()[:LONGEST_REASON]
                row.status, row.superseded_by = RowStatus.WITHDRAWN, ""
            else:
                row.superseded_by = other.number
        for row in self.found.rows:
            if row.status in (RowStatus.WITHDRAWN, RowStatus.SUPERSEDED) and not row.status_reason:
                row.status_reason = "As the document says"
