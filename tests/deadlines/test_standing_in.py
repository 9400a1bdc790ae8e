"""While no round of the beat comes somebody else sweeps and sends, and stops when the beat is back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail

from deadlines.models import Deadline, SweepRun
from deadlines.rules import HEARTBEAT_LATE
from deadlines.selectors.sweeps import heartbeat
from deadlines.services import StandIn, run_sweep
from notifications.enums import Channel, MessageState
from notifications.models import Message
from tests.deadlines.conftest import PLAN, Opener
from tests.deadlines.test_sweep import AFTER, BEFORE

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def stand_in() -> StandIn:
    """One that has looked since before the beat’s last round."""
    stand_in = StandIn()
    assert not stand_in.look(now_source=at(BEFORE - SECOND))
    return stand_in


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def test_it_rests_while_the_beat_comes(opened: Opener, stand_in: StandIn) -> None:
    run_sweep(now=BEFORE)
    opened(PLAN)
    alive_at = heartbeat()
    assert alive_at is not None
    assert not stand_in.look(now_source=at(alive_at + HEARTBEAT_LATE))
    assert SweepRun.objects.count() == 1


def test_it_sweeps_and_sends_when_no_round_has_come(opened: Opener, stand_in: StandIn) -> None:
    run_sweep(now=BEFORE)
    deadline = opened(PLAN)
    assert stand_in.look(now_source=at(AFTER))
    assert not Deadline.objects.to_move_on(AFTER).filter(pk=deadline.pk).exists()
    emails = Message.objects.filter(channel=Channel.EMAIL)
    assert {email.state for email in emails} == {MessageState.SENT}
    assert len(mail.outbox) == len(emails) > 0
    run = SweepRun.objects.get(by_stand_in=True)
    assert (run.moved_on, run.breaches) == (1, 1)


def test_its_own_rounds_are_not_the_beats_so_it_goes_on_and_the_alarm_rings(stand_in: StandIn) -> None:
    run_sweep(now=BEFORE)
    last = heartbeat()
    for number in range(3):
        assert stand_in.look(now_source=at(AFTER + number * SECOND))
    assert heartbeat() == last
    assert [(run.by_stand_in, run.rounds) for run in SweepRun.objects.order_by("pk")] == [(False, 1), (True, 3)]


def test_it_stops_when_the_beat_is_back(stand_in: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    run_sweep(now=BEFORE)
    assert stand_in.look(now_source=at(AFTER))
    run_sweep(now=AFTER + SECOND)
    assert not stand_in.look(now_source=at(AFTER + 2 * SECOND))
    assert [record.message for record in caplog.records if record.name.endswith("standing_in")] == [
        "No round of the beat comes: standing in.",
        "The beat is back.",
    ]
    assert SweepRun.objects.order_by("pk").values_list("by_stand_in", flat=True).last() is False


def test_the_beat_is_given_time_when_everything_is_started() -> None:
    run_sweep(now=BEFORE)
    stand_in = StandIn()
    assert not stand_in.look(now_source=at(AFTER))
    assert not stand_in.look(now_source=at(AFTER + HEARTBEAT_LATE))
    assert stand_in.look(now_source=at(AFTER + HEARTBEAT_LATE + SECOND))
