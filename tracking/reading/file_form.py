"""A documented form of file: its columns, its lines, its template."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from accounts.tables import Limits, Line, TableRefused, csv_bytes, open_table, workbook_bytes
from tracking.reading.cells import Unreadable, a_text

Values = dict[str, Any]
_MOST_NAMED = 8
"""Problems of the header that are said in one sentence; who mends these sees the rest."""


@dataclass(frozen=True)
class Column:
    """One column: its key in the code, its name in the file, what the template says of it, how its cells are read."""

    key: str
    title: str
    help: str
    read: Callable[[str], Any] = a_text(120)
    is_needed: bool = False
    also: tuple[str, ...] = ()
    #: What an empty cell and an absent column mean.
    empty: Any = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What has to be put right: in which line (1 is the header), in which column, and what, as a sentence."""

    line: int
    column: str
    text: str


@dataclass(slots=True)
class Row:
    """One line that was read: the value of each column of the form, and everything that is wrong."""

    number: int
    values: Values
    problems: tuple[Problem, ...] = ()


class ColumnsRefused(TableRefused):
    """The columns are not those of the form. `problems` says all of it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        said = " ".join(problem.text for problem in problems[:_MOST_NAMED])
        super().__init__(f"The columns are not those of the template. {said}")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class FileForm:
    """What a kind of file looks like. `sheet` is the sheet that is read where a file has several."""

    sheet: str
    columns: tuple[Column, ...]
    limits: Limits
    judge: Callable[[Values], Iterable[tuple[str, str]]] | None = None

    @contextmanager
    def open(self, file: BinaryIO) -> Iterator[Iterator[Row]]:
        """The lines of `file`, to be read once. Raises TableRefused, ColumnsRefused."""
        with open_table(file, sheet=self.sheet, limits=self.limits) as table:
            yield self._rows(table.lines, self._columns_of(table.header))

    def csv_template(self) -> bytes:
        """The empty table as CSV."""
        return csv_bytes([[column.title for column in self.columns]])

    def workbook_template(self) -> bytes:
        """The empty table as an Excel workbook, with a sheet that explains the columns."""
        explained = [["Column", "Always needed", "What to enter"]]
        explained += [[column.title, "yes" if column.is_needed else "", column.help] for column in self.columns]
        header = [column.title for column in self.columns]
        return workbook_bytes([(self.sheet, [header]), ("How to fill in", explained)])

    def _columns_of(self, header: Sequence[str]) -> list[Column]:
        known = {_plain(name): column for column in self.columns for name in (column.title, *column.also)}
        found: list[Column] = []
        problems = []
        for place, title in enumerate(header, 1):
            column = known.get(_plain(title))
            if column is None:
                said = f"“{title}” is no column of the template." if title else f"Column {place} has no name."
                problems.append(Problem(1, title, said))
            elif column in found:
                problems.append(Problem(1, title, f"“{title}” is there twice."))
            else:
                found.append(column)
        problems += [
            Problem(1, column.title, f"“{column.title}” is missing.")
            for column in self.columns
            if column.is_needed and column not in found
        ]
        if problems:
            raise ColumnsRefused(problems)
        return found

    def _rows(self, lines: Iterator[Line], columns: Sequence[Column]) -> Iterator[Row]:
        # An absent column is one whose cells are empty: after the last one stands an empty cell.
        plan = [
            (column.key, columns.index(column) if column in columns else -1, column.read, column.empty)
            for column in self.columns
        ]
        needed = [(place, column) for place, column in enumerate(columns) if column.is_needed]
        judge = self.judge
        for line in lines:
            cells = (*line.cells, "")
            wrong: dict[str, str] = {}
            try:  # most lines are right, and there may be a hundred thousand
                values = {key: read(text) if (text := cells[place]) else empty for key, place, read, empty in plan}
            except Unreadable:
                values, wrong = _slowly(cells, plan)
            for place, text in line.faults:
                if place < len(columns):
                    wrong[columns[place].key] = text
            for place, column in needed:
                if not cells[place]:
                    wrong.setdefault(column.key, "is missing.")
            if judge is not None:
                for key, text in judge(values):
                    wrong.setdefault(key, text)
            yield Row(line.number, values, self._problems(line.number, wrong) if wrong else ())

    def _problems(self, number: int, wrong: Mapping[str, str]) -> tuple[Problem, ...]:
        titles = {column.key: column.title for column in self.columns}
        return tuple(Problem(number, titles[key], f"{titles[key]} {text}") for key, text in wrong.items())


def _slowly(
    cells: Sequence[str], plan: Sequence[tuple[str, int, Callable[[str], Any], Any]]
) -> tuple[Values, dict[str, str]]:
    """The values of a line, and everything that is wrong in it."""
    values: Values = {}
    wrong: dict[str, str] = {}
    for key, place, read, empty in plan:
        values[key] = empty
        if text := cells[place]:
            try:
                values[key] = read(text)
            except Unreadable as error:
                wrong[key] = str(error)
    return values, wrong


def problems_csv(problems: Iterable[Problem]) -> bytes:
    """Everything that is wrong, as a file to take away."""
    return csv_bytes(
        [["Line", "Column", "Problem"], *([problem.line, problem.column, problem.text] for problem in problems)]
    )


def _plain(title: str) -> str:
    return "".join(title.replace("*", "").replace("_", "").casefold().split())
