"""Weeks recorded, changed and taken away; concerns opened, once, and closed."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.clock import local_date
from agreements.enums import TermKey
from deadlines.enums import Unit
from education_plans.selectors.prefill import from_record
from education_plans.services import begin_plan
from learners.enums import EndReason
from learners.services import end_enrolment
from tests.people import World
from tests.tracking.attendance_story import Register
from tracking.enums import ConcernState
from tracking.models import AttendanceConcern, AttendanceWeek
from tracking.rules.attendance_entry import read_numbers
from tracking.selectors.to_do import my_tasks
from tracking.services.attendance import Recorded, WeeksRefused, WeekTyped, record_weeks
from tracking.services.attendance_concerns import (
    ConcernClosed,
    PathwayEmpty,
    close_concern,
    notice_all_concerns,
    write_pathway,
)
from tracking.services.attendance_timetables import TimetableRefused, set_timetable


@pytest.fixture
def register(world: World, now: datetime) -> Register:
    return Register(world, now)


def entry(attended: int, possible: int = 10):
    return read_numbers(str(possible), str(attended))[0]


def test_a_week_is_recorded_changed_and_taken_away(register: Register):
    place = register.somebody()
    assert register.record(place, 0, 8, excused=1) == Recorded(new=1)
    week = register.recorded(place)
    assert (week.possible, week.attended, week.authorised, week.unauthorised) == (10, 8, 1, 1)
    assert register.record(place, 0, 8, excused=1) == Recorded(same=1)
    assert register.record(place, 0, "80") == Recorded(changed=1)
    week.refresh_from_db()
    assert (week.possible, week.percent, week.is_verified) == (None, Decimal("80.0"), False)
    gone = [WeekTyped(place, register.monday, None)]
    assert record_weeks(typed=gone, by=register.by, now=register.now) == Recorded(removed=1)
    assert not AttendanceWeek.objects.exists()
    told = list(AttendanceWeek.history.order_by("history_id").values_list("history_change_reason", flat=True))
    assert told == ["Recorded", "Changed", "Taken away"]
    assert AttendanceWeek.history.latest().history_user == register.by


def test_all_weeks_are_recorded_or_none(register: Register):
    place, other = register.somebody(), register.somebody()
    typed = [
        WeekTyped(place, register.monday, entry(8)),
        WeekTyped(other, register.week(-1), entry(8)),
        WeekTyped(other, register.monday + timedelta(days=1), entry(8)),
    ]
    with pytest.raises(WeeksRefused) as refused:
        record_weeks(typed=typed, by=register.by, now=register.now)
    assert refused.value.faults == {1: "The week has not begun yet.", 2: "The week must be a Monday."}
    assert not AttendanceWeek.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_not_written_over(register: Register):
    place = register.somebody()
    register.record(place, 0, 8)
    stale = WeekTyped(place, register.monday, entry(9), was="")
    with pytest.raises(WeeksRefused, match="Nothing was saved") as refused:
        record_weeks(typed=[stale], by=register.by, now=register.now)
    assert "it says 8 of 10 now" in refused.value.faults[0]
    same = WeekTyped(place, register.monday, entry(8), was="")
    assert record_weeks(typed=[same], by=register.by, now=register.now) == Recorded(same=1)


def test_nothing_is_recorded_of_a_closed_case(register: Register):
    place = register.somebody(closed_on=local_date(register.now))
    with pytest.raises(WeeksRefused):
        register.record(place, 0, 8)


def test_at_the_limit_a_concern_is_opened_once(register: Register):
    place = register.somebody()
    for back in (3, 2, 1):
        register.record(place, back, 9)
    concern = AttendanceConcern.objects.get()
    assert (concern.percent, concern.limit, concern.state) == (Decimal("90.0"), 90, ConcernState.OPEN)
    assert (concern.first_week_on, concern.last_week_on) == (register.week(3), register.week(2))
    assert notice_all_concerns(now=register.now) == 0
    register.record(place, 0, 0)
    assert AttendanceConcern.objects.count() == 1


def test_the_night_finds_what_was_recorded_otherwise(register: Register):
    place = register.somebody()
    for back in (1, 0):
        AttendanceWeek.objects.create(
            enrolment=place, week_on=register.week(back), possible=10, attended=0, unauthorised=10, source="file",
            entered_at=register.now, entered_by=register.by,
        )  # fmt: skip
    assert notice_all_concerns(now=register.now) == 1
    assert notice_all_concerns(now=register.now) == 0


def test_the_limit_is_that_of_the_agreement(register: Register):
    register.world.agreement.terms.create(
        key=TermKey.ATTENDANCE_LIMIT, amount=95, unit=Unit.PERCENT, effective_on=date(2020, 1, 1)
    )
    place = register.somebody()
    register.record(place, 1, 9)
    register.record(place, 0, 10)
    assert AttendanceConcern.objects.get().limit == 95


def test_better_attendance_opens_nothing(register: Register):
    place = register.somebody()
    for back in (3, 2, 1, 0):
        register.record(place, back, 10)
    assert not AttendanceConcern.objects.exists()


def test_numbers_that_were_wrong_close_what_rested_on_them(register: Register):
    place = register.somebody()
    register.record(place, 1, 1)
    register.record(place, 0, 1)
    register.record(place, 1, 10)
    assert AttendanceConcern.objects.get().state == ConcernState.OPEN
    register.record(place, 0, 10)
    concern = AttendanceConcern.objects.get()
    assert (concern.state, concern.closed_by) == (ConcernState.BETTER, None)


def test_a_concern_nobody_looks_at_does_not_close_itself_with_time(register: Register):
    """Its first week is longer ago than the weeks that are judged; nothing was put right."""
    place = register.somebody()
    register.record(place, 3, 0)
    register.record(place, 2, 10)
    concern = AttendanceConcern.objects.get()
    assert (concern.first_week_on, concern.percent) == (register.week(3), Decimal("50.0"))
    for weeks in range(1, 8):
        notice_all_concerns(now=register.now + timedelta(weeks=weeks))
        concern.refresh_from_db()
        assert concern.state == ConcernState.OPEN
    register.record(place, 3, 10)
    concern.refresh_from_db()
    assert concern.state == ConcernState.BETTER


def test_a_concern_whose_weeks_were_taken_away_is_closed(register: Register):
    place = register.somebody()
    for back in (1, 0):
        register.record(place, back, 1)
    gone = [WeekTyped(place, register.week(back), None) for back in (1, 0)]
    record_weeks(typed=gone, by=register.by, now=register.now)
    assert AttendanceConcern.objects.get().state == ConcernState.BETTER


def test_a_pathway_is_written_and_closed_and_only_later_weeks_open_another(register: Register):
    place = register.somebody()
    register.record(place, 1, 1)
    register.record(place, 0, 1)
    concern = AttendanceConcern.objects.get()
    with pytest.raises(PathwayEmpty):
        close_concern(concern=concern, state=ConcernState.BETTER, by=register.by, now=register.now)
    write_pathway(concern=concern, young_person_says="", what_helps="A lift.", by=register.by, now=register.now)
    close_concern(concern=concern, state=ConcernState.REVIEW, by=register.by, now=register.now)
    with pytest.raises(ConcernClosed):
        write_pathway(concern=concern, young_person_says="", what_helps="More.", by=register.by, now=register.now)
    assert notice_all_concerns(now=register.now) == 0
    later = Register(register.world, register.now + timedelta(weeks=3))
    later.record(place, 1, 5)
    assert AttendanceConcern.objects.filter(state=ConcernState.OPEN).count() == 0
    later.record(place, 0, 5)
    assert AttendanceConcern.objects.filter(state=ConcernState.OPEN).get().first_week_on == later.week(1)


def test_the_end_of_the_place_ends_the_concern(register: Register):
    place = register.somebody()
    register.record(place, 1, 1)
    register.record(place, 0, 1)
    end_enrolment(
        enrolment=place, ended_on=local_date(register.now), reason=EndReason.WITHDREW, by=register.by, now=register.now
    )
    assert AttendanceConcern.objects.get().state == ConcernState.ENDED


def test_it_is_a_task_of_the_designated_person_and_the_key_worker_alone(register: Register):
    place = register.somebody()
    register.record(place, 1, 1)
    register.record(place, 0, 1)
    told = {name for name, user in register.world.people().items() if my_tasks(user, register.now)}
    assert told == {"designated_person", "cover_person", "social_worker"}


def test_a_reduced_timetable_needs_a_reason_and_an_agreement(register: Register):
    place = register.somebody()
    given = {"enrolment": place, "from_on": register.monday, "sessions": 6, "by": register.by, "now": register.now}
    for words, wrong in ({}, "reason"), ({"reason": "Coming back."}, "agreed_with"):
        with pytest.raises(TimetableRefused) as refused:
            set_timetable(**given, is_reduced=True, **words)
        assert refused.value.field == wrong
    set_timetable(**given, is_reduced=True, reason="Coming back.", agreed_with="Everybody.")
    again = set_timetable(**{**given, "sessions": 10}, is_reduced=False)
    assert place.timetables.get() == again
    assert again.reason == ""


def test_the_section_of_the_plan_begins_with_what_is_recorded(register: Register):
    place = register.somebody()
    plan = begin_plan(enrolment=place, by=register.world.social_worker.user, now=register.now)
    user = register.world.social_worker.user
    assert from_record(plan, "attendance", user, register.now) == {}
    register.record(place, 1, 5)
    register.record(place, 0, 8)
    concern = AttendanceConcern.objects.get()
    write_pathway(concern=concern, young_person_says="", what_helps="A lift.", by=register.by, now=register.now)
    assert from_record(plan, "attendance", user, register.now) == {
        "how": "65.0% this academic year so far: 13 of 20 half-day sessions.",
        "agreed": "A lift.",
    }
