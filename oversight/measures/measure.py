"""What a measure is: a number with its list. Among whom it counts, and when, is a `Scope`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from agreements.rules import academic_year_of
from deadlines.calendar import add_months, local_midnight
from deadlines.querysets import DeadlineQuerySet
from education_plans.enums import Rag
from learners.querysets import EnrolmentQuerySet, LearnerQuerySet
from oversight.enums import Counted, Direction, MeasurePeriod, MeasureUnit, Split
from oversight.rules.proposed_rag import Thresholds, proposed_rag

PARTS = (Split.AREA, Split.AGES, Split.STATUS, Split.PROVIDER)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Among whom somebody, or a Virtual School, counts, and as of when.

    `everybody`  young people, closed cases included
    `places`     the places of them that may be known of
    `clocks`     the deadlines about them that may be known of
    `on`         the local day as of which it is counted: today, or the last day of a month that is over
    `at`         the moment: now, or the midnight after that day
    """

    everybody: LearnerQuerySet
    places: EnrolmentQuerySet
    clocks: DeadlineQuerySet
    on: date
    at: datetime

    @property
    def learners(self) -> LearnerQuerySet:
        """Those whose case is open on the day."""
        still = Q(closed_on__isnull=True) | Q(closed_on__gt=self.on)
        alive = Q(died_on__isnull=True) | Q(died_on__gt=self.on)
        return self.everybody.filter(still, alive)

    @property
    def places_held(self) -> EnrolmentQuerySet:
        """Held on the day, or still to begin."""
        return self.places.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=self.on))

    @property
    def month(self) -> date:
        return self.on.replace(day=1)

    @property
    def month_ends(self) -> tuple[datetime, datetime]:
        """The midnights between which a day clock of the month ends: after the first one, up to and with the last."""
        return local_midnight(self.month), local_midnight(add_months(self.month, 1))

    @property
    def year_began(self) -> date:
        """The first day of the academic year."""
        return date(academic_year_of(self.on), 9, 1)


@dataclass(frozen=True)
class Number:
    """A measure counted: how many of how many. Both are lengths of lists."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.numerator / self.denominator if self.denominator else None

    def exact(self, unit: MeasureUnit) -> Fraction | None:
        """What thresholds are held against: per cent, or how many; None where nobody is counted."""
        if not self.denominator:
            return None
        return (
            Fraction(100 * self.numerator, self.denominator)
            if unit == MeasureUnit.PERCENT
            else Fraction(self.numerator)
        )


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Something boards ask for, computed from the record.

    `code`       its name in the database, never changed once used
    `version`    of the definition: raised whenever another number could come out
    `definition` in plain words: who is in the whole, and who of them is counted
    `sources`    ids of the requirements and promises it is made for
    `population` the whole, of young people or of deadlines
    `met`        who of the whole is counted
    `within`     code of the measure with the same whole whose counted ones include these: what lies between the two is a
                 number too, and may be small
    `whole_of`   code of the measure whose counted ones are the whole of this one: one number with two names, hidden under both
    `own`        only young people’s own agencies know of it
    `aim`        what the sources ask of it, if they say so; a strategy may set other thresholds
    """

    code: str
    version: int = 1
    title: str
    definition: str
    sources: tuple[str, ...]
    population: Callable[[Scope], QuerySet[Any]]
    met: Callable[[Scope], Q]
    within: str = ""
    whole_of: str = ""
    period: MeasurePeriod
    unit: MeasureUnit = MeasureUnit.PERCENT
    direction: Direction = Direction.HIGHER
    own: bool = True
    of_clocks: bool = False
    by_clause: bool = False
    aim: Decimal | None = None
    aim_is_beyond: bool = False

    def rows(self, scope: Scope, counted: Counted = Counted.ALL) -> QuerySet[Any]:
        """The list: the whole with `is_met`, or one part of it. Every number is a length of this."""
        met = Case(When(self.met(scope), then=Value(True)), default=Value(False), output_field=BooleanField())
        found = self.population(scope).annotate(is_met=met)
        return found if counted == Counted.ALL else found.filter(is_met=counted == Counted.YES)

    def numerator(self, scope: Scope) -> QuerySet[Any]:
        return self.rows(scope, Counted.YES)

    def denominator(self, scope: Scope) -> QuerySet[Any]:
        return self.rows(scope)

    @property
    def splits(self) -> tuple[Split, ...]:
        return (*PARTS, Split.CLAUSE) if self.by_clause else PARTS

    @property
    def thresholds(self) -> Thresholds | None:
        """What the sources ask, as thresholds: reached, or not."""
        if self.aim is None:
            return None
        return Thresholds(green_from=self.aim, direction=self.direction, is_beyond=self.aim_is_beyond)

    def state(self, number: Number) -> Rag | None:
        """What the number proposes against the aim of the sources; None without an aim, and of nothing."""
        return proposed_rag(number.exact(self.unit), self.thresholds) if self.thresholds else None


def of_learner(rows: QuerySet[Any]) -> Exists:
    """That there is such a row of the young person."""
    return Exists(rows.filter(learner=OuterRef("pk")))
