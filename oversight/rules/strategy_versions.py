"""What changed between two versions of a strategy, row by row. Pure.

A version's content is what `oversight.selectors.strategy_content.content_of` writes: `title`, `about`, the period and the
rows in order, each with its `id`, its `number` and words under the keys of `WORDS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

#: What is compared of the whole, and of each row, with the words it goes by.
WHOLE: Mapping[str, str] = {"title": "Title", "about": "What it is for", "period": "Period"}
WORDS: Mapping[str, str] = {
    "number": "Number",
    "text": "Text",
    "note": "Note",
    "under": "Stands under",
    "agencies": "Lead agency",
    "leads": "Leads",
    "contributors": "Contributors",
    "timescale": "Timescale",
    "due": "Due",
    "target": "Target",
    "status": "Status",
    "progress": "RAG on progress",
    "kpi": "RAG on KPI",
}


class Change(Enum):
    ADDED = "Added"
    CHANGED = "Changed"
    GONE = "Taken out"


@dataclass(frozen=True)
class Difference:
    """One thing that reads otherwise."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChanged:
    """A row that was added, taken out, or reads otherwise."""

    kind: str
    name: str
    change: Change
    differences: tuple[Difference, ...] = ()


def _differences(
    words: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[Difference, ...]:
    pairs = ((what, str(before.get(key, "")), str(after.get(key, ""))) for key, what in words.items())
    return tuple(Difference(what, old, new) for what, old, new in pairs if old != new)


def whole_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What changed about the whole."""
    return _differences(WHOLE, before, after)


def rows_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[RowChanged]:
    """Rows that changed: those of the later version in its order, then those that are gone."""
    old = {row["id"]: row for row in before["rows"]}
    new = {row["id"]: row for row in after["rows"]}
    found = []
    for key, row in new.items():
        if key not in old:
            found.append(RowChanged(row["kind"], name_of(row), Change.ADDED))
        elif different := _differences(WORDS, old[key], row):
            found.append(RowChanged(row["kind"], name_of(row), Change.CHANGED, different))
    found += [RowChanged(row["kind"], name_of(row), Change.GONE) for key, row in old.items() if key not in new]
    return found


def name_of(row: Mapping[str, Any]) -> str:
    return f"{row['number']} {row['text']}".strip()
