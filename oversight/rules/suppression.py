"""Small numbers are hidden where a figure leaves the agency: whoever knows one of a few young people must not learn from
it what is true of the others (domain facts §6 and §8). Pure.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

#: Numbers from 1 to this are hidden. Nought is shown: it speaks of nobody.
SMALL = 5


@dataclass(frozen=True)
class Hidden:
    """Numbers that make up a total, as they may leave; None where one is hidden."""

    parts: tuple[int | None, ...]
    total: int | None

    @property
    def hides(self) -> bool:
        return self.total is None or None in self.parts


def is_small(number: int, *, of: int | None = None) -> bool:
    """Whether `number` may not leave: it is small, or it is a part of a whole that is small or of which little is left."""
    return 0 < number <= SMALL or (of is not None and (0 < of <= SMALL or 0 < of - number <= SMALL))


def hide(parts: Sequence[int], *, of: Sequence[int] | None = None, also: Collection[int] = ()) -> Hidden:
    """Hide what is small among numbers that are shown beside their sum. `of` are the wholes of which each is a part, where
    they are shown too: all young people of each provider, say, beside those who are often absent. `also` are the places of
    parts from which something could be worked out that is hidden in another table.

    One hidden number alone could be worked out from the sum, and so could several that together are small, or are one each
    because noughts are shown; and, beside the wholes, several of which together few are left. So the next smallest is hidden as
    well, until nothing of that is possible, or else the sum. Where the sum itself is small, nothing but noughts is shown.
    """
    total = sum(parts)
    wholes = of if of is not None else [None] * len(parts)
    small = (place for place, (part, whole) in enumerate(zip(parts, wholes, strict=True)) if is_small(part, of=whole))
    hidden = {*small, *(place for place in also if parts[place])}
    if is_small(total, of=sum(of) if of is not None else None):
        return Hidden(tuple(0 if not part and place not in hidden else None for place, part in enumerate(parts)), None)
    others = sorted((part, place) for place, part in enumerate(parts) if part and place not in hidden)
    while others and _are_told(hidden, parts, of):
        hidden.add(others.pop(0)[1])
    return Hidden(
        tuple(None if place in hidden else part for place, part in enumerate(parts)),
        None if _are_told(hidden, parts, of) else total,
    )


def hide_of_one_crowd(answers: Sequence[Sequence[int]]) -> list[Hidden]:
    """Hide what is small in several tables about the same people, whose sums are all one number: where that number would
    tell something hidden in one of them, it and all parts are hidden in each, noughts too, for all others gave the same
    answer then.
    """
    found = [hide(parts) for parts in answers]
    if all(one.total is not None for one in found):
        return found
    return [Hidden((None,) * len(parts), None) for parts in answers]


def _are_told(hidden: Collection[int], parts: Sequence[int], of: Sequence[int] | None) -> bool:
    """Whether the sum tells something small of the hidden parts, whose places these are."""
    together = sum(parts[place] for place in hidden)
    left = sum(of[place] - parts[place] for place in hidden) if of is not None else 0
    return bool(hidden) and (len(hidden) == 1 or together <= SMALL or together == len(hidden) or 0 < left <= SMALL)


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`, 0 to 1, as it may leave; None where it would tell of a small number, and of nothing."""
    if whole == 0 or is_small(part, of=whole):
        return None
    return part / whole
