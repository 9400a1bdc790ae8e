"""Who belongs on a panel's agenda, why, and in which order (M1, M2). Pure.

A panel looks after those of 16 to 25 who are in neither education, employment nor training, whatever the reason: an
illness, a disability or a child of one's own leaves nobody out. It looks too at who may come to that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.wording import written_day
from oversight.enums import PanelReason, Risk
from oversight.rules.risk import INCIDENT_DAYS, REPEATED, Facts, days

#: Whose time without a place is the panel's concern, in years of age, both included.
YOUNGEST, OLDEST = 16, 25

#: For whom the panel says what happens if its decision does not work (M2).
NEEDS_CONTINGENCY = frozenset({PanelReason.NEET_LONG, PanelReason.NEET_RISK})


@dataclass(frozen=True)
class Why:
    """One reason to be on the agenda, with what it rests on."""

    reason: PanelReason
    words: str


def reasons(facts: Facts, on: date) -> list[Why]:
    """Why the panel of the local day `on` should look at somebody; empty if nothing calls for it."""
    found = []
    if facts.open_actions:
        what = "1 action" if facts.open_actions == 1 else f"{facts.open_actions} actions"
        found.append(Why(PanelReason.UNFINISHED, f"{what} of an earlier meeting still open"))
    if facts.return_on is not None and facts.return_on <= on:
        found.append(Why(PanelReason.RETURN, f"To be looked at again from {written_day(facts.return_on)}"))
    elif facts.was_not_reached:
        found.append(Why(PanelReason.RETURN, "Not reached at the last meeting"))
    found += _without(facts)
    if facts.incidents >= REPEATED:
        found.append(Why(PanelReason.INCIDENTS, f"{facts.incidents} incidents within the last {INCIDENT_DAYS} days"))
    if facts.is_falling:
        found.append(Why(PanelReason.ATTENDANCE, f"From {facts.attendance_before} % to {facts.attendance} %"))
    elif facts.attendance is not None and facts.attendance_limit is not None:
        found.append(Why(PanelReason.ATTENDANCE, f"{facts.attendance} %, limit {facts.attendance_limit} %"))
    if missing := _missing_plan(facts):
        found.append(Why(PanelReason.NO_PLAN, missing))
    return found


def _without(facts: Facts) -> list[Why]:
    """A time without a place; the most telling word for it. Somebody who has a place again may be likely to lose it."""
    if not YOUNGEST <= facts.age <= OLDEST:
        return []
    if facts.without_since is None:
        if facts.times_before >= REPEATED:
            return [Why(PanelReason.NEET_RISK, f"Without a place {facts.times_before} times within the last year")]
        return []
    words = f"For {days(facts.days_without)}, since {written_day(facts.without_since)}"
    if facts.is_long:
        return [Why(PanelReason.NEET_LONG, words)]
    if facts.is_near_long or facts.times_before:
        return [Why(PanelReason.NEET_RISK, words)]
    return [Why(PanelReason.NEET, words)]


def _missing_plan(facts: Facts) -> str:
    if facts.plan_is_overdue:
        return "The education plan is overdue"
    if facts.is_without and YOUNGEST <= facts.age <= OLDEST and not facts.has_support_plan:
        return "No support plan is agreed for the time without a place"
    return ""


def needs_contingency(codes: Iterable[str]) -> bool:
    """Whether the panel has to say what happens if its decision does not work."""
    return bool(NEEDS_CONTINGENCY & set(codes))


_RANK = {reason.value: place for place, reason in enumerate(PanelReason)}
_OF_RISK = {Risk.HIGH: 0, Risk.MEDIUM: 1, Risk.LOW: 2}


def place(*, codes: Sequence[str], risk: Risk, points: int, sort_name: str) -> tuple[int, int, int, str]:
    """What an agenda is sorted by unless somebody orders it by hand: the highest risk first, then what weighs most."""
    return _OF_RISK[risk], -points, min((_RANK[code] for code in codes), default=len(_RANK)), sort_name


def moved(order: Sequence[int], who: int, by: int) -> list[int]:
    """`order` with `who` `by` places further down (up if negative), as far as there is room. ValueError if not in it."""
    rest = list(order)
    now_at = rest.index(who)
    rest.pop(now_at)
    rest.insert(max(0, min(now_at + by, len(rest))), who)
    return rest
