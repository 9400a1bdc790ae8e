"""How one young person attends: each place with its weeks, its timetable and what is done about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from accounts.wording import short_day
from agreements.enums import TermKey
from agreements.terms import terms_for
from learners.models import Enrolment, Learner
from learners.selectors.people import virtual_school_for
from tracking.models import AttendanceConcern, AttendanceWeek, Timetable
from tracking.rules.attendance_weeks import Standing, standing, telling, year_begins
from tracking.selectors.attendance import week_of, weeks_by_place

#: So many weeks are drawn; the record holds all of them.
DRAWN = 40


@dataclass(frozen=True)
class PlaceAttendance:
    """One place. `weeks` oldest first, as the chart takes them."""

    enrolment: Enrolment
    target: int
    limit: int
    year: Standing
    lately: Standing
    weeks: list[dict[str, object]]
    has_unverified: bool
    timetables: list[Timetable]
    concerns: list[AttendanceConcern]

    @property
    def marks(self) -> list[dict[str, object]]:
        """Lines across the chart."""
        return [
            {"at": self.target, "label": f"Aim {self.target}%"},
            {"at": self.limit, "label": f"Limit {self.limit}%"},
        ]


#: Further columns of the table below the chart.
COLUMNS = (
    {"key": "attended", "label": "Attended"},
    {"key": "possible", "label": "Possible"},
    {"key": "authorised", "label": "Absent with permission"},
    {"key": "unauthorised", "label": "Absent without"},
)


def attendance_of(learner: Learner, user: User, today: date) -> list[PlaceAttendance]:
    """Of each place of the young person that the user sees, the newest first."""
    places = list(
        Enrolment.objects.visible_to(user)
        .filter(learner=learner)
        .select_related("provider__local_authority", "learner")
        .order_by("-starts_on", "-pk")
    )
    weeks: dict[int, list[AttendanceWeek]] = defaultdict(list)
    for week in AttendanceWeek.objects.filter(enrolment__in=places).order_by("week_on"):
        weeks[week.enrolment_id].append(week)
    timetables: dict[int, list[Timetable]] = defaultdict(list)
    for timetable in Timetable.objects.filter(enrolment__in=places).order_by("-from_on", "-pk"):
        timetables[timetable.enrolment_id].append(timetable)
    concerns: dict[int, list[AttendanceConcern]] = defaultdict(list)
    for concern in AttendanceConcern.objects.filter(enrolment__in=places).order_by("-opened_at", "-pk"):
        concerns[concern.enrolment_id].append(concern)
    school = virtual_school_for(learner)
    found = []
    for place in places:
        terms = terms_for(home_virtual_school=school, provider=place.provider, on=today)
        counted = [week_of(week) for week in weeks[place.pk]]
        drawn = weeks[place.pk][-DRAWN:]
        found.append(
            PlaceAttendance(
                enrolment=place,
                target=terms.limit(TermKey.ATTENDANCE_TARGET).amount,
                limit=terms.limit(TermKey.ATTENDANCE_LIMIT).amount,
                year=standing(week for week in counted if week.week_on >= year_begins(today)),
                lately=standing(telling(counted)),
                weeks=[_point(week) for week in drawn],
                has_unverified=any(not week.is_verified for week in drawn),
                timetables=timetables[place.pk],
                concerns=concerns[place.pk],
            )
        )
    return found


def _point(week: AttendanceWeek) -> dict[str, object]:
    counted = week_of(week)
    sessions = counted.sessions
    return {
        "label": short_day(week.week_on) + ("" if week.is_verified else " (unverified)"),
        "value": sessions.percent if sessions else week.percent,
        "attended": week.attended,
        "possible": week.possible,
        "authorised": week.authorised if sessions else None,
        "unauthorised": week.unauthorised if sessions else None,
    }


def year_of_places(enrolments: Sequence[Enrolment], today: date) -> dict[int, Standing]:
    """How each of these places stands in the academic year, by place. One query."""
    weeks = weeks_by_place([enrolment.pk for enrolment in enrolments], year_begins(today))
    return {enrolment.pk: standing(weeks[enrolment.pk]) for enrolment in enrolments}
