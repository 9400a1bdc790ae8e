"""From the tables of a document to rows of a strategy or work plan."""

from collections.abc import Sequence
from datetime import date

from oversight.enums import RowKind, StrategyKind
from oversight.rules.plan_tables.columns import Column, groups_of, titles_of
from oversight.rules.plan_tables.headings import Headings, is_heading_text
from oversight.rules.plan_tables.kpi_rows import KpiGroup
from oversight.rules.plan_tables.numbers import split, split_objective
from oversight.rules.plan_tables.plan_rows import PlanRows
from oversight.rules.plan_tables.proposal import Odd, Proposal, Unplaced
from oversight.rules.plan_tables.rows import Line, Rows
from oversight.rules.plan_tables.source import Cell, Paragraph, Source, Table, grid

_BULLETS = "•·▪-–*"


def proposal_of(
    source: Source, columns: Sequence[Sequence[Column | None]], today: date, known: Sequence[str] = ()
) -> Proposal:
    """What the document would become if its columns hold this, one list for each group of `groups_of`. `known` are names of
    agencies and people that are not taken apart.
    """
    tables = list(source.tables)
    group_of = {place: nr for nr, (_, places) in enumerate(groups_of(tables)) for place in places}
    has_kpis = any(Column.KPI in one for one in columns)
    found = Proposal(StrategyKind.STRATEGY if has_kpis else StrategyKind.WORK_PLAN, remarks=list(source.remarks))
    rows = Rows(found, today, tuple(known))
    headings = Headings(rows)
    loose: list[Paragraph] = []
    waiting: list[Paragraph] = []
    count = 0
    for block in source.blocks:
        if isinstance(block, Paragraph):
            waiting.append(block)
            continue
        mapped = list(columns[group_of[count]]) if group_of[count] < len(columns) else []
        count += 1
        if not {Column.ACTION, Column.KPI} & set(mapped):
            loose += waiting
            waiting = []
            rows.leave_out(block)
            continue
        header, titles = titles_of(block)
        for row in block.rows[: max(header, 0)]:  # what stands above the titles of a sheet, its own title first
            is_title = not found.title and count == 1 and not waiting
            waiting += [Paragraph(text, "title" if is_title else "")] if (text := _joined(row)) else []
        above = _headings_above(waiting)
        before = waiting[: len(waiting) - above]
        if not found.rows and not found.about:
            found.about = [one.text for one in loose + before if one.style != "title"]
        loose += before
        for paragraph in waiting[len(before) :]:
            headings.take(paragraph.text, f"above {block.name}", is_plan=Column.KPI not in mapped)
        waiting = []
        _table(block, header, titles, mapped, rows, headings)
    _outside(loose + waiting, rows)
    rows.settle()
    return found


def _headings_above(paragraphs: Sequence[Paragraph]) -> int:
    """How many of the last paragraphs are headings of the table that follows."""
    count = 0
    for paragraph in reversed(paragraphs):
        if paragraph.style == "title" or not (paragraph.style == "heading" or is_heading_text(paragraph.text)):
            break
        count += 1
    return count


def _joined(row: Sequence[Cell]) -> str:
    return " ".join(" ".join(cell.text for cell in row if not cell.carried).split())


def _table(
    table: Table, header: int, titles: Sequence[str], columns: list[Column | None], rows: Rows, headings: Headings
) -> None:
    has_kpis = Column.KPI in columns
    group: KpiGroup | PlanRows = KpiGroup(rows, headings) if has_kpis else PlanRows(rows, headings)
    same = [" ".join(title.split()).casefold() for title in titles]
    for place, row in enumerate(table.rows):
        cells = grid(row, len(columns))
        where = f"{table.name}, row {place + 1}"
        is_titles = any(same) and [" ".join(cell.text.split()).casefold() for cell in cells] == same
        if place <= header or is_titles:
            rows.leave_beside(row, where)
            continue
        filled = [(at, cell) for at, cell in enumerate(cells) if not cell.is_empty and not cell.carried]
        if not filled:
            continue
        if len(filled) == 1 and _is_heading(filled[0][1], columns[filled[0][0]], is_plan=not has_kpis):
            group.end()
            headings.take_cell(filled[0][1], where, is_plan=not has_kpis)
            continue
        line = Line(where, {}, [])
        for at, cell in enumerate(cells):
            column = columns[at]
            if column is not None:
                line.cells[column] = cell
            elif not cell.is_empty:
                line.left_out.append((titles[at] if at < len(titles) else "", cell))
        group.take(line)
    group.end()


def _is_heading(cell: Cell, column: Column | None, *, is_plan: bool) -> bool:
    """Whether a row with nothing but this cell is a heading: it covers several columns, or says so in its words."""
    if split_objective(cell.text):
        return True
    number, words = split(cell.text)
    if cell.span > 1:
        return not (is_plan and number and number[-1:].isalpha())
    return column == Column.NUMBER and bool(words) and words != cell.text.strip() and len(words) > 3


def _outside(paragraphs: Sequence[Paragraph], rows: Rows) -> None:
    """Text outside tables. What is listed below an objective that is known is expected there (W2); the title is the title;
    all else is counted and shown.
    """
    found = rows.found
    described: int | None = None
    for paragraph in paragraphs:
        text = paragraph.text.strip()
        if not text:
            continue
        if paragraph.style == "title" and not found.title:
            found.title = " ".join(text.split())
            continue
        objective = split_objective(text)
        if objective is not None:
            described = rows.heading_numbered(objective[1])
            if described is not None:
                continue
        is_item = paragraph.style == "item" or text[0] in _BULLETS
        if described is not None and is_item:
            place = rows.add(RowKind.EXPECTATION, text.lstrip(_BULLETS).strip(), described, "outside tables")
            rows.found.rows[place].remark(
                Odd.PLACE, "Listed outside the tables below its objective: taken as expected there."
            )
            continue
        if not is_item and not text.endswith(":"):
            described = None
        found.unplaced.append(Unplaced("Outside tables", text))
