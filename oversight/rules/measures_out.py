"""A measure and its parts as they may leave the agency: small numbers hidden, and whatever they could be worked out from
(ADR 16). Pure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from oversight.rules.suppression import Hidden, hide, is_small

#: How many of how many.
Pair = tuple[int, int]
#: The same as it may leave; None where one is hidden.
Shown = tuple[int | None, int | None]


@dataclass(frozen=True)
class Leaving:
    whole: Shown
    parts: Mapping[str, list[Shown]]


@dataclass(frozen=True)
class Outer:
    """What another measure counts of the same whole and the same parts, in the same order: all whom this one counts, and more
    (`Measure.within`).
    """

    whole: int
    parts: Mapping[str, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Untold:
    """Where the wholes are hidden under another name, because they are what another measure counts (`Measure.whole_of`): of
    all, and the places of parts by each way of taking it apart.
    """

    whole: bool
    parts: Mapping[str, Collection[int]] = field(default_factory=dict)


def shown_alone(number: Pair, outer: Outer | None = None, untold: Untold | None = None) -> Shown:
    """A measure without its parts."""
    counted, of = number
    if is_small(of) or (of and untold is not None and untold.whole):
        return (None if counted else 0), None
    between = outer.whole - counted if outer and counted else 0
    return (None if is_small(counted, of=of) or is_small(between) else counted), of


def leaving(
    whole: Pair, parts: Mapping[str, Sequence[Pair]], outer: Outer | None = None, untold: Untold | None = None
) -> Leaving:
    """The whole and its parts by each way of taking it apart. What is missing to the whole (who learns nowhere is at no
    provider) is a part too: it could be worked out as well as the others. Where a whole could be worked out that is hidden,
    nothing but noughts is shown beside it. Of whom `outer` counts and this measure does not, the numbers are a table too, to be
    had by subtracting: what would tell a small one of them is hidden here. Wholes that are `untold` are hidden here too.
    """
    found: dict[str, list[Shown]] = {}
    hides_of = is_small(whole[1]) or (untold is not None and untold.whole)
    hides_counted = is_small(whole[0], of=whole[1])
    if outer is not None and whole[0]:
        hides_counted |= is_small(outer.whole - whole[0])
    for split, rows in parts.items():
        rest = tuple(max(whole[place] - sum(row[place] for row in rows), 0) for place in (0, 1))
        all_rows = [*rows, (min(rest), rest[1])]
        of = hide([row[1] for row in all_rows], also=untold.parts.get(split, ()) if untold else ())
        also = [place for place, part in enumerate(of.parts) if part is None]
        if outer is not None and split in outer.parts:
            between = _between(whole[0], [row[0] for row in rows], outer.whole, outer.parts[split])
            also += [place for place, part in enumerate(between.parts) if part is None]
            hides_counted |= between.total is None and whole[0] > 0
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


def _between(whole: int, inner: Sequence[int], outer_whole: int, outer: Sequence[int]) -> Hidden:
    """The table of whom the outer measure counts and the inner one does not, by part and in what is missing to the whole, as
    it may leave. A correction may have made the inner one larger: then nobody is between them.
    """
    parts = [max(more - less, 0) for more, less in zip(outer, inner, strict=True)]
    return hide([*parts, max(outer_whole - whole - sum(parts), 0)])


def _nought(number: int | None) -> int | None:
    """Nought stays, because it speaks of nobody."""
    return 0 if number == 0 else None
