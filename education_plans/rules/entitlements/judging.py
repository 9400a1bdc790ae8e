"""How a rule is judged by what is known of a young person. Pure: no clock, no database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from agreements.rules import academic_year_of
from education_plans.enums import EntitlementFit, PlanVariant
from tracking.rules.ages import age_on


@dataclass(frozen=True)
class Circumstances:
    """What is known of somebody on the local day `on`. Without a place the last four are empty."""

    care_status: str
    date_of_birth: date
    on: date
    variant: str = PlanVariant.COURSE
    aims_for_higher_education: bool = False
    level: str = ""
    starts_on: date | None = None
    planned_end_on: date | None = None

    @property
    def year(self) -> int:
        """In which the academic year begins that is meant: today’s, or that of a place that is still to begin."""
        return academic_year_of(max(self.on, self.starts_on or self.on))

    @property
    def age_on_31_august(self) -> int:
        """How old they were on the day before that academic year."""
        return age_on(self.date_of_birth, date(self.year, 8, 31))


class Holds(Enum):
    """What a test found. The order is that of weight: one “no” outweighs all else."""

    NO = "no"
    LATER = "not yet"
    UNKNOWN = "not known"
    YES = "yes"


@dataclass(frozen=True)
class Finding:
    holds: Holds
    words: str


Test = Callable[[Circumstances], Finding]


@dataclass(frozen=True)
class Sum:
    """What was paid from a local day on, in pounds; None: no longer a sum that is known."""

    from_on: date
    pounds: Decimal | None


@dataclass(frozen=True)
class EntitlementRule:
    """One entitlement. `says` and `to_young_person` may hold {sum}, the sum of the day in words."""

    code: str
    title: str
    says: str
    to_young_person: str
    asked_of: str
    source: str
    tests: tuple[Test, ...]
    sums: tuple[Sum, ...] = ()
    up_to: bool = False
    #: Had once in a life, not once a year.
    once: bool = False
    #: The provider asks for it or pays it, so what became of it is the provider’s to know (A23).
    through_provider: bool = False
    #: The sum is that of the day the place begins, not of today.
    by_start: bool = False
    note: str = ""

    def sum_on(self, day: date) -> Decimal | None:
        """In pounds, on a local day; None where there is no sum, or none that is known."""
        paid = [each for each in self.sums if each.from_on <= day]
        return max(paid, key=lambda each: each.from_on).pounds if paid else None


@dataclass(frozen=True)
class Prompt:
    """A rule as it looks for one young person, with what each of its tests found."""

    rule: EntitlementRule
    fit: EntitlementFit
    findings: tuple[Finding, ...]
    year: int
    sum: Decimal | None

    @property
    def sum_in_words(self) -> str:
        """“up to £1,200”, “£2,000”; empty without a sum."""
        if self.sum is None:
            return ""
        return f"{'up to ' if self.rule.up_to else ''}£{self.sum:,.0f}"

    @property
    def says(self) -> str:
        return self._written(self.rule.says)

    @property
    def to_young_person(self) -> str:
        """The same for the young person, in words that a nine-year-old reads."""
        return self._written(self.rule.to_young_person)

    def _written(self, text: str) -> str:
        words = text.format(sum=self.sum_in_words or "an amount of money")
        return words[:1].upper() + words[1:]

    @property
    def against(self) -> tuple[str, ...]:
        """What speaks against it, or is not known."""
        return tuple(each.words for each in self.findings if each.holds != Holds.YES)

    @property
    def for_it(self) -> tuple[str, ...]:
        return tuple(each.words for each in self.findings if each.holds == Holds.YES)


_FITS = (
    (Holds.NO, EntitlementFit.NOT),
    (Holds.LATER, EntitlementFit.LATER),
    (Holds.UNKNOWN, EntitlementFit.FIND_OUT),
    (Holds.YES, EntitlementFit.LIKELY),
)


def judge(rule: EntitlementRule, known: Circumstances) -> Prompt:
    """How one rule fits what is known. The weightiest finding decides."""
    findings = tuple(test(known) for test in rule.tests)
    found = {each.holds for each in findings}
    fit = next((fit for holds, fit in _FITS if holds in found), EntitlementFit.FIND_OUT)
    counted_on = known.starts_on or known.on if rule.by_start else max(known.on, date(known.year, 9, 1))
    return Prompt(rule, fit, findings, known.year, rule.sum_on(counted_on))
