"""Which colour a number proposes, from thresholds somebody set (K3). Pure. A person may see it otherwise, with a reason."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from education_plans.enums import Rag
from oversight.enums import Direction

Number = Decimal | Fraction | int


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """From where a number is green, and from where amber; both in the unit of the number, and met by the number itself unless
    `is_beyond`: then green begins beyond it. Without `amber_from` nothing is amber.
    """

    green_from: Number
    amber_from: Number | None = None
    direction: Direction = Direction.HIGHER
    is_beyond: bool = False


def proposed_rag(value: Number | None, thresholds: Thresholds) -> Rag | None:
    """The colour that `value` proposes; None where there is nothing to judge (no value, because nobody is counted)."""
    if value is None:
        return None
    if _reaches(value, thresholds.green_from, thresholds.direction) and not (
        thresholds.is_beyond and Fraction(value) == Fraction(thresholds.green_from)
    ):
        return Rag.GREEN
    if thresholds.amber_from is not None and _reaches(value, thresholds.amber_from, thresholds.direction):
        return Rag.AMBER
    return Rag.RED


def _reaches(value: Number, limit: Number, direction: Direction) -> bool:
    """Exactly, so that 94.96 per cent does not count as the 95 that it is written as."""
    exact, at = Fraction(value), Fraction(limit)
    return exact >= at if direction == Direction.HIGHER else exact <= at
