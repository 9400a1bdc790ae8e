"""`check_ledger`: what the records say a deadline should be, against what it is; and the checks of names."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F

from accounts.models import User
from deadlines import checks, registry, services, tasks
from deadlines.enums import DeadlineState
from deadlines.models import Deadline, SweepRun
from deadlines.registry import Expected
from deadlines.rules import Days, Step
from deadlines.selectors import drift
from tests.deadlines.conftest import EMERGENCY, FIXED, NOTICE, PLAN, WORKER, WORKING, Opener
from tests.deadlines.test_adherence import STORIES, Story
from tests.deadlines.test_calendar import london
from tests.factories import AgencyFactory, AgreementFactory, LearnerFactory

START = london("2026-09-01 09:00")
NOW = london("2026-09-10 09:00")
pytestmark = pytest.mark.django_db


def expected_of(deadline: Deadline, **changes: Any) -> Expected:
    as_it_is = Expected(
        deadline.duty_code,
        deadline.subject_uuid,
        deadline.learner_id,
        deadline.starts_at,
        deadline.original_due_at,
        DeadlineState(deadline.state),
        deadline.met_at,
    )
    return replace(as_it_is, **changes)


def records_say(*expected: Expected) -> None:
    def recompute(now: datetime) -> Iterator[Expected]:
        yield from expected

    registry.register_recomputer(PLAN.code, recompute)


def problems() -> list[str]:
    return [one.problem for one in drift.find(now=NOW)]


def test_nothing_to_report(opened: Opener) -> None:
    first, second = opened(PLAN), opened(PLAN)
    services.meet(deadline=second, at=START, now=START)
    records_say(expected_of(first), expected_of(second))
    assert problems() == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"state": DeadlineState.MET, "met_at": START}, "is open, should be met"),
        ({"original_due_at": START}, "was first due at"),
        ({"starts_at": START + timedelta(days=1)}, "there is no clock that started at"),
        ({"subject_uuid": uuid4()}, "there is no clock that started at"),
        ({"learner_id": 0}, "is about record"),
    ],
)
def test_a_deadline_that_is_not_what_the_records_say(opened: Opener, changes: dict[str, Any], problem: str) -> None:
    records_say(expected_of(opened(PLAN), **changes))
    assert problems()[0].startswith(problem)


def test_met_at_another_moment(opened: Opener) -> None:
    deadline = services.meet(deadline=opened(PLAN), at=START, now=START)
    records_say(expected_of(deadline, met_at=START - timedelta(hours=1)))
    assert problems()[0].startswith("was met at")


def test_a_clock_that_no_record_asks_for(opened: Opener) -> None:
    opened(PLAN)
    records_say()
    assert problems()[0].startswith("no record asks for this clock")


def test_what_people_decided_is_taken_as_it_is(opened: Opener) -> None:
    waived, cancelled = opened(PLAN), opened(PLAN)
    services.waive(deadline=waived, reason="Agreed", by=None, now=START)
    services.cancel(deadline=cancelled, reason="Left", now=START)
    records_say(expected_of(waived, state=DeadlineState.OPEN))
    assert problems() == []


# --- Against its own events --------------------------------------------------------------------------------------------


def swept_to(*moments: datetime) -> None:
    for moment in moments:
        services.sweep(now=moment)


def lively(deadline: Deadline, by: User) -> None:
    """Everything that can happen to an open deadline has happened to this one, steps fired in between."""
    swept_to(london("2026-09-24 08:00"))
    services.pause(deadline=deadline, reason="In hospital", by=by, now=london("2026-09-25 10:00"))
    services.resume(deadline=deadline, by=by, now=london("2026-09-28 10:00"))
    swept_to(london("2026-10-06 08:00"))
    services.move(deadline=deadline, due_on=date(2026, 10, 20), reason="Agreed", by=by, now=london("2026-10-06 09:00"))
    services.meet(deadline=deadline, at=london("2026-10-07 09:00"), by=by, now=london("2026-10-07 09:00"))
    services.reopen(deadline=deadline, reason="It came back", now=london("2026-10-08 09:00"))
    swept_to(london("2026-10-20 08:00"))


@pytest.mark.parametrize(("name", "outcome", "story"), STORIES, ids=[row[0] for row in STORIES])
@pytest.mark.parametrize("swept", [False, True], ids=["never swept", "swept"])
def test_every_history_adds_up(
    opened: Opener, someone: User, name: str, outcome: str, story: Story, swept: bool
) -> None:
    deadline = opened(PLAN)
    if swept:
        swept_to(START + timedelta(days=24))
    story(deadline, someone)
    if swept:
        swept_to(START + timedelta(days=60), START + timedelta(days=120))
    assert problems() == []


def test_a_long_history_adds_up(opened: Opener, someone: User) -> None:
    lively(opened(PLAN), someone)
    assert problems() == []
    for duty in (NOTICE, EMERGENCY, WORKING):
        opened(duty, starts_at=START)
    opened(FIXED, due_on=date(2026, 9, 1), starts_at=START, now=START + timedelta(days=5))
    assert problems() == []


DAY = timedelta(days=1)
TAMPERED: list[tuple[str, Any]] = [
    ("starts_at", F("starts_at") + DAY),
    ("original_due_at", F("original_due_at") + DAY),
    ("due_at", F("due_at") + DAY),
    ("due_on", date(2026, 12, 1)),
    ("breach_recorded", True),
    ("was_moved", False),
    ("was_paused", False),
    ("revision", F("revision") + 1),
    ("limit_amount", 60),
    ("limit_unit", "months"),
    ("terms_source", "nobody"),
    ("morning_hour", 20),
    ("is_tracked", False),
    ("learner", LearnerFactory),
    ("owner", AgencyFactory),
    ("partner", AgencyFactory),
    ("agreement", AgreementFactory),
]


@pytest.mark.parametrize(("field", "value"), TAMPERED, ids=[field for field, _ in TAMPERED])
def test_a_changed_field_is_found(opened: Opener, someone: User, field: str, value: Any) -> None:
    deadline = opened(PLAN)
    lively(deadline, someone)
    Deadline.objects.filter(pk=deadline.pk).update(**{field: value() if isinstance(value, type) else value})
    assert problems()


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "waived", "closed_at": NOW, "next_step_at": None},
        {"state": "cancelled", "closed_at": NOW, "next_step_at": None},
        {"state": "met", "met_at": NOW, "closed_at": NOW, "next_step_at": None},
        {"paused_at": NOW, "next_step_at": None},
    ],
    ids=lambda changes: next(iter(changes)) + " " + str(next(iter(changes.values()))),
)
def test_an_end_or_a_pause_that_nobody_recorded_is_found(opened: Opener, changes: dict[str, Any]) -> None:
    deadline = opened(PLAN)
    deadline.steps.update(state="cancelled", settled_at=NOW)
    Deadline.objects.filter(pk=deadline.pk).update(**changes)
    assert problems()


@pytest.mark.parametrize("field", ["met_at", "closed_at", "met_by", "state"])
def test_a_changed_end_is_found(opened: Opener, someone: User, field: str) -> None:
    deadline = services.meet(deadline=opened(PLAN), at=START, by=someone, now=START)
    changes = {"met_at": NOW, "closed_at": NOW, "met_by": None}
    row = Deadline.objects.filter(pk=deadline.pk)
    if field == "state":
        row.update(state="waived", met_at=None)
    else:
        row.update(**{field: changes[field]})
    assert problems()


def test_a_changed_ladder_is_found(opened: Opener) -> None:
    for tamper in (
        lambda steps: steps.filter(key="on the day").delete(),
        lambda steps: steps.filter(key="on the day").update(at=F("at") + DAY),
        lambda steps: steps.filter(key="the day after").update(audiences=[WORKER]),
        lambda steps: steps.filter(key="7 days before").update(state="fired", settled_at=NOW),
    ):
        with transaction.atomic():
            deadline = opened(PLAN)
            tamper(deadline.steps.all())
            Deadline.objects.filter(pk=deadline.pk).with_next_moment().update(next_step_at=F("next_moment"))
            assert len(problems()) == 1
            transaction.set_rollback(True)


def test_a_wrong_next_moment_and_steps_left_over(opened: Opener) -> None:
    running, closed = opened(PLAN), opened(PLAN)
    services.meet(deadline=closed, at=START, now=START)
    Deadline.objects.filter(pk=running.pk).update(next_step_at=NOW)
    closed.steps.update(state="pending", settled_at=None)
    found = problems()
    assert len(found) == 2
    assert found[0].startswith("next moment is")
    assert "steps to come although" in found[1]


def test_a_duty_or_a_subject_that_nobody_registered(opened: Opener) -> None:
    opened(PLAN, subject_kind="forgotten")
    del registry._duties[opened(EMERGENCY, starts_at=START).duty_code]
    assert [problem.split(",")[0] for problem in problems()] == ["nobody registered its duty"] * 2


def test_the_command_ends_with_one_if_there_is_drift(opened: Opener) -> None:
    opened(PLAN)
    out = StringIO()
    call_command("check_ledger", stdout=out)
    assert out.getvalue() == "No drift.\n"
    records_say()
    with pytest.raises(SystemExit) as ended:
        call_command("check_ledger", stdout=out)
    assert ended.value.code == 1
    assert "1 deadlines are not what the records say" in out.getvalue()


def test_the_task_sweeps_and_writes_down_that_it_ran(opened: Opener) -> None:
    opened(PLAN, starts_on=date(2025, 1, 1))
    tasks.sweep_deadlines()
    assert SweepRun.objects.get().moved_on == 1


# --- System checks ----------------------------------------------------------------------------------------------------


def test_a_duty_that_tells_an_unknown_audience_is_an_error() -> None:
    registry.register_duties([replace(PLAN, steps=(Step("some day", Days(1), ("nobody_knows",)),))])
    errors = [problem for problem in checks.every_name_is_registered() if problem.id == "deadlines.E001"]
    assert [error for error in errors if "nobody_knows" in error.msg]


def test_a_recomputer_for_no_duty_is_an_error() -> None:
    registry.register_recomputer("no_such_duty", lambda now: iter(()))
    assert "no_such_duty" in checks.every_name_is_registered()[-1].msg


def test_a_duty_that_cannot_be_computed_afresh_is_a_warning() -> None:
    assert PLAN.code in "".join(problem.msg for problem in checks.every_clock_can_be_computed_afresh())


def test_two_steps_with_one_key_are_an_error() -> None:
    registry.register_duties([replace(PLAN, steps=PLAN.steps * 2)])
    assert [problem.id for problem in checks.every_step_has_its_own_key()] == ["deadlines.E003"]


def test_operators_are_warned_a_year_before_the_bank_holidays_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "published_until", lambda: date(2020, 12, 31))
    assert [problem.id for problem in checks.bank_holidays_are_known()] == ["deadlines.W001"]
    monkeypatch.setattr(checks, "published_until", lambda: date(2999, 12, 31))
    assert checks.bank_holidays_are_known() == []
