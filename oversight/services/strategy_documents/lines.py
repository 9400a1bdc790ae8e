"""The lines of the table in which a strategy or work plan is kept on paper, whatever file it is written into."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from education_plans.enums import Rag
from oversight.enums import LeadKind, RowKind, RowStatus, StrategyKind
from oversight.models import Strategy, StrategyEntry
from oversight.rules.plan_tables.columns import Column
from oversight.rules.plan_tables.numbers import shared_number, split
from oversight.rules.plan_tables.words import ACHIEVED, NEXT
from oversight.selectors.strategy import Node, flat, tree_of

KPI_TITLES = {
    Column.NUMBER: "Number", Column.KPI: "KPI", Column.LEAD: "KPI lead agency", Column.ACTION: "Actions to meet the KPI",
    Column.PROGRESS: "Progress report", Column.PROGRESS_COLOUR: "RAG on progress", Column.KPI_COLOUR: "RAG on KPI",
    Column.TIMESCALE: "Timescale", Column.TARGET: "Target", Column.NOTE: "Note",
}  # fmt: skip
PLAN_TITLES = {
    Column.NUMBER: "Number", Column.ACTION: "Milestones and actions", Column.LEAD: "Lead (the first is the main one)",
    Column.TIMESCALE: "Timescale", Column.PROGRESS: "Progress (✓ achieved, ⇒ next step)",
    Column.PROGRESS_COLOUR: "RAG rating", Column.KPI_COLOUR: "RAG on KPI", Column.TARGET: "Target", Column.NOTE: "Note",
}  # fmt: skip
#: Columns that a document has only if something stands in them.
_IF_USED = {
    StrategyKind.STRATEGY: {Column.TIMESCALE, Column.TARGET, Column.NOTE},
    StrategyKind.WORK_PLAN: {Column.NUMBER, Column.KPI_COLOUR, Column.TARGET, Column.NOTE},
}


@dataclass(frozen=True)
class Written:
    """One cell. `is_joined`: it is one with the cell above."""

    text: str = ""
    colour: Rag | None = None
    is_struck: bool = False
    is_joined: bool = False


@dataclass(frozen=True)
class DocumentLine:
    """One line: a heading across the table, or a cell for each column."""

    heading: str = ""
    level: int = 1
    cells: tuple[Written, ...] = ()


@dataclass(frozen=True)
class Document:
    title: str
    owner: str
    about: str
    columns: tuple[Column, ...]
    titles: tuple[str, ...]
    lines: tuple[DocumentLine, ...]


_Cells = dict[Column, Written]


def document_of(strategy: Strategy, today: date) -> Document:
    """The whole in the shape of its kind: a table of KPIs or a work plan. Five queries."""
    tree = tree_of(strategy, today, with_entries=True)
    kind = StrategyKind(strategy.kind)
    numbers = {node.row.number.casefold() for node in flat(tree) if node.row.is_heading and node.row.number}
    lines_of = (
        partial(_kpi_lines, taken=numbers)
        if kind == StrategyKind.STRATEGY
        else partial(_plan_lines, whole=_inline(tree))
    )
    found: list[tuple[str, int, _Cells]] = []
    for heading in _headings(tree):
        found.append((_heading(heading), heading.depth, {}))
        if beside := _beside(heading, kind):
            found.append(("", 0, beside))
        found += [("", 0, cells) for cells in lines_of(heading, kind)]
    titles = KPI_TITLES if kind == StrategyKind.STRATEGY else PLAN_TITLES
    used = {column for _, _, cells in found for column, cell in cells.items() if cell.text or cell.colour}
    columns = tuple(column for column in titles if column in used or column not in _IF_USED[kind])
    return Document(
        title=strategy.title, owner=strategy.owner.name, about=strategy.about, columns=columns,
        titles=tuple(titles[column] for column in columns),
        lines=tuple(
            DocumentLine(heading, level, tuple(cells.get(column, Written()) for column in columns) if not heading else ())
            for heading, level, cells in found
        ),
    )  # fmt: skip


def _headings(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.row.is_heading:
            yield node
            yield from _headings(node.children)


def _heading(node: Node) -> str:
    if node.row.kind == RowKind.OBJECTIVE:
        return (
            f"Objective/Driver: {node.row.number}. {node.row.text}"
            if node.row.number
            else f"Objective: {node.row.text}"
        )
    number = node.row.number
    return f"{number}{'' if '.' in number else '.'} {node.row.text}" if number else node.row.text


def _ordered(heading: Node) -> tuple[list[Node], list[Node]]:
    """Actions that stand under the heading itself, and what has rows of its own. The first come first, so that it is plain
    under what they stand.
    """
    rows = [node for node in heading.children if not node.row.is_heading]
    return [node for node in rows if node.row.kind == RowKind.ACTION], [
        node for node in rows if node.row.kind != RowKind.ACTION
    ]


def _kpi_lines(heading: Node, kind: StrategyKind, taken: set[str]) -> Iterator[_Cells]:
    direct, groups = _ordered(heading)
    for node in direct:
        yield _action_cells(node, kind)
    for group in groups:
        first, rest = _first_line(group, kind, taken)
        yield first
        for node in rest:
            cells = _action_cells(node, kind)
            cells[Column.KPI] = Written(is_joined=True)
            if not cells[Column.LEAD].text:
                cells[Column.LEAD] = Written(is_joined=True)
            yield cells


def _first_line(group: Node, kind: StrategyKind, taken: set[str]) -> tuple[_Cells, list[Node]]:
    """The line of a KPI, with its first action where both fit into one and are told apart again; and the actions left."""
    prefix = "Expected: " if group.row.kind == RowKind.EXPECTATION else ""
    cells = _beside(group, kind)
    cells[Column.NUMBER] = Written(group.row.number)
    cells[Column.KPI] = _words(group, prefix)
    actions = group.children
    if not actions or _beside(actions[0], kind):
        return cells, actions
    wanted = (group.row.number, [node.row.number for node in actions])
    for first in (group.row.number, actions[0].row.number):
        numbers = [first, *(node.row.number for node in actions[1:])]
        if shared_number(numbers, True, taken) == wanted:
            cells[Column.NUMBER], cells[Column.ACTION] = Written(first), _words(actions[0])
            return cells, actions[1:]
    return cells, actions


def _action_cells(node: Node, kind: StrategyKind) -> _Cells:
    cells = {Column.LEAD: Written(), **_beside(node, kind)}
    return cells | {Column.NUMBER: Written(node.row.number), Column.ACTION: _words(node)}


def _inline(tree: Sequence[Node]) -> bool:
    """Whether each number can stand before its words, so that it is known again there."""
    worked_on = [node.row for node in flat(tree) if not node.row.is_heading and node.row.number]
    return all(split(f"{row.number}) {row.text}") == (row.number, row.text) for row in worked_on)


def _plan_lines(heading: Node, kind: StrategyKind, whole: bool) -> Iterator[_Cells]:
    direct, groups = _ordered(heading)
    for node in [*direct, *(one for group in groups for one in (group, *group.children))]:
        what = {RowKind.EXPECTATION: "Expected: ", RowKind.KPI: "KPI: "}.get(RowKind(node.row.kind), "")
        number = node.row.number
        cells = _beside(node, kind)
        cells[Column.ACTION] = _words(node, f"{what}{number}) " if whole and number else what)
        if not whole:
            cells[Column.NUMBER] = Written(number)
        yield cells


def _words(node: Node, before: str = "") -> Written:
    return Written(f"{before}{node.row.text}", is_struck=node.row.is_dropped)


def _beside(node: Node, kind: StrategyKind) -> _Cells:
    """What stands beside the words of a row; only the cells that say something."""
    row = node.row
    due = day_words(row.due_on)
    timescale = f"{row.timescale} (by {due})" if row.timescale and due else row.timescale or due
    cells = {
        Column.LEAD: Written(_leads(node, kind)),
        Column.TIMESCALE: Written(timescale),
        Column.PROGRESS: Written("\n".join([*_standing(node), *_entries(node)])),
        Column.TARGET: Written(f"{row.target.normalize():f}" if row.target is not None else ""),
        Column.NOTE: Written(row.note),
    }
    for column, rating in ((Column.PROGRESS_COLOUR, node.progress), (Column.KPI_COLOUR, node.kpi)):
        if rating is not None:
            colour = Rag(rating.colour)
            cells[column] = replace(Written(str(colour.label)), colour=colour)
    return {column: cell for column, cell in cells.items() if cell.text}


def day_words(on: date | None) -> str:
    return f"{on.day}/{on.month}/{on.year}" if on else ""


def _leads(node: Node, kind: StrategyKind) -> str:
    """One to a line, the main one first; agencies plain in a table of KPIs, people in a work plan."""
    usual = LeadKind.AGENCY if kind == StrategyKind.STRATEGY else LeadKind.LEAD
    before = {LeadKind.AGENCY: "Lead agency: ", LeadKind.LEAD: "Lead: ", LeadKind.CONTRIBUTOR: "With: "}
    if node.row.is_heading:
        before[LeadKind.LEAD] = "Overall lead: "
    lines = []
    for one in LeadKind:
        for lead in node.leads:
            if lead.kind == one:
                lines.append(lead.name if one == usual and not node.row.is_heading else f"{before[one]}{lead.name}")
    return "\n".join(lines)


def _entries(node: Node) -> Iterator[str]:
    def line(mark: str, entry: StrategyEntry) -> str:
        return f"{mark} {day_words(entry.on)} – {entry.text}" if entry.on else f"{mark} {entry.text}"

    yield from (line(ACHIEVED, entry) for entry in node.achieved)
    yield from (line(NEXT, entry) for entry in node.next_steps)


def _standing(node: Node) -> Iterator[str]:
    """That a row was settled, since when and why, on one line."""
    row = node.row
    if row.status == RowStatus.OPEN:
        return
    words = str(row.get_status_display())
    reason = " ".join(row.status_reason.split())
    if row.superseded_by is not None and row.superseded_by.number:
        words = f"{words} by {row.superseded_by.number}"
    elif row.superseded_by is not None:
        words, reason = str(RowStatus.WITHDRAWN.label), f"Superseded by {row.superseded_by.short}. {reason}".strip()
    if row.status_on:
        words = f"{words}, {day_words(row.status_on)}"
    yield f"{words}: {reason}" if reason else words
