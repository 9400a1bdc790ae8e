"""How rows of a strategy are numbered, nested, coloured and said to stand. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from oversight.enums import Colour, Direction, Rated, RowKind, RowStatus

#: What may stand directly under what; None is the strategy itself.
MAY_HOLD: Mapping[RowKind | None, tuple[RowKind, ...]] = {
    None: (RowKind.THEME, RowKind.OBJECTIVE),
    RowKind.THEME: (RowKind.THEME, RowKind.OBJECTIVE, RowKind.KPI, RowKind.EXPECTATION, RowKind.ACTION),
    RowKind.OBJECTIVE: (RowKind.OBJECTIVE, RowKind.KPI, RowKind.EXPECTATION, RowKind.ACTION),
    RowKind.KPI: (RowKind.ACTION,),
    RowKind.EXPECTATION: (RowKind.ACTION,),
    RowKind.ACTION: (),
}

#: As deep as themes and objectives may stand in one another.
DEEPEST = 6

#: What each kind of row may be said to be.
STATUSES: Mapping[RowKind, tuple[RowStatus, ...]] = {
    RowKind.THEME: (RowStatus.OPEN, RowStatus.WITHDRAWN),
    RowKind.OBJECTIVE: (RowStatus.OPEN, RowStatus.WITHDRAWN),
    RowKind.KPI: (RowStatus.OPEN, RowStatus.MET, RowStatus.WITHDRAWN, RowStatus.SUPERSEDED),
    RowKind.EXPECTATION: (
        RowStatus.OPEN, RowStatus.WORKING_TOWARDS, RowStatus.MET, RowStatus.WITHDRAWN, RowStatus.SUPERSEDED,
    ),
    RowKind.ACTION: (RowStatus.OPEN, RowStatus.DONE, RowStatus.WITHDRAWN, RowStatus.SUPERSEDED),
}  # fmt: skip

#: Which ratings a row can have (K2): how it comes along, and of a KPI also whether it is reached.
RATED: Mapping[RowKind, tuple[Rated, ...]] = {
    RowKind.THEME: (),
    RowKind.OBJECTIVE: (),
    RowKind.KPI: (Rated.PROGRESS, Rated.KPI),
    RowKind.EXPECTATION: (Rated.PROGRESS,),
    RowKind.ACTION: (Rated.PROGRESS,),
}

NumberKey = tuple[tuple[int, int, str], ...]
_PARTS = re.compile(r"\d+|[^\W\d_]+")


def number_key(number: str) -> NumberKey:
    """In which order numbers stand, as a reader counts: 1.9 before 1.10, 6b before 6k before 7, 2z before 2aa.

    Dots, brackets and spaces only part what they stand between: “6 k)” counts as “6k”.
    """
    parts = _PARTS.findall(number)
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, len(part), part.casefold()) for part in parts
    )


class Placed(Protocol):
    number: str
    position: int


Row = TypeVar("Row", bound=Placed)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows under one heading: by number, then those without one as they were added."""
    return sorted(rows, key=lambda row: (not number_key(row.number), number_key(row.number), row.position))


@dataclass(frozen=True)
class Standing:
    """How a row stands, in a word and a colour of the tags."""

    words: str
    colour: str


_SAID = {
    RowStatus.DONE: "green",
    RowStatus.MET: "green",
    RowStatus.WORKING_TOWARDS: "blue",
    RowStatus.WITHDRAWN: "grey",
    RowStatus.SUPERSEDED: "grey",
}


def standing(status: RowStatus, due_on: date | None, today: date) -> Standing:
    """What was said of it; else late once its last day is over; else open."""
    if status in _SAID:
        return Standing(str(status.label), _SAID[status])
    if due_on is not None and due_on < today:
        return Standing("Late", "red")
    return Standing("Open", "blue")


def colour_of(value: Decimal, green_from: Decimal, amber_from: Decimal, direction: Direction) -> Colour:
    """The colour of a figure by its thresholds. With “the lower the better” they are read as “up to”."""
    reaches = (lambda limit: value >= limit) if direction == Direction.UP else (lambda limit: value <= limit)
    if reaches(green_from):
        return Colour.GREEN
    return Colour.AMBER if reaches(amber_from) else Colour.RED


def thresholds_fit(green_from: Decimal | None, amber_from: Decimal | None, direction: Direction) -> bool:
    """Both or neither; and green is the harder one to reach."""
    if green_from is None or amber_from is None:
        return green_from is amber_from
    return green_from >= amber_from if direction == Direction.UP else green_from <= amber_from


class Meaning(Protocol):
    which: str
    colour: str
    from_on: date


M = TypeVar("M", bound=Meaning)


def meanings_on(own: Sequence[M], usual: Sequence[M], on: date) -> dict[tuple[str, str], M]:
    """What each colour of each rating means on a day: as the strategy says itself, else as usual."""
    found: dict[tuple[str, str], M] = {}
    for meanings in (usual, own):
        for meaning in sorted(meanings, key=lambda one: one.from_on):
            if meaning.from_on <= on:
                found[meaning.which, meaning.colour] = meaning
    return found
