"""Stacked bars as plain numbers, ready for an SVG template: widths in per cent of the bar, labels and links."""

from collections.abc import Mapping, Sequence
from typing import Any

ADHERENCE = (
    {"key": "on_time", "label": "On time", "tone": "green"},
    {"key": "late", "label": "Late", "tone": "amber"},
    {"key": "missed", "label": "Missed", "tone": "red"},
)
BAR_WIDTH = 100.0
GAP = 0.6  # between neighbours, so that they are told apart without colour


def stacked_bars(
    rows: Sequence[Any],
    *,
    caption: str,
    heading: str,
    series: Sequence[Any] | None = None,
    rate_key: str | None = "on_time",
) -> dict[str, Any]:
    """What the bar chart's template draws. Each bar is a whole of its own; the rate is rate_key ÷ all its series."""
    series = list(series or ADHERENCE)
    return {
        "caption": caption,
        "heading": heading,
        "series": series,
        "with_rate": rate_key is not None,
        "bars": [bar(row, series, rate_key) for row in rows],
    }


def bar(row: Any, series: Sequence[Any], rate_key: str | None) -> dict[str, Any]:
    numbers = {part["key"]: int(value(row, part["key"]) or 0) for part in series}
    total = sum(numbers.values())
    urls = value(row, "urls") or {}
    cells = [
        {"number": numbers[part["key"]], "url": urls.get(part["key"], ""), "label": part["label"], "tone": part["tone"]}
        for part in series
    ]
    return {
        "label": value(row, "label"),
        "url": value(row, "url") or "",
        "cells": cells,
        "segments": segments(cells, total),
        "total": total,
        "rate": numbers[rate_key] / total if rate_key and total else None,
    }


def segments(cells: Sequence[Mapping[str, Any]], total: int) -> list[dict[str, Any]]:
    """The non-empty parts of one bar, left to right. Numbers are strings: a template would localise them."""
    drawn = [cell for cell in cells if cell["number"]]
    room = BAR_WIDTH - GAP * max(len(drawn) - 1, 0)
    placed, x = [], 0.0
    for cell in drawn:
        width = room * cell["number"] / total
        placed.append({"x": f"{x:.2f}", "width": f"{width:.2f}", "tone": cell["tone"]})
        x += width + GAP
    return placed


def value(row: Any, key: str) -> Any:
    return row.get(key) if isinstance(row, Mapping) else getattr(row, key, None)
