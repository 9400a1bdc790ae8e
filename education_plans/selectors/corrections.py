"""What was put right in the record of a meeting: by whom, when, why, and what stood there before."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from accounts.models import User
from accounts.wording import day, moment
from education_plans.models import Invitee, PlanMeeting

#: What a reason in the history begins with where something was put right.
CORRECTED = "Corrected: "
_FIELDS = {
    "starts_at": "When",
    "young_person_said": "What the young person said",
    "decisions": "What was decided",
    "next_on": "Next meeting",
}


@dataclass(frozen=True)
class Correction:
    """`before`: what it was about, and the words that stood there."""

    at: datetime
    by: User | None
    reason: str
    before: tuple[tuple[str, str], ...]


def corrections_of(meeting: PlanMeeting) -> list[Correction]:
    """The latest first."""
    rows = list(meeting.history.select_related("history_user").order_by("history_id"))
    found = []
    for old, new in pairwise(rows):
        reason = new.history_change_reason or ""
        if reason.startswith(CORRECTED):
            stood = {label: (_words(getattr(old, name)), _words(getattr(new, name))) for name, label in _FIELDS.items()}
            before = [(label, was) for label, (was, is_now) in stood.items() if was != is_now]
            before += _who_came(meeting, reason, new.history_date)
            found.append(Correction(new.history_date, new.history_user, reason.removeprefix(CORRECTED), tuple(before)))
    return found[::-1]


def _who_came(meeting: PlanMeeting, reason: str, at: datetime) -> list[tuple[str, str]]:
    """What stood beside the names that were put right at that moment."""
    changed = Invitee.history.filter(meeting_id=meeting.pk, history_change_reason=reason, history_date=at)
    return [
        (row.name, str(row.prev_record.get_attendance_display())) for row in changed.order_by("id") if row.prev_record
    ]


def _words(value: Any) -> str:
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else value or "Nothing"
