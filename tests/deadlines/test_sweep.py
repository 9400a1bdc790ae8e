"""The sweep: once, in order, however late; and one bad row stops nobody else."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from pytest_django import DjangoAssertNumQueries

from accounts.enums import RoleCode
from accounts.models import Agency, User
from deadlines import registry, services
from deadlines.enums import StepState, Verb
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep, SweepFault
from deadlines.selectors import drift
from notifications.enums import Channel, MessageKind, MessageState
from notifications.models import Message, MessageQuerySet
from notifications.services import silence
from tests.deadlines.conftest import EMERGENCY, MANAGER, NOTICE, PLAN, WORKER, Opener
from tests.deadlines.test_calendar import london
from tests.factories import AgencyFactory, MembershipFactory

DUE = london("2026-10-02 00:00")  # PLAN, started on 1 September
BEFORE, ON_THE_DAY, AFTER = london("2026-09-24 08:00"), london("2026-10-01 08:00"), london("2026-10-02 08:00")
pytestmark = pytest.mark.django_db


def told(deadline: Deadline) -> list[str]:
    return [event.detail["step"] for event in deadline.events.filter(verb=Verb.TOLD).order_by("id")]


def emails() -> list[tuple[str, str]]:
    rows = Message.objects.filter(channel=Channel.EMAIL).order_by("id")
    return [(message.kind, message.subject.rpartition(", ")[2]) for message in rows]


def state_of_the_world() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Deadline, DeadlineStep, DeadlineEvent, Message)]


def test_each_step_fires_at_its_moment_and_not_before(opened: Opener) -> None:
    deadline = opened(PLAN)
    for moment, expected in [(BEFORE, 1), (ON_THE_DAY, 2), (AFTER, 3)]:
        services.sweep(now=moment - timedelta(microseconds=1))
        assert len(told(deadline)) == expected - 1
        services.sweep(now=moment)
        assert len(told(deadline)) == expected
    assert emails() == [
        (MessageKind.REMINDER, "due in 7 days"),
        (MessageKind.DUE, "due today"),
        *[(MessageKind.ESCALATION, "1 day overdue")] * 2,
    ]
    deadline.refresh_from_db()
    assert deadline.next_step_at is None


def test_kinds_and_words_of_those_who_do_and_those_who_manage(opened: Opener, owner: Agency) -> None:
    registry.register_audience("key_worker", registry.audience(WORKER))
    registry.register_duties([registry.Duty(**{**vars(PLAN), "steps": _renamed(PLAN.steps)})])
    opened(registry.duty(PLAN.code))
    services.sweep(now=AFTER)
    by_role = dict(
        Message.objects.filter(channel=Channel.EMAIL, dedupe_key__contains="the day after").values_list(
            "recipient__memberships__role", "kind"
        )
    )
    assert by_role == {RoleCode.SOCIAL_WORKER: MessageKind.OVERDUE, RoleCode.TEAM_MANAGER: MessageKind.ESCALATION}


def _renamed(steps: Sequence[Any]) -> tuple[Any, ...]:
    swap = {WORKER: "key_worker"}
    return tuple(type(s)(s.key, s.when, tuple(swap.get(name, name) for name in s.audiences)) for s in steps)


def test_the_breach_is_noted_at_its_moment_though_no_step_fires_then(opened: Opener) -> None:
    deadline = opened(PLAN)
    services.sweep(now=DUE - timedelta(microseconds=1))
    assert not deadline.events.filter(verb=Verb.BREACHED).exists()
    noticed = DUE + timedelta(minutes=3)
    result = services.sweep(now=noticed)
    breach = deadline.events.get(verb=Verb.BREACHED)
    assert (breach.at, breach.recorded_at, result.breaches) == (DUE, noticed, 1)
    deadline.refresh_from_db()
    assert (deadline.breach_recorded, deadline.next_step_at) == (True, AFTER)


def test_a_sweep_three_days_late_catches_up_once_and_in_order(opened: Opener) -> None:
    deadline = opened(PLAN)
    services.sweep(now=BEFORE)
    now = london("2026-10-04 12:00")  # nothing ran since: the due day, the breach and the day after were missed
    services.sweep(now=now)
    happened = deadline.events.order_by("id").values_list("verb", "detail__step")
    assert list(happened)[2:] == [(Verb.TOLD, "on the day"), (Verb.BREACHED, None), (Verb.TOLD, "the day after")]
    words = [words for _, words in emails()]
    assert words == ["due in 7 days", "3 days overdue", "3 days overdue", "3 days overdue"]
    assert not Message.objects.filter(body__contains="due tomorrow").exists()
    assert not Message.objects.filter(body__contains="due today").exists()


def test_twice_in_a_row_changes_nothing(opened: Opener) -> None:
    opened(PLAN)
    services.sweep(now=AFTER)
    before = state_of_the_world()
    assert services.sweep(now=AFTER) == services.SweepResult()
    assert state_of_the_world() == before


def test_batches_go_on_until_a_short_one(opened: Opener) -> None:
    deadlines = [opened(PLAN) for _ in range(5)]
    assert services.sweep(now=BEFORE, batch=2).deadlines == 5
    assert all(told(deadline) == ["7 days before"] for deadline in deadlines)


def test_the_number_of_queries_does_not_grow_with_the_rows(
    opened: Opener, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    opened(PLAN)
    with django_assert_max_num_queries(100) as one:
        services.sweep(now=DUE)
    for _ in range(20):
        opened(PLAN)
    with django_assert_max_num_queries(100) as many:
        assert services.sweep(now=DUE).deadlines == 20
    assert len(many) <= len(one)


def test_who_was_told_is_recorded_by_id_and_an_empty_audience_by_name(opened: Opener, owner: Agency) -> None:
    start = london("2026-10-06 10:00")
    deadline = opened(EMERGENCY, starts_at=start, now=start)
    services.sweep(now=start + timedelta(hours=24))
    last = deadline.events.filter(verb=Verb.TOLD).latest("id")
    manager = User.objects.get(memberships__role=RoleCode.TEAM_MANAGER)
    assert last.detail == {
        "step": "at the end",
        "planned_at": (start + timedelta(hours=24)).isoformat(),
        "told": [{"user": manager.pk, "audience": MANAGER}],
        "nobody": ["test_nobody"],
    }


def test_one_person_in_two_audiences_is_told_once(opened: Opener, owner: Agency) -> None:
    both = User.objects.get(memberships__role=RoleCode.SOCIAL_WORKER)
    MembershipFactory(user=both, agency=owner, role=RoleCode.TEAM_MANAGER)
    opened(PLAN, now=AFTER)
    services.sweep(now=AFTER)
    assert Message.objects.filter(recipient=both, channel=Channel.EMAIL).count() == 1


def test_steps_of_a_safeguarding_duty_are_never_held_for_a_digest(opened: Opener) -> None:
    opened(NOTICE, starts_at=london("2026-10-06 10:00"), now=london("2026-10-06 10:00"))
    services.sweep(now=london("2026-10-06 18:00"))
    assert {kind for kind, _ in emails()} == {MessageKind.ESCALATION}


def test_messages_say_initials_only_and_lead_to_the_deadline(opened: Opener) -> None:
    deadline = opened(PLAN, partner=AgencyFactory(provider=True))
    services.sweep(now=AFTER)
    learner = deadline.learner
    for message in Message.objects.all():
        assert learner.initials in message.subject
        for secret in (learner.given_name, learner.family_name, deadline.owner.name, deadline.partner.name):
            assert secret not in message.subject + message.body
        assert (message.link, message.about) == (deadline.get_absolute_url(), learner.uuid)
        assert message.topic == f"deadline:{deadline.uuid}:1"


def test_nobody_hears_of_somebody_who_died(opened: Opener) -> None:
    deadline = opened(PLAN)
    silence(deadline.learner.uuid, now=BEFORE)
    services.sweep(now=BEFORE)
    assert not Message.objects.exists()
    assert deadline.events.get(verb=Verb.TOLD).detail["told"] == []


def test_after_a_deactivated_person_nobody_is_named_as_told(opened: Opener) -> None:
    opened(PLAN)
    User.objects.update(is_active=False)
    services.sweep(now=BEFORE)
    assert not Message.objects.exists()


# --- A row that raises ------------------------------------------------------------------------------------------------


@pytest.fixture
def poisoned(opened: Opener) -> Iterator[Deadline]:
    """A deadline whose audience cannot be found: asking for it raises, for the whole batch."""
    deadline = opened(PLAN)
    sound = registry.audience(WORKER)

    def raise_for_one(deadlines: Sequence[Deadline], now: datetime) -> Any:
        if deadline in deadlines:
            raise LookupError(f"no key worker for {deadline.learner.full_name}")
        return sound(deadlines, now)

    registry.register_audience(WORKER, raise_for_one)
    yield deadline
    registry.register_audience(WORKER, sound)


def test_a_row_that_raises_is_set_aside_and_stops_nobody_else(opened: Opener, poisoned: Deadline) -> None:
    others = [opened(PLAN) for _ in range(4)]
    result = services.sweep(now=BEFORE)
    assert (result.deadlines, result.faults) == (4, 1)
    assert all(told(deadline) == ["7 days before"] for deadline in others)
    poisoned.refresh_from_db()
    assert poisoned.next_step_at == BEFORE + timedelta(hours=1)
    assert told(poisoned) == []
    assert not Message.objects.filter(topic=poisoned.topic).exists()
    fault = SweepFault.objects.get()
    assert (fault.deadline, fault.since, fault.times) == (poisoned, BEFORE, 1)
    assert fault.error.startswith("LookupError at test_sweep.py:")
    assert poisoned.learner.family_name not in fault.error
    assert [one.subject_uuid for one in drift.find(now=BEFORE)] == [poisoned.subject_uuid]


def test_a_row_that_raises_again_is_counted_and_cleared_once_it_works(opened: Opener, poisoned: Deadline) -> None:
    services.sweep(now=BEFORE)
    again = BEFORE + timedelta(hours=1)
    services.sweep(now=again)
    fault = SweepFault.objects.get()
    assert (fault.since, fault.last_at, fault.times) == (BEFORE, again, 2)
    registry.register_audience(WORKER, lambda deadlines, now: {})
    services.sweep(now=again + timedelta(hours=1))
    assert not SweepFault.objects.exists()
    assert told(poisoned) == ["7 days before"]


def test_more_rows_that_raise_than_a_batch_holds_end_too(opened: Opener) -> None:
    for _ in range(5):
        opened(PLAN)

    def always(deadlines: Sequence[Deadline], now: datetime) -> Any:
        raise LookupError

    registry.register_audience(WORKER, always)
    assert services.sweep(now=BEFORE, batch=2).faults == 5


def test_when_the_last_write_of_a_batch_fails_nothing_of_it_remains(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(PLAN)
    before = state_of_the_world()[1:]

    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("no room left")

    monkeypatch.setattr("deadlines.querysets.DeadlineQuerySet.with_next_moment", fail)
    assert services.sweep(now=BEFORE).faults == 1
    assert state_of_the_world()[1:] == before
    assert set(DeadlineStep.objects.values_list("state", flat=True)) == {StepState.PENDING}


# --- A database in trouble --------------------------------------------------------------------------------------------


def in_trouble(monkeypatch: pytest.MonkeyPatch, error: Exception, *, times: int = 1_000) -> None:
    """The next writes of messages end with `error`."""
    left = [error] * times
    sound = MessageQuerySet.store

    def write(self: MessageQuerySet, *args: Any, **kwargs: Any) -> Any:
        if left:
            raise left.pop()
        return sound(self, *args, **kwargs)

    monkeypatch.setattr(MessageQuerySet, "store", write)


@pytest.mark.parametrize("error", [OperationalError("no space left on device"), InterfaceError("connection closed")])
def test_when_the_database_is_in_trouble_no_row_is_to_blame(
    opened: Opener, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    deadlines = [opened(PLAN) for _ in range(3)]
    before = state_of_the_world()
    with monkeypatch.context() as patch:
        in_trouble(patch, error)
        with pytest.raises(type(error)):
            services.sweep(now=BEFORE)
    assert state_of_the_world() == before
    assert not SweepFault.objects.exists()
    assert services.sweep(now=BEFORE).deadlines == len(deadlines)


def test_a_connection_that_is_gone_ends_the_round_whatever_the_error_is_called(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(PLAN)
    before = state_of_the_world()
    in_trouble(monkeypatch, DatabaseError("error with no message from the libpq"))
    monkeypatch.setattr(connection, "is_usable", lambda: False)
    with pytest.raises(DatabaseError, match="libpq"):
        services.sweep(now=BEFORE)
    assert state_of_the_world() == before
    assert not SweepFault.objects.exists()


def test_one_row_that_waits_too_long_keeps_its_place_and_stops_nobody_else(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadlines = [opened(PLAN) for _ in range(4)]
    in_trouble(monkeypatch, OperationalError("deadlock detected"), times=2)  # the batch, and its first row by itself
    with pytest.raises(OperationalError):
        services.sweep(now=BEFORE)
    assert [told(deadline) for deadline in deadlines] == [[], *[["7 days before"]] * 3]
    assert not SweepFault.objects.exists()
    services.sweep(now=BEFORE)
    assert all(told(deadline) == ["7 days before"] for deadline in deadlines)


# --- The command ------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("sweep_deadlines", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_sweeps(opened: Opener) -> None:
    deadline = opened(PLAN, starts_on=date(2025, 1, 1))
    assert run().startswith("1 deadlines, 1 steps")
    assert told(deadline) == ["the day after"]


def test_a_dry_run_says_what_would_happen_and_leaves_everything_as_it_is(opened: Opener) -> None:
    opened(PLAN)
    before = state_of_the_world()
    assert run("--now", AFTER.isoformat(), "--dry-run").startswith("Would be: 1 deadlines, 3 steps, 1 breaches")
    assert state_of_the_world() == before


def test_another_moment_is_refused_in_production_unless_nothing_is_written(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="dry-run"):
        run("--now", AFTER.isoformat())
    assert run("--now", AFTER.isoformat(), "--dry-run").startswith("Would be")


def test_another_moment_needs_a_time_zone() -> None:
    with pytest.raises(CommandError, match="time zone"):
        run("--now", "2026-10-01T08:00:00")


def test_message_rows_are_waiting_to_be_sent(opened: Opener) -> None:
    opened(PLAN)
    services.sweep(now=BEFORE)
    assert Message.objects.get(channel=Channel.EMAIL).state == MessageState.QUEUED
