"""The trace of the sweep: when it ran, what it did, and what it costs when nothing is due."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError
from pytest_django import DjangoAssertNumQueries

from deadlines import registry, services
from deadlines.enums import SweepState
from deadlines.models import Deadline, SweepFault, SweepRun
from deadlines.rules import IDLE_ROW, SWEEP_EVERY, SWEEPS_KEPT
from deadlines.selectors.relevance import still_applies
from deadlines.selectors.sweeps import heartbeat, set_aside, sweep_lag
from deadlines.services import NoLongerSetAside, run_sweep, running
from notifications.models import Message
from tests.deadlines.conftest import PLAN, WORKER, Opener
from tests.deadlines.test_sweep import AFTER, BEFORE, ON_THE_DAY
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def breaks() -> Callable[[Exception], None]:
    """From now on nobody can say who the key workers are."""

    def with_(error: Exception) -> None:
        def resolve(deadlines: object, now: datetime) -> dict[int, list[object]]:
            raise error

        registry.register_audience(WORKER, resolve)  # type: ignore[arg-type]

    return with_


def test_a_round_that_did_something_has_a_row_of_its_own(opened: Opener) -> None:
    opened(PLAN)
    run = run_sweep(now=AFTER)
    assert (run.state, run.moved_on, run.steps, run.breaches, run.set_aside) == (SweepState.DONE, 1, 3, 1, 0)
    assert run.messages > 0
    assert run.started_at == AFTER <= run.alive_at == run.ended_at
    assert run.worker
    assert SweepRun.objects.get() == run


def test_rounds_in_which_nothing_was_due_share_a_row_for_a_while(
    opened: Opener, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    opened(PLAN)
    start = BEFORE - timedelta(days=2)
    run_sweep(now=start)
    first = SweepRun.objects.get()
    for number in range(1, 4):
        with django_assert_num_queries(4):  # a savepoint around one look, and one change of one row
            run_sweep(now=start + number * SWEEP_EVERY)
    row = SweepRun.objects.get()
    assert (row.pk, row.state, row.rounds) == (first.pk, SweepState.IDLE, 4)
    assert row.started_at == start
    assert heartbeat() == row.alive_at >= start + 3 * SWEEP_EVERY
    run_sweep(now=start + IDLE_ROW)
    assert SweepRun.objects.count() == 2
    run_sweep(now=BEFORE)
    run_sweep(now=BEFORE + SWEEP_EVERY)
    assert list(SweepRun.objects.order_by("pk").values_list("state", "rounds"))[2:] == [("done", 1), ("idle", 1)]


def test_a_long_round_shows_after_each_batch_that_it_is_alive(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        opened(PLAN)
    seen: list[tuple[str, int, datetime | None]] = []
    save = SweepRun.save

    def look(run: SweepRun, *args: object, **options: object) -> None:
        save(run, *args, **options)  # type: ignore[arg-type]
        seen.append((run.state, run.moved_on, run.ended_at))

    monkeypatch.setattr(SweepRun, "save", look)
    run = run_sweep(now=AFTER, batch=2)
    assert [(state, moved) for state, moved, _ in seen] == [
        ("running", 2), ("running", 4), ("running", 5), ("done", 5),
    ]  # fmt: skip
    assert [ended for _, _, ended in seen[:3]] == [None] * 3
    assert SweepRun.objects.get() == run


def test_an_error_that_ends_the_round_is_written_down_and_is_no_heartbeat(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(PLAN)
    alive = run_sweep(now=BEFORE).alive_at

    def lost(*_: object, **__: object) -> None:
        raise DatabaseError("server closed the connection; DETAIL: Canaria Serinus")

    monkeypatch.setattr(running, "sweep", lost)
    for number in range(2):
        with pytest.raises(DatabaseError):
            run_sweep(now=AFTER + number * SWEEP_EVERY)
    failed = SweepRun.objects.get(state=SweepState.FAILED)
    assert failed.rounds == 2
    assert failed.error.startswith("DatabaseError at ")
    assert "Canaria" not in failed.error
    assert heartbeat() == alive


def test_how_far_the_sweep_is_behind(opened: Opener, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    assert sweep_lag(AFTER) == timedelta()
    opened(PLAN)
    assert sweep_lag(BEFORE - timedelta(hours=1)) == timedelta()
    with django_assert_num_queries(1):
        assert sweep_lag(ON_THE_DAY) == ON_THE_DAY - BEFORE
    run_sweep(now=ON_THE_DAY)
    assert sweep_lag(ON_THE_DAY) == timedelta()


def test_what_was_set_aside_is_tried_again_when_an_operator_asks(
    opened: Opener, breaks: Callable[[Exception], None]
) -> None:
    deadline = opened(PLAN)
    audience = registry.audience(WORKER)
    breaks(LookupError("no"))
    assert run_sweep(now=AFTER).set_aside == 1
    fault = set_aside().get()
    registry.register_audience(WORKER, audience)
    soon = AFTER + timedelta(minutes=1)
    assert run_sweep(now=soon).state == SweepState.IDLE  # left alone for an hour
    services.retry_fault(fault=fault, by=UserFactory(), now=soon)
    assert run_sweep(now=soon + SWEEP_EVERY).moved_on == 1
    assert not SweepFault.objects.exists()
    assert Deadline.objects.get(pk=deadline.pk).breach_recorded
    with pytest.raises(NoLongerSetAside):
        services.retry_fault(fault=fault, by=UserFactory(), now=soon)


def test_old_traces_are_thrown_away() -> None:
    old = SweepRun.objects.create(state="idle", started_at=BEFORE, alive_at=BEFORE, ended_at=BEFORE)
    kept = SweepRun.objects.create(state="idle", started_at=BEFORE, alive_at=AFTER, ended_at=AFTER)
    assert services.forget_sweeps(now=old.alive_at + SWEEPS_KEPT) == 1
    assert SweepRun.objects.get() == kept


def test_a_reminder_applies_while_its_clock_runs(opened: Opener) -> None:
    deadline = opened(PLAN)
    run_sweep(now=BEFORE)
    message = Message.objects.filter(topic=deadline.topic).first()
    assert message is not None
    assert still_applies(message, BEFORE)
    services.move(deadline=deadline, due_on=date(2026, 10, 8), reason="Agreed with both", by=UserFactory(), now=BEFORE)
    assert not still_applies(message, BEFORE)
