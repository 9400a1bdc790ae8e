"""How the young people of the demonstration attend, week by week, and what is done where it falls."""

from datetime import datetime, timedelta

from accounts.clock import local_date
from education_plans.services.early_reviews import propose_early_reviews
from learners.models import Enrolment, Learner
from learners.querysets import EnrolmentQuerySet
from oversight.demo.acts import Acts
from oversight.demo.cast import College
from tracking.enums import ConcernState, MarkMeaning
from tracking.models import AttendanceConcern
from tracking.rules.attendance_entry import Entry, read_marks, read_numbers, read_percent
from tracking.rules.attendance_weeks import WEEK, monday_of
from tracking.services.attendance import WeekTyped, record_weeks
from tracking.services.attendance_concerns import close_concern, write_pathway
from tracking.services.attendance_marks import set_marks
from tracking.services.attendance_timetables import set_timetable

#: So many weeks are recorded, each on the Monday after it.
WEEKS = 12
#: Which college has marks of its own, and which knows percentages alone, by their order.
WITH_MARKS, WITH_PERCENTAGES = 1, 3
OWN_MARKS = {
    "P": MarkMeaning.PRESENT,
    "L": MarkMeaning.PRESENT,
    "W": MarkMeaning.ELSEWHERE,
    "S": MarkMeaning.AUTHORISED,
    "A": MarkMeaning.UNAUTHORISED,
    "H": MarkMeaning.NOT_COUNTED,
}
PATHWAYS = (
    ("The first bus leaves at six.", "Starts at ten on Mondays and Thursdays until half-term. The mentor texts on the way in."),
    ("It is loud in there.", "A quiet room for the breaks. The key worker comes along on the first Monday."),
    ("I look after my sister in the morning.", "Social care asks for a breakfast club; until then the college counts to ten o’clock."),
    ("", "Nobody has reached them yet: visit at home on Tuesday, college and key worker together."),
)  # fmt: skip


def follow_attendance(acts: Acts) -> None:
    """Plan it for everybody, after all their stories."""
    since_monday = acts.today.weekday()
    marking = acts.cast.colleges[WITH_MARKS % len(acts.cast.colleges)]
    by = marking.designated_person.user
    acts.plan(
        acts.moment(since_monday + 7 * WEEKS, "08:00"),
        lambda now: set_marks(provider=marking.agency, meanings=OWN_MARKS, by=by, now=now),
    )
    acts.plan(acts.moment(since_monday + 7 * WEEKS, "08:10"), _reduce_a_timetable)
    last = len(acts.cast.colleges) - 1
    for back in range(WEEKS, 0, -1):
        for order, college in enumerate(acts.cast.colleges):
            if back == 1 and order == last:
                continue  # left to whoever tries the weekly entry
            acts.plan(
                acts.moment(since_monday + 7 * (back - 1), "08:40"),
                lambda now, college=college, order=order, back=back: _record(college, order, back, now),
            )
    acts.plan(acts.moment(5, "15:10"), _agree_what_helps)


def _places(college: College) -> EnrolmentQuerySet:
    return Enrolment.objects.open().filter(
        provider=college.agency, learner__in=Learner.objects.open().filter(is_restricted=False)
    )


def _record(college: College, order: int, back: int, now: datetime) -> None:
    week_on = monday_of(local_date(now)) - WEEK
    places = _places(college).filter(starts_on__lt=week_on + WEEK).order_by("pk")
    typed = [WeekTyped(place, week_on, _entry(place.pk, order, back)) for place in places]
    record_weeks(typed=typed, by=college.designated_person.user, now=now)
    propose_early_reviews(now=now)


def _entry(number: int, order: int, back: int) -> Entry | None:
    """Most are there; some slip away over the weeks, a few hardly come."""
    if number % 13 == 4:
        attended = max(10 - (WEEKS - back), 4)
    elif number % 17 == 7:
        attended = 5 + back % 2
    else:
        attended = 10 - ((number + back) % 5 == 0)
    excused = (10 - attended) // 2
    if order == WITH_MARKS:
        return read_marks("P" * attended + "S" * excused + "A" * (10 - attended - excused), OWN_MARKS)[0]
    if order == WITH_PERCENTAGES:
        return read_percent(str(10 * attended))[0]
    return read_numbers("10", str(attended), str(excused))[0]


def _reduce_a_timetable(now: datetime) -> None:
    """Of somebody who comes back slowly."""
    today = local_date(now)
    place = Enrolment.objects.current(today).filter(learner__in=Learner.objects.open()).order_by("pk").first()
    if place is None or place.mentor is None:
        return
    set_timetable(
        enrolment=place, from_on=monday_of(today) + timedelta(weeks=WEEKS - 2), sessions=6, is_reduced=True,
        reason="Coming back after a time in hospital.", agreed_with="The young person, the key worker and the mentor.",
        by=place.mentor.user, now=now,
    )  # fmt: skip


def _agree_what_helps(now: datetime) -> None:
    """Two in three have a pathway; one of them is better already."""
    concerns = AttendanceConcern.objects.filter(state=ConcernState.OPEN).select_related("enrolment__mentor__user")
    for number, concern in enumerate(concerns.order_by("opened_at", "pk")):
        mentor = concern.enrolment.mentor
        if number % 3 == 2 or mentor is None:
            continue
        says, helps = PATHWAYS[number % len(PATHWAYS)]
        write_pathway(concern=concern, young_person_says=says, what_helps=helps, by=mentor.user, now=now)
        if number == 0:
            close_concern(concern=concern, state=ConcernState.BETTER, by=mentor.user, now=now)
