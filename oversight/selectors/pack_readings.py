"""What a board pack is about, and the months kept of it (ADR 19): nothing that is kept is counted again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property

from accounts.models import Agency
from accounts.wording import percent
from deadlines.calendar import local_midnight
from education_plans.rules.months import first_of, months_from
from oversight.enums import MeasureUnit, Split
from oversight.measures import registry
from oversight.measures.measure import Measure, Number, Scope
from oversight.models import MeasureSnapshot, Strategy
from oversight.rules.measures_out import Pair, Shown
from oversight.selectors.measure_snapshots import MONTHS, Apart, as_it_leaves
from oversight.selectors.measure_values import scope_of_school
from oversight.selectors.pack_blocks import NOTHING


@dataclass(frozen=True)
class Reading:
    """One measure of one month, as the readers of the pack may know it. `areas` by `Area`."""

    whole: Shown
    areas: Mapping[str, Shown]
    definition: int


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whose pack, of which whole months, and whether it `leaves` the authority: then nothing small may be in it."""

    school: Agency
    starts_on: date
    ends_on: date
    leaves: bool
    strategies: Sequence[Strategy] = field(default=())
    now: datetime

    @property
    def last(self) -> date:
        """The last month."""
        return first_of(self.ends_on)

    @property
    def before(self) -> date:
        """The month before the first, with which the last is compared."""
        return months_from(self.starts_on, -1)

    @property
    def midnights(self) -> tuple[datetime, datetime]:
        """The midnights between which what happened belongs to the period."""
        return local_midnight(self.starts_on), local_midnight(self.ends_on + timedelta(days=1))

    @cached_property
    def scope(self) -> Scope:
        """Among whom is counted at the end."""
        return scope_of_school(self.school, self.last)

    @cached_property
    def scope_before(self) -> Scope:
        """Among whom was counted before the first day."""
        return scope_of_school(self.school, self.before)

    @cached_property
    def readings(self) -> "Readings":
        return read(self)


@dataclass(frozen=True)
class Readings:
    """The months kept, each measure of each as its readers may know it."""

    asked: Asked
    apart: Mapping[date, Mapping[str, Apart]]
    definitions: Mapping[tuple[str, date], int]

    def of(self, measure: Measure, month: date) -> Reading | None:
        """None where nothing is kept of that month."""
        of_month = self.apart.get(month, {})
        kept = of_month.get(measure.code, {})
        if "" not in kept.get("", {}):
            return None
        area = Split.AREA.value
        version = self.definitions[measure.code, month]
        if not self.asked.leaves:
            return Reading(kept[""][""], kept.get(area, {}), version)
        named, out = as_it_leaves(measure, of_month)
        return Reading(out.whole, dict(zip(named.get(area, ()), out.parts.get(area, ()), strict=True)), version)

    def now(self, measure: Measure) -> Reading | None:
        """As of the last day of the period."""
        return self.of(measure, self.asked.last)

    @property
    def months(self) -> list[date]:
        """Of which trends speak: twelve up to the last, or as many as the period has with the one before it."""
        since = min(months_from(self.asked.last, 1 - MONTHS), self.asked.before)
        found = [since]
        while found[-1] < self.asked.last:
            found.append(months_from(found[-1], 1))
        return found

    def change(self, measure: Measure) -> str:
        """How the end differs from the month before the period, where both may be known."""
        before, now = (self.of(measure, month) for month in (self.asked.before, self.asked.last))
        was, is_now = (exact(measure, one) for one in (before, now))
        if before is None or was is None or is_now is None:
            return NOTHING
        word = "Same as" if was == is_now else "Up from" if is_now > was else "Down from"
        return f"{word} {short(measure, before.whole)}"


def number_of(reading: Reading | None) -> Number | None:
    """The whole, where neither of its numbers is hidden."""
    if reading is None or reading.whole[0] is None or reading.whole[1] is None:
        return None
    return Number(reading.whole[0], reading.whole[1])


def exact(measure: Measure, reading: Reading | None) -> Fraction | None:
    """What thresholds are held against; None where it may not be known, and of nobody."""
    number = number_of(reading)
    return number.exact(measure.unit) if number else None


def short(measure: Measure, shown: Shown) -> str:
    """The number alone, in a word."""
    counted, of = shown
    if counted is None or of is None:
        return NOTHING
    return percent(Number(counted, of).share) if measure.unit == MeasureUnit.PERCENT else str(counted)


def read(asked: Asked) -> Readings:
    """What is kept of the months. One query. Where nothing leaves, only what is shown is read."""
    rows = MeasureSnapshot.objects.standing().filter(agency=asked.school, month__lte=asked.last)
    rows = rows.filter(month__gte=Readings(asked, {}, {}).months[0])
    if not asked.leaves:
        rows = rows.filter(split__in=(Split.WHOLE, Split.AREA))
    apart: dict[date, dict[str, dict[str, dict[str, Pair]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(dict))
    )
    definitions: dict[tuple[str, date], int] = {}
    columns = ("code", "month", "split", "key", "numerator", "denominator", "definition")
    for code, month, split, key, counted, of, version in rows.order_by("pk").values_list(*columns):
        apart[month][code][split][key] = (counted, of)
        if split == Split.WHOLE:
            definitions[code, month] = version
    return Readings(asked, apart, definitions)


def measures_of(*codes: str) -> list[Measure]:
    """The measures of these codes, without those that are no more."""
    return [measure for code in codes if (measure := registry.find(code)) is not None]
