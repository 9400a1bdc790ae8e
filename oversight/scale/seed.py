"""Make a caseload of so many young people, in portions."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Prefetch

from accounts import access
from accounts.clock import local_date
from agreements.terms import terms_of
from deadlines.models import Deadline, DeadlineEvent
from deadlines.selectors import replay
from oversight.scale.agencies import Agencies
from oversight.scale.copying import Copier
from oversight.scale.people import People

#: Young people written in one transaction.
PORTION = 500
#: Deadlines of which each is told again from its events at the end.
SAMPLE = 1_000
REASON = "Made to measure with"


@dataclass(frozen=True)
class Seeded:
    """Rows written by table; seconds for writing and for giving access; what is wrong in the sample."""

    rows: Mapping[str, int]
    writing: float
    access: float
    drift: list[str]


def seed(*, learners: int, number: int, weeks: int, now: datetime, say: Callable[[str], object]) -> Seeded:
    """So many young people, the same for the same `number` and the same `now` but for their UUIDs. `weeks` of attendance."""
    chance, copier = random.Random(number), Copier()  # noqa: S311  (no secret)
    began = time.monotonic()
    authorities, colleges = Agencies(copier, chance, now).make(learners)
    copier.write(reason=REASON, at=now)
    # Without agreements the default terms hold; they are read once.
    terms = terms_of(None, on=local_date(now))
    people = People(copier, chance, now, terms, authorities, colleges, weeks=weeks)
    for made in range(1, learners + 1):
        people.make()
        if made % PORTION == 0 or made == learners:
            copier.write(reason=REASON, at=now)
            say(f"{made:,} of {learners:,} after {time.monotonic() - began:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    written = time.monotonic()
    access.rebuild()
    given = time.monotonic()
    return Seeded(dict(copier.written), written - began, given - written, _sample_of_drift(chance))


def _sample_of_drift(chance: random.Random) -> list[str]:
    """What is wrong with some deadlines, each told again from its events."""
    ids = list(Deadline.objects.order_by("pk").values_list("pk", flat=True))
    some = chance.sample(ids, min(SAMPLE, len(ids)))
    in_order = Prefetch("events", DeadlineEvent.objects.order_by("pk"))
    deadlines = Deadline.objects.filter(pk__in=some).prefetch_related(in_order, "steps")
    return [f"{each.duty_code} {each.uuid}: {problem}" for each in deadlines for problem in replay.problems(each)]
