"""How many half-day sessions a week are expected of a young person: the denominator of attendance (A35)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.models import User
from learners.models import Enrolment
from tracking.models import Timetable
from tracking.services.attendance import AttendanceError


class TimetableRefused(AttendanceError):
    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def set_timetable(
    *,
    enrolment: Enrolment,
    from_on: date,
    sessions: int,
    is_reduced: bool,
    reason: str = "",
    agreed_with: str = "",
    by: User,
    now: datetime,
) -> Timetable:
    """What is expected from a day on; one that began on the same day is put right. Weeks recorded already stay as they
    are. Raises TimetableRefused.
    """
    place = Enrolment.objects.select_for_update(of=("self",), no_key=True).get(pk=enrolment.pk)
    if place.ended_on is not None and from_on > place.ended_on:
        raise TimetableRefused("from_on", "The place has ended before that day.")
    if is_reduced and not reason.strip():
        raise TimetableRefused("reason", "Enter why the timetable is reduced.")
    if is_reduced and not agreed_with.strip():
        raise TimetableRefused("agreed_with", "Enter who agreed to the reduced timetable.")
    timetable = Timetable.objects.filter(enrolment=place, from_on=from_on).first() or Timetable(
        enrolment=place, from_on=from_on
    )
    said = "Put right" if timetable.pk else "Set"
    timetable.sessions, timetable.is_reduced = sessions, is_reduced
    timetable.reason = reason.strip() if is_reduced else ""
    timetable.agreed_with = agreed_with.strip() if is_reduced else ""
    timetable.recorded_at, timetable.recorded_by = now, by
    history.save(timetable, by=by, reason=said, at=now)
    return timetable
