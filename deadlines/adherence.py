"""How well promises are kept: per agency and duty, for the deadlines whose original due moment lies in a period.

Each is judged on its original moment. On time, late and missed make the rate; what is not yet due, was waived or stopped
applying before its moment stays out of it. Moved, paused, waived and cancelled are counted beside the rate whatever the
outcome, because moving or waiving after a breach never removes the breach.

A duty owed by two agencies counts for both, for the partner if it was tracked by then. Every number is the length of a
list: `Row.filters` says which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Value

from accounts.models import Agency
from deadlines import registry
from deadlines.enums import DeadlineState, Outcome
from deadlines.querysets import DeadlineQuerySet
from deadlines.rules import Duty
from deadlines.selectors.listing import PARTNER_WAS_TRACKED, Filters

#: Each column with the filter that lists it and the condition that counts it.
COLUMNS: Mapping[str, tuple[dict[str, str], Q]] = {
    "on_time": ({"outcome": Outcome.ON_TIME.value}, Q(outcome=Outcome.ON_TIME)),
    "late": ({"outcome": Outcome.LATE.value}, Q(outcome=Outcome.LATE)),
    "missed": ({"outcome": Outcome.MISSED.value}, Q(outcome=Outcome.MISSED)),
    "not_yet_due": ({"outcome": Outcome.NOT_YET_DUE.value}, Q(outcome=Outcome.NOT_YET_DUE)),
    "moved": ({"flag": "moved"}, Q(was_moved=True)),
    "paused": ({"flag": "paused"}, Q(was_paused=True)),
    "waived": ({"state": "waived"}, Q(state=DeadlineState.WAIVED)),
    "cancelled": ({"state": "cancelled"}, Q(state=DeadlineState.CANCELLED)),
    "open": ({"state": "open"}, Q(state=DeadlineState.OPEN)),
    "total": ({"state": "any"}, Q()),
}


@dataclass(frozen=True)
class Counts:
    """The numbers of one set of deadlines."""

    on_time: int = 0
    late: int = 0
    missed: int = 0
    not_yet_due: int = 0
    moved: int = 0
    paused: int = 0
    waived: int = 0
    cancelled: int = 0
    open: int = 0
    total: int = 0

    @property
    def judged(self) -> int:
        """How many the rate speaks of."""
        return self.on_time + self.late + self.missed

    @property
    def rate(self) -> float | None:
        """On time ÷ (on time + late + missed), from 0 to 1; None when there is nothing to judge."""
        return self.on_time / self.judged if self.judged else None

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in COLUMNS})


@dataclass(frozen=True)
class Row:
    """One agency and one duty."""

    agency: Agency
    duty: Duty
    counts: Counts

    def filters(self, column: str, within: Filters) -> Filters:
        """The list behind a number of this row. `within` bounds the period (and whatever else the table was cut down to)."""
        return replace(within, agency=self.agency.uuid, duty=self.duty.code, **COLUMNS[column][0])


def table(deadlines: DeadlineQuerySet, now: datetime) -> list[Row]:
    """Rows by agency name, then in the order of the agreement. `deadlines` is the population, as the reader may see it.

    Two queries and one for the agencies, however many rows.
    """
    judged = deadlines.tracked().with_outcome(now).order_by()
    counted: dict[tuple[int, str], Counts] = {}
    for party, counts_for in (("owner_id", Q()), ("partner_id", Q(partner__isnull=False) & PARTNER_WAS_TRACKED)):
        groups = judged.filter(counts_for).values(party, "duty_code").annotate(**_numbers())
        for group in groups:
            key = (group[party], group["duty_code"])
            counted[key] = counted.get(key, Counts()) + _counts(group)
    agencies = Agency.objects.in_bulk({agency_id for agency_id, _ in counted})
    order = {duty.code: place for place, duty in enumerate(registry.duties())}
    rows = [Row(agencies[agency_id], registry.duty(code), counts) for (agency_id, code), counts in counted.items()]
    return sorted(rows, key=lambda row: (row.agency.sort_name, row.agency.pk, order[row.duty.code]))


def by_duty(deadlines: DeadlineQuerySet, now: datetime) -> dict[str, Counts]:
    """The numbers of each duty, every deadline counted once whoever owes it, in the order of the agreement."""
    groups = deadlines.tracked().with_outcome(now).order_by().values("duty_code").annotate(**_numbers())
    counted = {group["duty_code"]: _counts(group) for group in groups}
    return {duty.code: counted[duty.code] for duty in registry.duties() if duty.code in counted}


def total(of_duties: Mapping[str, Counts]) -> Counts:
    """The numbers of the whole, from those of each duty: `by_duty` counts every deadline once."""
    return sum(of_duties.values(), Counts())


def _numbers() -> dict[str, Count]:
    return {f"n_{name}": Count(Value(1), filter=condition) for name, (_, condition) in COLUMNS.items()}


def _counts(group: Mapping[str, Any]) -> Counts:
    return Counts(**{name: group[f"n_{name}"] for name in COLUMNS})
