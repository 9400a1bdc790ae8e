"""What a column of a document holds, guessed from the words at its top."""

import re
from collections.abc import Sequence
from enum import StrEnum

from oversight.rules.plan_tables.source import Table, grid


class Column(StrEnum):
    """What a column can hold. One that is left out is kept as the note of each row."""

    NUMBER = "number"
    KPI = "kpi"
    ACTION = "action"
    LEAD = "lead"
    TIMESCALE = "timescale"
    PROGRESS = "progress"
    PROGRESS_COLOUR = "progress_colour"
    KPI_COLOUR = "kpi_colour"
    TARGET = "target"
    NOTE = "note"


WORDS: dict[Column, str] = {
    Column.NUMBER: "Number",
    Column.KPI: "KPI",
    Column.ACTION: "Action or milestone",
    Column.LEAD: "Who leads",
    Column.TIMESCALE: "Timescale",
    Column.PROGRESS: "Progress: what was achieved and comes next",
    Column.PROGRESS_COLOUR: "Colour of the progress",
    Column.KPI_COLOUR: "Colour of the KPI",
    Column.TARGET: "Target, as a number",
    Column.NOTE: "Kept as a note",
}

#: The first that is found in the words at the top of a column says what it is.
_GUESSES: tuple[tuple[str, Column], ...] = (
    (r"\b(rag|rating|colour|status)\b.*\b(kpi|target|indicator)\b", Column.KPI_COLOUR),
    (r"\b(rag|rating|colour)\b", Column.PROGRESS_COLOUR),
    (r"\btarget\b", Column.TARGET),
    (r"\b(lead|leads|owner|responsible|who)\b", Column.LEAD),
    (r"\b(time ?scale|time scale|when|due|deadline|by when)\b", Column.TIMESCALE),
    (r"\b(progress|achieve\w*|update|next steps?)\b", Column.PROGRESS),
    (r"\b(actions?|milestones?|tasks?)\b", Column.ACTION),
    (r"\b(kpis?|indicators?|outcomes?|measures?)\b", Column.KPI),
    (r"^(no|nr|number|ref|reference|#)\b", Column.NUMBER),
    (r"\b(notes?|comments?)\b", Column.NOTE),
    (r"\bstatus\b", Column.PROGRESS_COLOUR),
)
#: Explanations at the top of a column say nothing of what it is.
_EXPLAINED = re.compile(r"\([^)]*\)|✓.*$", re.DOTALL)
#: In how many rows from its top a table may say what its columns are.
_LOOKED_AT = 12


def guess(title: str) -> Column | None:
    """What a column of this title holds; None where nothing is known of it."""
    words = " ".join(_EXPLAINED.sub(" ", title).casefold().split())
    words = words.replace("time scale", "timescale")
    return next((column for pattern, column in _GUESSES if re.search(pattern, words)), None)


def titles_of(table: Table) -> tuple[int, tuple[str, ...]]:
    """In which row a table says what its columns hold (-1: nowhere), and the words of each.

    Such a row has short words, at least three of them known, actions or KPIs among them.
    """
    for place, row in enumerate(table.rows[:_LOOKED_AT]):
        titles = tuple(" ".join(cell.text.split()) for cell in grid(row, table.width))
        found = [guess(title) for title in titles if title and len(title) <= 120]
        if len({one for one in found if one}) >= 3 and {Column.ACTION, Column.KPI} & set(found):
            return place, titles
    return -1, ("",) * table.width


def columns_of(titles: Sequence[str]) -> list[Column | None]:
    """What each column holds, each thing once. A first column without a title is the number."""
    found: list[Column | None] = []
    for place, title in enumerate(titles):
        column = guess(title) if title else (Column.NUMBER if place == 0 else None)
        found.append(None if column in found else column)
    return found


def groups_of(tables: Sequence[Table]) -> list[tuple[tuple[str, ...], list[int]]]:
    """Tables that have the same titles, by their places: what one says of its columns holds for all of them. A table that
    says nothing goes on with the one before if it is as wide.
    """
    groups: list[tuple[tuple[str, ...], list[int]]] = []
    width_before, before = -1, -1
    for place, table in enumerate(tables):
        header, titles = titles_of(table)
        if header < 0 and table.width == width_before:
            groups[before][1].append(place)
            continue
        known = next((nr for nr, (named, _) in enumerate(groups) if named == titles and header >= 0), None)
        if known is None:
            groups.append((titles, [place]))
            known = len(groups) - 1
        else:
            groups[known][1].append(place)
        width_before, before = table.width, known
    return groups
