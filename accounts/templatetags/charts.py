"""Charts as plain numbers, ready for an SVG template: bars in per cent of their width, lines in the units of a drawing."""

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
    nothing: str = "Nothing fell due",
) -> dict[str, Any]:
    """What the bar chart's template draws. Each bar is a whole of its own; the rate is rate_key ÷ all its series. A bar of
    noughts says `nothing`.
    """
    series = list(series or ADHERENCE)
    return {
        "caption": caption,
        "heading": heading,
        "series": series,
        "with_rate": rate_key is not None,
        "nothing": nothing,
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


#: The drawing of a line: its size, and the room for the numbers beside it and the words below.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 240, 64, 12, 18, 36
#: So many words fit below the line.
MOST_WORDS = 4
#: Lines across that are nearer than this have not enough room for words between them.
NEAR = 18


def line(
    rows: Sequence[Any],
    *,
    caption: str,
    heading: str,
    number: str,
    unit: str = "%",
    highest: int = 100,
    marks: Sequence[Any] = (),
    columns: Sequence[Any] = (),
) -> dict[str, Any]:
    """What the line chart's template draws: one line over time, broken where nothing is known, with `marks` across it. The
    axis begins at nought, or where all of it lies far above, at the ten below the lowest number.
    """
    known = [float(value(row, "value")) for row in rows if value(row, "value") is not None]
    known_marks = [float(value(mark, "at")) for mark in marks]
    lowest = max(int(min([*known, *known_marks], default=0) // 10 * 10) - 10, 0) if highest == 100 else 0
    step = (WIDTH - LEFT - RIGHT) / max(len(rows) - 1, 1)

    def y(at: float) -> str:
        share = (at - lowest) / max(highest - lowest, 1)
        return f"{HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share:.1f}"

    every = -(-len(rows) // MOST_WORDS) or 1
    points = [
        {
            "label": value(row, "label"),
            "value": value(row, "value"),
            "x": f"{LEFT + step * place:.1f}",
            "y": None if value(row, "value") is None else y(float(value(row, "value"))),
            "is_named": (len(rows) - 1 - place) % every == 0,
            "anchor": "end" if place == len(rows) - 1 else "middle" if place else "start",
            "cells": [
                {"number": value(row, part["key"]), "url": (value(row, "urls") or {}).get(part["key"], "")}
                for part in columns
            ],
        }
        for place, row in enumerate(rows)
    ]
    middle = (lowest + highest) / 2
    return {
        "caption": caption,
        "heading": heading,
        "number": number,
        "unit": unit,
        "columns": columns,
        "points": points,
        "paths": _paths(points),
        "grid": [{"text": f"{at:g}{unit}", "y": y(at)} for at in (lowest, middle, highest)],
        "marks": _marks([(value(mark, "label"), y(float(value(mark, "at")))) for mark in marks]),
        "width": str(WIDTH),
        "height": str(HEIGHT),
        "left": str(LEFT),
        "right": str(WIDTH - RIGHT),
        "below": str(HEIGHT - 10),
    }


def _marks(marks: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Lines across, the highest first, each with its words above it; below it where the one above is too near."""
    drawn: list[dict[str, str]] = []
    for text, at in sorted(marks, key=lambda mark: float(mark[1])):
        is_near = bool(drawn) and float(at) - float(drawn[-1]["y"]) < NEAR
        drawn.append({"text": text, "y": at, "dy": "15" if is_near else "-5"})
    return drawn


def _paths(points: Sequence[Mapping[str, Any]]) -> list[str]:
    """The line in pieces, each as an SVG polyline takes it."""
    pieces: list[list[str]] = [[]]
    for point in points:
        if point["y"] is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{point['x']},{point['y']}")
    return [" ".join(piece) for piece in pieces if len(piece) > 1]
