"""How one agreement compares with others nearby, without telling how any single one of them does."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from accounts.wording import percent

#: A median is shown only from so many other agreements on, and only if so many of their promises were judged: with
#: fewer one could tell who stands behind it (requirements: small numbers suppressed).
FEWEST_AGREEMENTS = 5
FEWEST_JUDGED = 10


@dataclass(frozen=True)
class Tally:
    """What one agreement kept in time, of all that was judged."""

    on_time: int
    judged: int


def median_rate(tallies: Iterable[Tally]) -> float | None:
    """The median of the rates of these agreements, from 0 to 1; None where there are too few to be shown. An agreement
    of which nothing was judged does not count.
    """
    counted = [tally for tally in tallies if tally.judged]
    if len(counted) < FEWEST_AGREEMENTS or sum(tally.judged for tally in counted) < FEWEST_JUDGED:
        return None
    return median(tally.on_time / tally.judged for tally in counted)


def comparison(rate: float | None, middle: float | None, region: str) -> str:
    """In words how a rate stands beside the median of other agreements in the region; the same where both look the
    same as they are shown.
    """
    if rate is None:
        return "Nothing could be judged in this time."
    if middle is None:
        return f"Too few other agreements in {region} to compare with."
    same = percent(rate) == percent(middle)
    words = "The same as" if same else "Better than" if rate > middle else "Lower than"
    return f"{words} the middle of other agreements in {region}, which is {percent(middle)}."
