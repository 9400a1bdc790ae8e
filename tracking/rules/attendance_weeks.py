"""Weeks of attendance together: the year so far, and when attendance gives reason to act (A35, K). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from agreements.rules import academic_year_of
from tracking.rules.attendance import NO_SESSIONS, Sessions, total

WEEK = timedelta(days=7)

#: Half-day sessions of a week without a timetable of its own.
FULL_WEEK = 10
#: So many recorded weeks are judged against the limit of the terms.
JUDGED_WEEKS = 4
#: Fewer weeks than this, or fewer sessions, say nothing yet: one bad cold is no reason for a meeting. A local choice.
FEWEST_WEEKS = 2
FEWEST_SESSIONS = 10
#: A share of fewer sessions than this goes up and down with every one of them, and is marked (domain facts §6).
FEW_SESSIONS = JUDGED_WEEKS * FULL_WEEK
#: Whoever attended nothing in so many weeks is looked for. A local choice.
NOT_SEEN_WEEKS = 4


@dataclass(frozen=True)
class Week:
    """One recorded week: counted sessions, or a percentage alone."""

    week_on: date
    sessions: Sessions | None = None
    percent: Decimal | None = None


@dataclass(frozen=True)
class Standing:
    """Some weeks together. `percent` is of the sessions; only where no week is counted it is the mean of what was said, and
    nobody can check it.
    """

    sessions: Sessions = NO_SESSIONS
    percent: Decimal | None = None
    weeks: int = 0
    is_verified: bool = True

    @property
    def is_short(self) -> bool:
        """Few sessions stand behind it."""
        return self.is_verified and 0 < self.sessions.possible < FEW_SESSIONS

    def is_at_or_below(self, limit: int) -> bool:
        """Judged on the sessions and not on the rounded percentage."""
        if self.is_verified:
            return self.sessions.is_at_or_below(limit)
        return self.percent is not None and self.percent <= limit


@dataclass(frozen=True)
class Below:
    """Attendance that is at or below the limit: over which weeks, and how much it was."""

    first_week_on: date
    last_week_on: date
    percent: Decimal


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def year_begins(day: date) -> date:
    """The Monday of the week in which the academic year of `day` began: weeks from then on count for the year."""
    return monday_of(date(academic_year_of(day), 9, 1))


def standing(weeks: Iterable[Week]) -> Standing:
    """All of them together. A week without a possible session says nothing of how the others were known."""
    weeks = list(weeks)
    sessions = total(week.sessions for week in weeks if week.sessions is not None)
    alone = [week.percent for week in weeks if week.sessions is None and week.percent is not None]
    if sessions.possible or not alone:
        return Standing(sessions, sessions.percent, len(weeks))
    return said(sum(alone, Decimal(0)), len(alone))


def telling(weeks: Iterable[Week]) -> list[Week]:
    """The last recorded weeks that say something, the earliest first: those without a possible session do not."""
    some = [week for week in weeks if week.percent is not None or (week.sessions and week.sessions.possible)]
    return sorted(some, key=lambda week: week.week_on)[-JUDGED_WEEKS:]


def said(percentages: Decimal, weeks: int) -> Standing:
    """Of percentages alone, by their sum and their number."""
    if not weeks:
        return Standing()
    mean = (percentages / weeks).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return Standing(percent=mean, weeks=weeks, is_verified=False)


def in_short(standing: Standing) -> str:
    """For a line of a page: the percentage and what stands behind it."""
    if standing.percent is None:
        return ""
    if not standing.is_verified:
        return f"{standing.percent}%, unverified"
    return f"{standing.percent}% of {standing.sessions.possible} sessions"


def judged(weeks: Sequence[Week], limit: int) -> Below | None:
    """Whether the last recorded weeks are at or below the limit of the terms, in per cent; None if they are better or too
    few to say. Weeks without a possible session say nothing.
    """
    last = telling(weeks)
    found = standing(last)
    if len(last) < FEWEST_WEEKS or (found.is_verified and found.sessions.possible < FEWEST_SESSIONS):
        return None
    if found.percent is None or not found.is_at_or_below(limit):
        return None
    return Below(last[0].week_on, last[-1].week_on, found.percent)
