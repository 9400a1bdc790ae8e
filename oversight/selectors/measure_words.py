"""Numbers of measures, and what is asked of them, as a person reads them."""

from accounts.wording import percent
from oversight.enums import Direction, MeasureUnit
from oversight.measures.measure import Measure, Number
from oversight.rules.measures_out import Shown
from oversight.selectors.figures_out import HIDDEN


def in_words(measure: Measure, number: Number) -> str:
    """The number as a person reads it, with both numbers it is made of."""
    of = f"{number.numerator} of {number.denominator}"
    if measure.unit == MeasureUnit.COUNT:
        return of
    return f"{percent(number.share)} ({of})" if number.share is not None else "Nobody to count"


def shown_in_words(measure: Measure, shown: Shown) -> str:
    """The same of a number of which something may be hidden."""
    counted, of = shown
    return HIDDEN if counted is None or of is None else in_words(measure, Number(counted, of))


def aim_in_words(measure: Measure) -> str:
    """What the sources ask of the number; empty if they do not say."""
    if measure.aim is None:
        return ""
    if measure.aim == 0:
        return "none"
    unit = "%" if measure.unit == MeasureUnit.PERCENT else ""
    if measure.direction == Direction.LOWER:
        return f"{'less than' if measure.aim_is_beyond else 'at most'} {measure.aim}{unit}"
    return "all of them" if measure.aim == 100 else f"at least {measure.aim}{unit}"
