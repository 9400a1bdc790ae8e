"""Who is how old, does what and goes where. Chances for measuring, not statistics: the shape is England's, rounded.

About 80,000 children are looked after, of whom about a fifth are 16 or 17; 45,000 to 50,000 care leavers are 17 to 21, of whom
roughly four in ten are not in education, employment or training; support goes on to 25 for who asks. Of 153 authorities the largest
look after twenty times as many as the smallest; a few large colleges teach most of those in further education.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from learners.enums import CareStatus


@dataclass(frozen=True)
class Kind:
    """A kind of young person: share of the caseload, ages in years, how many have a place, how many are NEET."""

    share: int
    youngest: int
    oldest: int
    status: CareStatus
    enrolled: float
    neet: float


#: Shares in per mille of a post-14 caseload.
KINDS = (
    Kind(share=150, youngest=14, oldest=15, status=CareStatus.LOOKED_AFTER, enrolled=0.0, neet=0.0),
    Kind(share=40, youngest=16, oldest=17, status=CareStatus.LOOKED_AFTER, enrolled=0.85, neet=0.08),
    Kind(share=190, youngest=16, oldest=17, status=CareStatus.ELIGIBLE, enrolled=0.80, neet=0.12),
    Kind(share=20, youngest=16, oldest=17, status=CareStatus.RELEVANT, enrolled=0.60, neet=0.30),
    Kind(share=150, youngest=18, oldest=18, status=CareStatus.FORMER_RELEVANT, enrolled=0.55, neet=0.32),
    Kind(share=330, youngest=19, oldest=21, status=CareStatus.FORMER_RELEVANT, enrolled=0.30, neet=0.39),
    Kind(share=80, youngest=22, oldest=24, status=CareStatus.FORMER_RELEVANT, enrolled=0.15, neet=0.45),
    Kind(share=40, youngest=17, oldest=21, status=CareStatus.QUALIFYING, enrolled=0.35, neet=0.40),
)

PEOPLE_PER_AUTHORITY = 500
MOST_AUTHORITIES = 153
PEOPLE_PER_PROVIDER = 60
PEOPLE_PER_KEY_WORKER = 18


def kind_of(chance: random.Random) -> Kind:
    return chance.choices(KINDS, cum_weights=list(accumulate(kind.share for kind in KINDS)))[0]


def born_on(kind: Kind, today: date, chance: random.Random) -> date:
    """A date of birth that makes them as old as `kind` says today."""
    youngest = today - timedelta(days=round(kind.youngest * 365.25) + 2)
    oldest = today - timedelta(days=round((kind.oldest + 1) * 365.25) - 2)
    return oldest + timedelta(days=chance.randrange((youngest - oldest).days))


def sizes_of_authorities(number: int, chance: random.Random) -> list[float]:
    """Relative sizes: a few large counties and cities, many small ones."""
    return [chance.lognormvariate(0.0, 0.7) for _ in range(number)]


def sizes_of_providers(number: int) -> list[float]:
    """Relative sizes by rank: the largest tenth teaches about half."""
    return [1 / (rank + 1) ** 0.8 for rank in range(number)]
