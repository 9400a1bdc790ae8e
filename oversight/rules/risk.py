"""How likely it is that somebody falls out: a score that shows where each point comes from (M2). Pure.

The points are Mainstay's own, set in 2026: no published scale covers this age. They order a list and start a
conversation; they decide nothing, and a person may see it otherwise and say why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.wording import written_day
from oversight.enums import Risk

#: From how many points on the rules call a risk medium, and high.
MEDIUM_FROM, HIGH_FROM = 3, 6

#: Incidents and moves are counted over so many days back, and so many of them are repeated.
INCIDENT_DAYS = 90
REPEATED = 2
YEAR_DAYS = 365
#: Attendance is compared over two stretches of so many days, in whole weeks; a drop of so many points in a hundred is a
#: fall.
STRETCH_DAYS = 28
FALL = Decimal(10)
#: A total of the strengths and difficulties questionnaire from which on it gives cause for concern (domain facts §5).
HIGH_STRENGTHS_SCORE = 17


@dataclass(frozen=True)
class Facts:
    """What is known of one young person on a day. A number that is None was not recorded.

    `attendance` is that of the last stretch, in per cent; `attendance_limit` the limit of the terms if it is no better.
    """

    age: int
    without_since: date | None = None
    days_without: int = 0
    is_long: bool = False
    is_near_long: bool = False
    times_before: int = 0
    has_support_plan: bool = False
    has_contingency: bool = False
    incidents: int = 0
    was_excluded: bool = False
    attendance: Decimal | None = None
    attendance_before: Decimal | None = None
    attendance_limit: int | None = None
    plan_is_overdue: bool = False
    has_key_worker: bool = True
    strengths_score: int | None = None
    home_moves: int = 0
    open_actions: int = 0
    return_on: date | None = None
    was_not_reached: bool = False

    @property
    def is_without(self) -> bool:
        return self.without_since is not None

    @property
    def fell_by(self) -> Decimal | None:
        """Points of attendance lost from one stretch to the next; None where one of them is not known."""
        if self.attendance is None or self.attendance_before is None:
            return None
        return self.attendance_before - self.attendance

    @property
    def is_falling(self) -> bool:
        return self.fell_by is not None and self.fell_by >= FALL


@dataclass(frozen=True)
class Part:
    """Some of the points, and why they are given."""

    points: int
    why: str


def parts(facts: Facts) -> list[Part]:
    """Where the points come from, the most first."""
    found = [
        *_without(facts),
        *_attendance(facts),
        *_what_happened(facts),
        *_what_is_missing(facts),
    ]
    return sorted(found, key=lambda part: -part.points)


def _without(facts: Facts) -> list[Part]:
    found = []
    if facts.without_since is not None:
        since = written_day(facts.without_since)
        found.append(Part(3, f"Without a place for {days(facts.days_without)}, since {since}"))
    if facts.is_long:
        found.append(Part(3, "That is as long as the terms call long"))
    elif facts.is_near_long:
        found.append(Part(2, "More than half of the time that the terms call long is over"))
    if facts.times_before:
        again = "once" if facts.times_before == 1 else f"{facts.times_before} times"
        found.append(Part(1, f"Was without a place {again} before, within the last year"))
    return found


def _attendance(facts: Facts) -> list[Part]:
    found = []
    if facts.attendance is not None and facts.attendance_limit is not None:
        found.append(
            Part(2, f"Attendance of {facts.attendance} %, at or below the limit of {facts.attendance_limit} %")
        )
    if facts.is_falling:
        found.append(
            Part(2, f"Attendance fell from {facts.attendance_before} % to {facts.attendance} % within eight weeks")
        )
    return found


def _what_happened(facts: Facts) -> list[Part]:
    found = []
    if facts.incidents:
        points = 3 if facts.incidents >= REPEATED else 1
        what = "1 incident" if facts.incidents == 1 else f"{facts.incidents} incidents"
        found.append(Part(points, f"{what} within the last {INCIDENT_DAYS} days"))
    if facts.was_excluded:
        found.append(Part(3, "Lost a place by exclusion within the last year"))
    if facts.home_moves:
        what = "Moved home once" if facts.home_moves == 1 else f"Moved home {facts.home_moves} times"
        found.append(Part(2 if facts.home_moves >= REPEATED else 1, f"{what} within the last year"))
    if facts.strengths_score is not None and facts.strengths_score >= HIGH_STRENGTHS_SCORE:
        found.append(Part(1, f"A strengths and difficulties score of {facts.strengths_score} of 40"))
    return found


def _what_is_missing(facts: Facts) -> list[Part]:
    found = []
    if facts.plan_is_overdue:
        found.append(Part(1, "The education plan is overdue"))
    if facts.is_without and not facts.has_support_plan:
        found.append(Part(1, "No support plan is agreed for the time without a place"))
    if not facts.has_key_worker:
        found.append(Part(2, "No key worker"))
    return found


def score(found: Sequence[Part]) -> int:
    return sum(part.points for part in found)


def risk_of(points: int) -> Risk:
    """What the rules call so many points."""
    if points >= HIGH_FROM:
        return Risk.HIGH
    return Risk.MEDIUM if points >= MEDIUM_FROM else Risk.LOW


def days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
