"""A measure and its parts as they may leave the agency: small numbers hidden, and whatever they could be worked out from
(ADR 16). Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oversight.rules.suppression import hide, is_small

#: How many of how many.
Pair = tuple[int, int]
#: The same as it may leave; None where one is hidden.
Shown = tuple[int | None, int | None]


@dataclass(frozen=True)
class Leaving:
    whole: Shown
    parts: Mapping[str, list[Shown]]


def shown_alone(number: Pair) -> Shown:
    """A measure without its parts."""
    counted, of = number
    if is_small(of):
        return (None if counted else 0), None
    return (None if is_small(counted, of=of) else counted), of


def leaving(whole: Pair, parts: Mapping[str, Sequence[Pair]]) -> Leaving:
    """The whole and its parts by each way of taking it apart. What is missing to the whole (who learns nowhere is at no
    provider) is a part too: it could be worked out as well as the others. Where a whole could be worked out that is hidden,
    nothing but noughts is shown beside it.
    """
    found: dict[str, list[Shown]] = {}
    hides_of, hides_counted = is_small(whole[1]), is_small(whole[0], of=whole[1])
    for split, rows in parts.items():
        rest = tuple(max(whole[place] - sum(row[place] for row in rows), 0) for place in (0, 1))
        all_rows = [*rows, (min(rest), rest[1])]
        of = hide([row[1] for row in all_rows])
        also = [place for place, part in enumerate(of.parts) if part is None]
        counted = hide([row[0] for row in all_rows], of=[row[1] for row in all_rows], also=also)
        hides_of |= of.total is None
        hides_counted |= counted.total is None
        found[split] = list(zip(counted.parts, of.parts, strict=True))[: len(rows)]
    hides_counted |= hides_of
    if hides_counted:
        found = {
            split: [(_nought(one), None if hides_of and each else each) for one, each in rows]
            for split, rows in found.items()
        }
    return Leaving(
        (_nought(whole[0]) if hides_counted else whole[0], _nought(whole[1]) if hides_of else whole[1]), found
    )


def _nought(number: int | None) -> int | None:
    """Nought stays, because it speaks of nobody."""
    return 0 if number == 0 else None
