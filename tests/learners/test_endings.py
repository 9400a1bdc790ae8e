"""A closed case and a death: which clocks stop, who still sees the record, and that nobody is written to any more."""

from datetime import date, timedelta

import pytest
from django.core import mail

from deadlines.enums import DeadlineState, Unit
from deadlines.models import Deadline
from deadlines.registry import audience, duties, duty
from deadlines.services import Opening, open_deadline
from learners.enums import EndReason
from learners.models import Learner
from learners.rules import stops_clock
from learners.services import (
    CaseIsClosed,
    ClosedInTheFuture,
    DiedBeforeBirth,
    assign_key_worker,
    close_case,
    enrol,
    record_death,
)
from learners.services import endings as module
from notifications.enums import Channel, MessageKind, MessageState
from notifications.models import Message
from notifications.services import Note, deliver, queue

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = date(2026, 10, 6)


def with_every_clock(world, now):
    """A young person at the college with one open deadline of each duty."""
    learner = world.learner()
    enrolment = world.enrolment(learner)
    for each in duties():
        is_place = each.code in {"education_plan", "plan_review"}
        open_deadline(
            Opening(
                duty=each,
                limit=each.limit,
                terms_source="test",
                morning_hour=8,
                owner=world.college if each.code == "same_day_notice" else world.social_care,
                learner=learner,
                subject_kind="enrolment" if is_place else "learner",
                subject_uuid=enrolment.uuid if is_place else learner.uuid,
                starts_at=now,
                due_on=date(2027, 6, 25) if each.limit.unit == Unit.FIXED_DAY else None,
            ),
            now=now,
        )
    return learner


def states(learner):
    return dict(Deadline.objects.filter(learner=learner).values_list("duty_code", "state"))


@pytest.mark.parametrize("event", ["case_closed", "died"])
def test_an_event_stops_the_clocks_of_its_row_and_no_others(world, now, event):
    learner = with_every_clock(world, now)
    if event == "died":
        record_death(learner=learner, died_on=TODAY, by=world.team_manager.user, now=now)
    else:
        close_case(learner=learner, closed_on=TODAY, reason="Moved abroad", by=world.team_manager.user, now=now)
    for code, state in states(learner).items():
        expected = DeadlineState.CANCELLED if stops_clock(event, code) else DeadlineState.OPEN
        assert state == expected, code


def test_a_closed_case_ends_places_and_key_worker_but_the_home_agencies_keep_the_file(world, now):
    learner = world.learner()
    enrolment = world.enrolment(learner)
    close_case(learner=learner, closed_on=TODAY, reason="Moved abroad", by=world.team_manager.user, now=now)

    enrolment.refresh_from_db()
    assert (enrolment.ended_on, enrolment.end_reason) == (TODAY, EndReason.CASE_CLOSED)
    visible = {name for name, user in world.people().items() if Learner.objects.visible_to(user).exists()}
    assert visible == {"head", "key_contact", "officer", "team_manager"}
    assert not Message.objects.exists(), "whoever closes a case speaks to the partners themselves"
    assert learner.history.order_by("-history_id").first().history_change_reason == "Moved abroad"


def test_what_is_still_owed_for_an_emergency_reaches_the_team_manager(world, now):
    learner = with_every_clock(world, now)
    close_case(learner=learner, closed_on=TODAY, reason="Moved", by=None, now=now)
    emergency = Deadline.objects.get(duty_code="emergency_response")
    assert audience("key_worker")([emergency], now)[emergency.pk] == [world.team_manager.user]


def test_death_silences_what_waits_and_what_comes_later(world, now):
    learner = world.learner(enrolled=False)
    enrol(learner=learner, provider=world.college, course="Bricklaying", level="2", starts_on=TODAY, by=None, now=now)
    waiting = Message.objects.filter(about=learner.uuid, channel=Channel.EMAIL, state=MessageState.QUEUED)
    assert waiting.count() == 2
    record_death(learner=learner, died_on=TODAY, by=world.team_manager.user, now=now)

    assert set(Message.objects.filter(channel=Channel.EMAIL).values_list("state", flat=True)) == {
        MessageState.CANCELLED
    }
    later = queue(
        [
            Note(
                recipient=world.key_contact.user,
                kind=MessageKind.EMERGENCY,
                subject="Something about them",
                body="",
                about=learner.uuid,
                key="later",
            )
        ],
        now=now + DAY,
    )
    assert later == []
    deliver(now_source=lambda: now + DAY)
    assert mail.outbox == []
    assert not Deadline.objects.open().filter(learner=learner).exists()


def test_after_a_death_the_provider_no_longer_sees_the_record_even_if_it_owed_something(world, now):
    learner = with_every_clock(world, now)
    record_death(learner=learner, died_on=TODAY, by=None, now=now)
    assert not Learner.objects.visible_to(world.designated_person.user).exists()
    assert not Learner.objects.visible_to(world.social_worker.user).exists()


def test_a_death_after_the_case_was_closed_is_recorded(world, now):
    learner = with_every_clock(world, now)
    close_case(learner=learner, closed_on=TODAY, reason="Moved", by=None, now=now)
    learner = record_death(learner=learner, died_on=TODAY, by=None, now=now + DAY)
    assert set(states(learner).values()) == {DeadlineState.CANCELLED}
    with pytest.raises(CaseIsClosed):
        record_death(learner=learner, died_on=TODAY, by=None, now=now + DAY)


def test_dates_of_an_end_make_sense(world, now):
    learner = world.learner()
    with pytest.raises(ClosedInTheFuture):
        close_case(learner=learner, closed_on=TODAY + DAY, reason="x", by=None, now=now)
    with pytest.raises(ClosedInTheFuture):
        record_death(learner=learner, died_on=TODAY + DAY, by=None, now=now)
    with pytest.raises(DiedBeforeBirth):
        record_death(learner=learner, died_on=date(2008, 5, 16), by=None, now=now)
    close_case(learner=learner, closed_on=TODAY, reason="x", by=None, now=now)
    with pytest.raises(CaseIsClosed):
        close_case(learner=learner, closed_on=TODAY, reason="x", by=None, now=now)


def test_when_a_clock_cannot_be_stopped_nobody_has_died(world, now, monkeypatch):
    learner = with_every_clock(world, now)

    def refuse(*_, **__):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(module, "stop_clocks", refuse)
    with pytest.raises(RuntimeError):
        record_death(learner=learner, died_on=TODAY, by=None, now=now)
    learner.refresh_from_db()
    assert learner.died_on is None
    assert set(states(learner).values()) == {DeadlineState.OPEN}
    note = Note(
        recipient=world.head.user, kind=MessageKind.PLAN, subject="x", body="", about=learner.uuid, key="still heard"
    )
    assert queue([note], now=now), "not silenced"


def test_no_clock_of_a_change_survives_to_bother_the_dead(world, now):
    learner = world.learner()
    assign_key_worker(
        learner=learner, membership=world.carer, kind="foster_carer", starts_at=now, by=world.team_manager.user, now=now
    )
    record_death(learner=learner, died_on=TODAY, by=None, now=now + DAY)
    assert states(learner) == {duty("key_worker_change").code: DeadlineState.CANCELLED}
