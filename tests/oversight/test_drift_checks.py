"""Checks for drift: asked for, done by the worker, kept with what they found."""

from datetime import datetime, timedelta

import pytest

from oversight import tasks
from oversight.enums import DriftKind, DriftState
from oversight.models import DriftCheck
from oversight.services import drift as services
from oversight.services.drift import AlreadyAsked, ask_for_check, ask_for_nightly_checks, run_drift_checks
from tests.people import World

pytestmark = pytest.mark.django_db


def done(kind: DriftKind, now: datetime) -> DriftCheck:
    check = ask_for_check(kind=kind, by=None, now=now)
    assert run_drift_checks(now_source=lambda: now) == 1
    check.refresh_from_db()
    return check


@pytest.mark.parametrize("kind", DriftKind)
def test_a_world_as_it_should_be_has_no_drift(world: World, kind: DriftKind, now: datetime) -> None:
    check = done(kind, now)
    assert (check.state, check.found, check.lines) == (DriftState.DONE, 0, [])
    assert check.started_at == check.ended_at == now


def test_what_is_found_is_kept_and_logged(world: World, now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    world.officer.user.groups.clear()
    check = done(DriftKind.ACCESS, now)
    assert check.found == 1
    assert check.lines == ["1 permissions missing, 0 too many; the command rebuild_access puts it right"]
    assert "1 permissions missing" in caplog.text


def test_one_of_a_kind_at_a_time(world: World, now: datetime) -> None:
    ask_for_check(kind=DriftKind.LEDGER, by=world.operator.user, now=now)
    with pytest.raises(AlreadyAsked):
        ask_for_check(kind=DriftKind.LEDGER, by=None, now=now)
    assert ask_for_nightly_checks(now=now) == 1  # the other one
    assert run_drift_checks(now_source=lambda: now) == 2
    assert ask_for_nightly_checks(now=now) == 2


def test_an_error_ends_one_check_and_not_the_next(world: World, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise LookupError("Canaria Serinus")

    monkeypatch.setattr(services.drift, "find", broken)
    ask_for_check(kind=DriftKind.LEDGER, by=None, now=now)
    ask_for_check(kind=DriftKind.ACCESS, by=None, now=now)
    assert run_drift_checks(now_source=lambda: now) == 2
    failed = DriftCheck.objects.get(kind=DriftKind.LEDGER)
    assert failed.state == DriftState.FAILED
    assert failed.problem.startswith("LookupError at ")
    assert "Canaria" not in failed.problem
    assert DriftCheck.objects.get(kind=DriftKind.ACCESS).state == DriftState.DONE


def test_a_check_whose_worker_was_killed_is_over_and_can_be_asked_for_again(world: World, now: datetime) -> None:
    check = ask_for_check(kind=DriftKind.ACCESS, by=None, now=now)
    DriftCheck.objects.filter(pk=check.pk).update(state=DriftState.WORKING, started_at=now)
    assert run_drift_checks(now_source=lambda: now + timedelta(minutes=20)) == 0
    with pytest.raises(AlreadyAsked):
        ask_for_check(kind=DriftKind.ACCESS, by=None, now=now)
    run_drift_checks(now_source=lambda: now + services.DEAD_AFTER)
    check.refresh_from_db()
    assert (check.state, check.problem) == (DriftState.FAILED, "Its worker died, or it took too long.")
    ask_for_check(kind=DriftKind.ACCESS, by=None, now=now)


def test_only_the_first_findings_are_kept_and_all_are_counted(
    world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.drift, "find", lambda **_: [f"finding {number}" for number in range(150)])
    check = done(DriftKind.LEDGER, now)
    assert (check.found, len(check.lines), check.lines[-1]) == (150, 100, "finding 99")


def test_the_tasks_ask_by_night_and_throw_old_checks_away(world: World, real_now: datetime) -> None:
    old = done(DriftKind.LEDGER, real_now - services.CHECKS_KEPT)
    assert tasks.ask_for_nightly_checks() == 2
    assert tasks.run_drift_checks() == 2
    assert not DriftCheck.objects.filter(pk=old.pk).exists()
