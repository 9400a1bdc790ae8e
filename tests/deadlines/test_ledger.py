"""What can happen to a deadline, verb by verb, with a twin for each in which the last write fails and nothing remains."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Agency, User
from deadlines import services
from deadlines.enums import DeadlineState, StepState, Unit, Verb
from deadlines.models import Deadline
from deadlines.rules import Limit
from notifications.enums import MessageState
from notifications.models import Message
from tests.deadlines.conftest import EMERGENCY, FIXED, NOTICE, PLAN, WORKING, Opener
from tests.deadlines.test_calendar import london

START = london("2026-09-01 09:00")
DUE = london("2026-10-02 00:00")  # PLAN, started on 1 September
pytestmark = pytest.mark.django_db


def verbs(deadline: Deadline) -> list[str]:
    return list(deadline.events.order_by("id").values_list("verb", flat=True))


def ladder(deadline: Deadline, revision: int | None = None) -> dict[str, str]:
    steps = deadline.steps.filter(revision=revision or deadline.revision)
    return dict(steps.order_by("at").values_list("key", "state"))


def on_first_step(deadline: Deadline) -> Deadline:
    """The reminder of a PLAN is queued and has not left."""
    services.sweep(now=london("2026-09-24 08:00"))
    assert Message.objects.filter(topic=deadline.topic, state=MessageState.QUEUED).exists()
    return deadline


# --- Open -------------------------------------------------------------------------------------------------------------


def test_open_copies_the_terms_and_lays_the_ladder(opened: Opener, owner: Agency, someone: User) -> None:
    subject = uuid4()
    deadline = opened(
        PLAN,
        limit=Limit(20, Unit.DAYS),
        terms_source="Agreement between X and Y",
        morning_hour=9,
        subject_uuid=subject,
        by=someone,
    )
    deadline.refresh_from_db()
    assert (deadline.limit, deadline.terms_source) == (Limit(20, Unit.DAYS), "Agreement between X and Y")
    assert (deadline.due_on, deadline.due_at) == (date(2026, 9, 21), london("2026-09-22 00:00"))
    assert deadline.original_due_at == deadline.due_at
    assert list(deadline.steps.order_by("at").values_list("at", flat=True)) == [
        london("2026-09-14 09:00"),
        london("2026-09-21 09:00"),
        london("2026-09-22 09:00"),
    ]
    assert deadline.next_step_at == london("2026-09-14 09:00")
    event = deadline.events.get()
    assert (event.verb, event.by, event.due_after) == (Verb.OPENED, someone, deadline.due_at)
    assert services.find_open(duty_code=PLAN.code, subject_uuid=subject) == deadline
    assert services.lock_open(duty_code=PLAN.code, subject_uuid=subject) == deadline


def test_open_twice_for_one_subject_is_refused_and_leaves_the_transaction_usable(opened: Opener) -> None:
    first = opened(PLAN)
    with pytest.raises(services.AlreadyOpen):
        opened(PLAN, subject_uuid=first.subject_uuid)
    assert Deadline.objects.count() == 1


def test_the_same_duty_may_open_again_once_the_first_is_closed(opened: Opener) -> None:
    first = opened(PLAN)
    services.meet(deadline=first, at=START, now=START)
    assert opened(PLAN, subject_uuid=first.subject_uuid).is_open


def test_opened_late_steps_already_past_are_skipped_except_the_newest(opened: Opener) -> None:
    now = london("2026-10-01 12:00")
    deadline = opened(PLAN, now=now)
    assert ladder(deadline) == {"7 days before": "skipped", "on the day": "pending", "the day after": "pending"}
    services.sweep(now=now)
    assert ladder(deadline)["on the day"] == StepState.FIRED
    assert "due today" in Message.objects.first().subject


def test_opened_after_it_was_due_the_breach_shows_at_once_and_is_dated_truly(opened: Opener) -> None:
    now = london("2026-10-05 12:00")
    deadline = opened(PLAN, now=now)
    assert verbs(deadline) == [Verb.OPENED, Verb.BREACHED]
    breach = deadline.events.get(verb=Verb.BREACHED)
    assert (breach.at, breach.recorded_at) == (DUE, now)
    assert list(ladder(deadline).values()) == ["skipped", "skipped", "pending"]
    services.sweep(now=now)
    assert verbs(deadline).count(Verb.BREACHED) == 1


def test_an_incident_at_ten_to_midnight_logged_at_five_past_is_late_at_once(opened: Opener) -> None:
    occurred, logged = london("2026-10-06 23:50"), london("2026-10-07 00:05")
    deadline = opened(NOTICE, starts_at=occurred, now=logged)
    assert deadline.due_at == london("2026-10-07 00:00")
    assert deadline.is_overdue(logged)
    assert deadline.events.get(verb=Verb.BREACHED).at == deadline.due_at


def test_a_start_in_the_past(opened: Opener) -> None:
    deadline = opened(PLAN, starts_on=date(2026, 8, 20), now=START)
    assert deadline.due_on == date(2026, 9, 19)
    assert not deadline.breach_recorded


def test_due_before_the_owner_was_tracked_is_kept_in_silence(opened: Opener, owner: Agency) -> None:
    owner.tracked_from = date(2026, 10, 2)
    now = london("2026-11-01 09:00")
    deadline = opened(PLAN, now=now)
    assert not deadline.is_tracked
    assert deadline.next_step_at is None
    assert verbs(deadline) == [Verb.OPENED]
    services.sweep(now=now)
    assert not deadline.steps.exists()
    assert not Message.objects.exists()
    assert verbs(services.meet(deadline=deadline, at=now, now=now)) == [Verb.OPENED, Verb.MET]


def test_due_on_the_day_tracking_begins_is_tracked(opened: Opener, owner: Agency) -> None:
    owner.tracked_from = date(2026, 10, 1)
    assert opened(PLAN).is_tracked


def test_fixed_day_and_no_start_counts_from_now(opened: Opener) -> None:
    deadline = opened(FIXED, starts_at=START, due_on=date(2027, 6, 25))
    assert deadline.due_at == london("2027-06-26 00:00")


# --- Meet, waive, cancel ----------------------------------------------------------------------------------------------


def test_meet_before_the_moment_brings_it_to_rest(opened: Opener, someone: User) -> None:
    deadline = on_first_step(opened(PLAN))
    at, now = london("2026-09-25 10:00"), london("2026-09-25 11:00")
    services.meet(deadline=deadline, at=at, by=someone, now=now)
    deadline.refresh_from_db()
    assert (deadline.state, deadline.met_at, deadline.met_by, deadline.closed_at) == (
        DeadlineState.MET,
        at,
        someone,
        at,
    )
    assert deadline.next_step_at is None
    assert ladder(deadline) == {"7 days before": "fired", "on the day": "cancelled", "the day after": "cancelled"}
    assert not Message.objects.filter(topic=deadline.topic, state=MessageState.QUEUED).exists()
    assert verbs(deadline) == [Verb.OPENED, Verb.TOLD, Verb.MET]


def test_on_time_is_strictly_before_the_moment(opened: Opener) -> None:
    just_before = services.meet(deadline=opened(PLAN), at=DUE - timedelta(microseconds=1), now=DUE)
    exactly = services.meet(deadline=opened(PLAN), at=DUE, now=DUE)
    assert Verb.BREACHED not in verbs(just_before)
    assert verbs(exactly) == [Verb.OPENED, Verb.BREACHED, Verb.MET]


def test_met_before_the_clock_started_counts(opened: Opener) -> None:
    deadline = opened(PLAN, starts_on=date(2026, 9, 14), now=START)
    assert services.meet(deadline=deadline, at=START, now=START).met_at < deadline.starts_at


def test_proof_entered_later_counts_from_its_own_moment(opened: Opener) -> None:
    deadline = opened(PLAN)
    services.meet(deadline=deadline, at=DUE - timedelta(hours=2), now=DUE + timedelta(hours=8))
    assert Verb.BREACHED not in verbs(deadline)


def test_met_in_the_future_is_refused(opened: Opener) -> None:
    with pytest.raises(services.InTheFuture):
        services.meet(deadline=opened(PLAN), at=DUE, now=START)


def test_waived_after_the_moment_the_breach_stays(opened: Opener, someone: User) -> None:
    deadline = services.waive(deadline=opened(PLAN), reason="Agreed with the college", by=someone, now=DUE)
    assert verbs(deadline) == [Verb.OPENED, Verb.BREACHED, Verb.WAIVED]
    assert deadline.events.get(verb=Verb.WAIVED).reason == "Agreed with the college"


def test_cancelled_as_of_a_day_before_the_moment_was_never_breached(opened: Opener) -> None:
    ended, now = london("2026-09-30 00:00"), london("2026-10-04 12:00")
    deadline = services.cancel(deadline=opened(PLAN), reason="The place ended", at=ended, now=now)
    assert (deadline.state, deadline.closed_at) == (DeadlineState.CANCELLED, ended)
    assert Verb.BREACHED not in verbs(deadline)


def test_a_paused_clock_can_be_met(opened: Opener, someone: User) -> None:
    deadline = services.pause(deadline=opened(PLAN), reason="In hospital", by=someone, now=START)
    services.meet(deadline=deadline, at=DUE + timedelta(days=9), now=DUE + timedelta(days=9))
    assert deadline.paused_at is None
    assert Verb.BREACHED not in verbs(deadline)


# --- Move -------------------------------------------------------------------------------------------------------------


def test_move_lays_a_new_ladder_and_calls_back_the_old_messages(opened: Opener, someone: User) -> None:
    deadline = on_first_step(opened(PLAN))
    old_topic = deadline.topic
    now = london("2026-09-24 10:00")
    services.move(deadline=deadline, due_on=date(2026, 11, 1), reason="Started late", by=someone, now=now)
    deadline.refresh_from_db()
    assert (deadline.revision, deadline.was_moved) == (2, True)
    assert (deadline.due_at, deadline.original_due_at) == (london("2026-11-02 00:00"), DUE)
    assert deadline.next_step_at == london("2026-10-25 08:00")
    assert ladder(deadline, 1) == {"7 days before": "fired", "on the day": "cancelled", "the day after": "cancelled"}
    assert set(ladder(deadline, 2).values()) == {"pending"}
    assert set(Message.objects.filter(topic=old_topic, channel="email").values_list("state", flat=True)) == {
        "cancelled"
    }
    event = deadline.events.get(verb=Verb.MOVED)
    assert (event.due_before, event.due_after, event.by, event.reason) == (
        DUE,
        deadline.due_at,
        someone,
        "Started late",
    )
    services.sweep(now=london("2026-10-02 09:00"))
    assert deadline.events.filter(verb=Verb.TOLD).count() == 1


def test_moved_after_the_moment_the_breach_stays_and_a_second_one_is_noted(opened: Opener, someone: User) -> None:
    deadline = opened(PLAN)
    services.move(
        deadline=deadline, due_on=date(2026, 10, 9), reason="Agreed", by=someone, now=london("2026-10-03 09:00")
    )
    assert verbs(deadline) == [Verb.OPENED, Verb.BREACHED, Verb.MOVED]
    services.sweep(now=london("2026-10-10 00:00"))
    breaches = deadline.events.filter(verb=Verb.BREACHED).order_by("at")
    assert [event.at for event in breaches] == [DUE, london("2026-10-10 00:00")]


def test_moved_earlier_the_newest_step_already_past_fires_unless_it_was_told(opened: Opener, someone: User) -> None:
    now = london("2026-09-10 12:00")
    deadline = services.move(deadline=opened(PLAN), due_on=date(2026, 9, 12), reason="Agreed", by=someone, now=now)
    assert ladder(deadline) == {"7 days before": "pending", "on the day": "pending", "the day after": "pending"}
    services.sweep(now=now)
    services.move(deadline=deadline, due_on=date(2026, 9, 13), reason="Agreed", by=someone, now=now)
    assert ladder(deadline) == {"7 days before": "skipped", "on the day": "pending", "the day after": "pending"}


def test_moved_into_the_past_is_missed_at_once(opened: Opener, someone: User) -> None:
    deadline = services.move(
        deadline=opened(PLAN), due_on=date(2026, 9, 5), reason="Wrong start", by=someone, now=DUE - timedelta(days=9)
    )
    assert deadline.events.get(verb=Verb.BREACHED).at == london("2026-09-06 00:00")


def test_a_clock_of_hours_moves_to_an_instant_and_its_steps_with_it(opened: Opener, someone: User) -> None:
    deadline = opened(EMERGENCY, starts_at=START)
    later = deadline.due_at + timedelta(hours=6)
    services.move(deadline=deadline, due_at=later, reason="Agreed", by=someone, now=START)
    assert deadline.next_step_at == START + timedelta(hours=18)
    assert deadline.due_on is None


@pytest.mark.parametrize("fields", [{}, {"due_at": DUE}, {"due_on": date(2026, 12, 1), "due_at": DUE}])
def test_a_clock_of_days_moves_to_a_day(opened: Opener, someone: User, fields: dict[str, Any]) -> None:
    with pytest.raises(services.WrongMoment):
        services.move(deadline=opened(PLAN), reason="Agreed", by=someone, now=START, **fields)


def test_moving_to_the_present_day_is_refused(opened: Opener, someone: User) -> None:
    with pytest.raises(services.NotMoved):
        services.move(deadline=opened(PLAN), due_on=date(2026, 10, 1), reason="Agreed", by=someone, now=START)


# --- Pause, resume ----------------------------------------------------------------------------------------------------


def test_a_paused_day_clock_gains_the_days_paused(opened: Opener, someone: User) -> None:
    deadline = on_first_step(opened(PLAN))
    services.pause(deadline=deadline, reason="In hospital", by=someone, now=london("2026-09-25 09:00"))
    assert (deadline.next_step_at, deadline.was_paused) == (None, True)
    services.sweep(now=london("2026-10-20 09:00"))
    assert verbs(deadline) == [Verb.OPENED, Verb.TOLD, Verb.PAUSED]
    services.resume(deadline=deadline, by=someone, now=london("2026-10-05 09:00"))
    assert (deadline.due_on, deadline.revision, deadline.paused_at) == (date(2026, 10, 11), 2, None)
    assert deadline.original_due_at == DUE
    assert ladder(deadline) == {"7 days before": "skipped", "on the day": "pending", "the day after": "pending"}
    assert not Message.objects.filter(state=MessageState.QUEUED).exists()


def test_a_paused_hour_clock_gains_the_elapsed_time(opened: Opener, someone: User) -> None:
    deadline = opened(EMERGENCY, starts_at=london("2026-10-24 20:00"), now=london("2026-10-24 20:00"))
    services.pause(deadline=deadline, reason="Wrong person", by=someone, now=london("2026-10-25 00:30"))
    services.resume(deadline=deadline, by=someone, now=london("2026-10-25 03:30"))  # four hours: the clocks went back
    assert deadline.due_at - deadline.original_due_at == timedelta(hours=4)
    assert deadline.next_step_at == deadline.starts_at + timedelta(hours=16)


def test_a_paused_working_day_clock_keeps_its_working_days(opened: Opener, someone: User) -> None:
    deadline = opened(WORKING, starts_at=london("2026-10-09 10:00"), now=london("2026-10-09 10:00"))
    services.pause(deadline=deadline, reason="Agreed", by=someone, now=london("2026-10-09 12:00"))
    services.resume(deadline=deadline, by=someone, now=london("2026-10-10 12:00"))
    assert deadline.due_on == date(2026, 10, 13)


def test_an_overdue_clock_cannot_be_paused(opened: Opener, someone: User) -> None:
    with pytest.raises(services.AlreadyOverdue, match="overdue"):
        services.pause(deadline=opened(PLAN), reason="Late", by=someone, now=DUE)


# --- Reopen -----------------------------------------------------------------------------------------------------------


def test_reopened_after_the_moment_the_breach_shows_and_people_are_told_again(opened: Opener) -> None:
    deadline = opened(NOTICE, starts_at=london("2026-10-06 10:00"), now=london("2026-10-06 10:00"))
    services.meet(deadline=deadline, at=london("2026-10-06 11:00"), now=london("2026-10-06 11:00"))
    bounced = london("2026-10-07 02:00")
    services.reopen(deadline=deadline, reason="An e-mail came back", now=bounced)
    deadline.refresh_from_db()
    assert (deadline.state, deadline.met_at, deadline.closed_at, deadline.revision) == (
        DeadlineState.OPEN,
        None,
        None,
        2,
    )
    assert verbs(deadline) == [Verb.OPENED, Verb.MET, Verb.REOPENED, Verb.BREACHED]
    services.sweep(now=bounced)
    assert ladder(deadline) == {"in the morning": "skipped", "in the evening": "fired"}


def test_reopened_beside_another_open_one_is_refused(opened: Opener) -> None:
    deadline = services.meet(deadline=opened(PLAN), at=START, now=START)
    opened(PLAN, subject_uuid=deadline.subject_uuid)
    with pytest.raises(services.AlreadyOpen):
        services.reopen(deadline=deadline, reason="Wrong", now=START)


def test_an_open_one_cannot_be_reopened(opened: Opener) -> None:
    with pytest.raises(services.StillOpen):
        services.reopen(deadline=opened(PLAN), reason="Wrong", now=START)


# --- Refusals common to all verbs -------------------------------------------------------------------------------------

Act = Callable[[Deadline, User, str], Deadline]
ACTS: dict[str, Act] = {
    "move": lambda d, by, why: services.move(deadline=d, due_on=date(2026, 12, 1), reason=why, by=by, now=START),
    "pause": lambda d, by, why: services.pause(deadline=d, reason=why, by=by, now=START),
    "waive": lambda d, by, why: services.waive(deadline=d, reason=why, by=by, now=START),
    "cancel": lambda d, by, why: services.cancel(deadline=d, reason=why, by=by, now=START),
    "meet": lambda d, by, why: services.meet(deadline=d, at=START, by=by, now=START),
    "resume": lambda d, by, why: services.resume(deadline=d, reason=why, by=by, now=START),
    "reopen": lambda d, by, why: services.reopen(deadline=d, reason=why, by=by, now=START),
}


@pytest.mark.parametrize("verb", [verb for verb in ACTS if verb != "reopen"])
def test_a_closed_deadline_is_changed_no_more(opened: Opener, someone: User, verb: str) -> None:
    deadline = services.meet(deadline=opened(PLAN), at=START, now=START)
    with pytest.raises(services.AlreadyClosed, match="closed already: met"):
        ACTS[verb](deadline, someone, "Reason")


@pytest.mark.parametrize("verb", ["move", "pause", "waive", "cancel", "reopen"])
def test_a_reason_is_required(opened: Opener, someone: User, verb: str) -> None:
    deadline = opened(PLAN)
    with pytest.raises(services.ReasonMissing):
        ACTS[verb](deadline, someone, " ")


@pytest.mark.parametrize("verb", ["move", "pause"])
def test_a_paused_deadline_must_run_first(opened: Opener, someone: User, verb: str) -> None:
    deadline = services.pause(deadline=opened(PLAN), reason="In hospital", by=someone, now=START)
    with pytest.raises(services.AlreadyPaused):
        ACTS[verb](deadline, someone, "Reason")


def test_a_running_deadline_cannot_be_resumed(opened: Opener, someone: User) -> None:
    with pytest.raises(services.NotPaused):
        services.resume(deadline=opened(PLAN), by=someone, now=START)
