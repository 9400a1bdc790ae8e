"""Weeks of attendance recorded: typed on one screen, or brought in from a file (A35)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import User
from learners.models import Enrolment
from tracking.enums import EntrySource
from tracking.models import AttendanceWeek, ImportFile
from tracking.rules.attendance_entry import Entry, week_fault
from tracking.selectors.attendance import entry_of
from tracking.services.attendance_concerns import notice_concerns

_FIELDS = (
    "possible", "attended", "authorised", "unauthorised", "percent", "marks", "source", "file", "entered_at", "entered_by",
)  # fmt: skip
_NOTHING = ""


class AttendanceError(ServiceError):
    """Attendance cannot be recorded as asked."""


class WeeksRefused(AttendanceError):
    """Some weeks cannot be recorded, so none was. `faults`: why, by the position in what was given."""

    def __init__(self, faults: Mapping[int, str]) -> None:
        super().__init__("Some weeks cannot be recorded. Nothing was saved.")
        self.faults = faults


@dataclass(frozen=True)
class WeekTyped:
    """One week at one place. No `entry`: what stands there is taken away. `was` is the code of what the person saw there
    (empty: nothing); None asks for no comparison.
    """

    enrolment: Enrolment
    week_on: date
    entry: Entry | None
    was: str | None = None


@dataclass(frozen=True)
class Recorded:
    """How many weeks were new, changed, taken away, and the same as before."""

    new: int = 0
    changed: int = 0
    removed: int = 0
    same: int = 0


@transaction.atomic
def record_weeks(
    *,
    typed: Sequence[WeekTyped],
    by: User,
    now: datetime,
    source: EntrySource = EntrySource.TYPED,
    file: ImportFile | None = None,
) -> Recorded:
    """Record all of these weeks, or none; then look whether attendance fell below the limit anywhere.

    Raises WeeksRefused: a week outside the place's time, a closed case, or a number that somebody else changed while it
    was being typed.
    """
    places = _locked([each.enrolment for each in typed])
    standing = _standing(places, {each.week_on for each in typed})
    faults = {}
    for number, each in enumerate(typed):
        place = places[each.enrolment.pk]
        if fault := _fault(place, each, standing.get((place.pk, each.week_on)), local_date(now)):
            faults[number] = fault
    if faults:
        raise WeeksRefused(faults)
    new: list[AttendanceWeek] = []
    changed: list[AttendanceWeek] = []
    removed: list[AttendanceWeek] = []
    for each in typed:
        week = standing.get((each.enrolment.pk, each.week_on))
        if each.entry is None:
            removed += [week] if week else []
        elif week is None or entry_of(week) != each.entry:
            (changed if week else new).append(_filled(week, each, source=source, file=file, by=by, now=now))
    history.create_all(new, by=by, reason="Recorded", at=now)
    history.change_all([(week, "Changed") for week in changed], fields=_FIELDS, by=by, at=now)
    for week in removed:
        _take_away(week, by=by, now=now)
    done = Recorded(len(new), len(changed), len(removed), len(typed) - len(new) - len(changed) - len(removed))
    touched = {week.enrolment_id for week in [*new, *changed, *removed]}
    notice_concerns(enrolment_ids=touched, now=now)
    return done


def _locked(enrolments: Sequence[Enrolment]) -> dict[int, Enrolment]:
    wanted = {enrolment.pk for enrolment in enrolments}
    places = Enrolment.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted)
    return {place.pk: place for place in places.select_related("learner").order_by("pk")}


def _standing(places: Mapping[int, Enrolment], week_ons: set[date]) -> dict[tuple[int, date], AttendanceWeek]:
    weeks = AttendanceWeek.objects.filter(enrolment__in=list(places), week_on__in=week_ons)
    return {(week.enrolment_id, week.week_on): week for week in weeks}


def _fault(place: Enrolment, each: WeekTyped, week: AttendanceWeek | None, today: date) -> str:
    if place.learner.is_closed:
        return "The case is closed."
    if fault := week_fault(each.week_on, today=today, starts_on=place.starts_on, ended_on=place.ended_on):
        return f"The week {fault}."
    stands = entry_of(week).code if week else _NOTHING
    wanted = each.entry.code if each.entry else _NOTHING
    if each.was is not None and stands not in (each.was, wanted):
        return f"Somebody else changed this meanwhile: {in_words(week)}."
    return ""


def in_words(week: AttendanceWeek | None) -> str:
    """What stands there now."""
    if week is None:
        return "nothing is recorded now"
    if week.possible is None:
        return f"it says {week.percent}% now"
    return f"it says {week.attended} of {week.possible} now"


def _filled(
    week: AttendanceWeek | None,
    each: WeekTyped,
    *,
    source: EntrySource,
    file: ImportFile | None,
    by: User,
    now: datetime,
) -> AttendanceWeek:
    entry = each.entry
    assert entry is not None
    week = week or AttendanceWeek(enrolment=each.enrolment, week_on=each.week_on)
    sessions = entry.sessions
    week.possible = sessions.possible if sessions else None
    week.attended = sessions.attended if sessions else None
    week.authorised = sessions.authorised if sessions else 0
    week.unauthorised = sessions.unauthorised if sessions else 0
    week.percent, week.marks = entry.percent, entry.marks
    week.source, week.file, week.entered_at, week.entered_by = source, file, now, by
    return week


def _take_away(week: AttendanceWeek, *, by: User, now: datetime) -> None:
    """History keeps what it said."""
    week._history_user = by  # type: ignore[attr-defined]  # these three are read by simple-history
    week._history_date = now  # type: ignore[attr-defined]
    week._change_reason = "Taken away"  # type: ignore[attr-defined]
    week.delete()
