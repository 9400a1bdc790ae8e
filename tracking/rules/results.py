"""Retention, pass, achievement and value added, as they are published (A35; domain facts §6). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agreements.rules import academic_year_of
from tracking.enums import AimOutcome, Completion
from tracking.rules.attendance import percent

#: Why somebody left before the end, by its national code (the individualised learner record, as it was in 2021/22).
WITHDRAW_REASONS: Mapping[str, str] = {
    "2": "Moved to another provider",
    "3": "Injury or illness",
    "7": "Moved as agreed with the funding agency",
    "28": "In custody, for reasons they could not change",
    "29": "Made redundant",
    "40": "Began another course at the same provider",
    "41": "Moved because of the provider’s plans",
    "42": "Academic failure in higher education",
    "43": "Money",
    "44": "Personal reasons",
    "45": "Came to an end by itself, in higher education",
    "47": "Moved because providers merged",
    "48": "Left for an industry placement",
    "98": "Not known",
}

#: The states of a leaver: who goes on, or has an agreed break, has not left.
ENDED = frozenset({Completion.COMPLETED, Completion.WITHDRAWN})


@dataclass(frozen=True)
class Aim:
    """What of one learning aim is counted."""

    completion: Completion
    outcome: AimOutcome | None
    planned_end_on: date
    ended_on: date | None = None
    expected_points: Decimal | None = None
    actual_points: Decimal | None = None

    @property
    def is_leaver(self) -> bool:
        """Who goes on, or has an agreed break, is counted by none of the rates."""
        return self.completion in ENDED

    @property
    def is_achieved(self) -> bool:
        return self.completion == Completion.COMPLETED and self.outcome == AimOutcome.ACHIEVED


@dataclass(frozen=True)
class Results:
    """Counts, with the rates made of them: achievement is retention times pass."""

    leavers: int
    completed: int
    achieved: int

    @property
    def retention(self) -> Decimal | None:
        """Leavers who completed, of all leavers, in per cent."""
        return percent(self.completed, self.leavers)

    @property
    def pass_rate(self) -> Decimal | None:
        """Those who achieved, of those who completed, in per cent."""
        return percent(self.achieved, self.completed)

    @property
    def achievement(self) -> Decimal | None:
        """Those who achieved, of all leavers, in per cent."""
        return percent(self.achieved, self.leavers)


def results(aims: Iterable[Aim]) -> Results:
    """Count the leavers among `aims`. Achieved in part is not achieved."""
    leavers = [aim for aim in aims if aim.is_leaver]
    return Results(
        leavers=len(leavers),
        completed=sum(aim.completion == Completion.COMPLETED for aim in leavers),
        achieved=sum(aim.is_achieved for aim in leavers),
    )


def counted_in(aim: Aim) -> int:
    """The academic year, by its first calendar year, in whose results an aim counts: the later of its planned and its
    actual end (the hybrid end year).
    """
    return academic_year_of(max(aim.planned_end_on, aim.ended_on or aim.planned_end_on))


def value_added(aim: Aim) -> Decimal | None:
    """Points reached beyond those expected after the same prior attainment; None if either is not known."""
    if aim.expected_points is None or aim.actual_points is None:
        return None
    return aim.actual_points - aim.expected_points
