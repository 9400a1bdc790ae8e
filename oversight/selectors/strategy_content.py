"""A strategy as plain data: what a version keeps, what is printed, what two versions are compared by."""

from datetime import date
from typing import Any

from accounts.wording import day
from oversight.models import Strategy
from oversight.selectors.strategy import Node, flat, tree_of


def content_of(strategy: Strategy, today: date) -> dict[str, Any]:
    """The whole in words, its rows in order. Six queries."""
    nodes = tree_of(strategy, today, with_entries=True)
    names = {node.row.pk: node.row.number or node.row.text for node in flat(nodes)}
    until = f" to {day(strategy.ends_on)}" if strategy.ends_on else ""
    return {
        "title": strategy.title,
        "kind": str(strategy.get_kind_display()),
        "owner": strategy.owner.name,
        "about": strategy.about,
        "period": f"From {day(strategy.starts_on)}{until}",
        "rows": [_row(node, names) for node in flat(nodes)],
    }


def _row(node: Node, names: dict[int, str]) -> dict[str, Any]:
    row = node.row
    return {
        "id": str(row.uuid),
        "kind": row.kind,
        "depth": node.depth,
        "number": row.number,
        "text": row.text,
        "note": row.note,
        "under": names.get(row.parent_id or 0, ""),
        "agencies": _named(node.agencies),
        "leads": _named(node.people),
        "main": next((lead.name for lead in node.people if lead.is_main), ""),
        "contributors": _named(node.contributors),
        "timescale": row.timescale,
        "due": day(row.due_on) if row.due_on else "",
        "target": f"{row.target.normalize():f}" if row.target is not None else "",
        "status": _status(node),
        "progress": str(node.progress.get_colour_display()) if node.progress else "",
        "kpi": str(node.kpi.get_colour_display()) if node.kpi else "",
        "achieved": [_dated(entry.on, entry.text) for entry in node.achieved],
        "next_steps": [_dated(entry.on, entry.text) for entry in node.next_steps],
    }


def _named(leads: list[Any]) -> str:
    return ", ".join(lead.name for lead in leads)


def _dated(on: date | None, text: str) -> str:
    return f"{day(on)}: {text}" if on else text


def _status(node: Node) -> str:
    row = node.row
    words = str(row.get_status_display())
    if row.superseded_by:
        words = f"{words} by {row.superseded_by.short}"
    return f"{words}: {row.status_reason}" if row.status_reason else words
