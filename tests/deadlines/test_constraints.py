"""What the database itself refuses: rows that contradict themselves, and any change of an event."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from accounts.models import Agency
from deadlines import services
from deadlines.enums import StepState
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep
from tests.deadlines.conftest import PLAN, Opener
from tests.deadlines.test_calendar import london

START = london("2026-09-01 09:00")
pytestmark = pytest.mark.django_db


def test_an_event_is_never_changed(opened: Opener) -> None:
    opened(PLAN)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        DeadlineEvent.objects.update(reason="Something else")


def test_an_event_is_never_deleted(opened: Opener) -> None:
    opened(PLAN)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute("DELETE FROM deadlines_deadlineevent")
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        QuerySet(DeadlineEvent)._raw_delete("default")


BAD_ROWS = {
    "deadline_met_has_moment": [
        {"state": "met", "met_at": None, "closed_at": START, "next_step_at": None},
        {"state": "open", "met_at": START},
    ],
    "deadline_closed_has_moment": [
        {"state": "waived", "closed_at": None, "next_step_at": None},
        {"state": "open", "closed_at": START},
    ],
    "deadline_closed_is_at_rest": [
        {"state": "waived", "closed_at": START, "next_step_at": START},
        {"state": "waived", "closed_at": START, "next_step_at": None, "paused_at": START},
    ],
    "deadline_paused_is_at_rest": [{"paused_at": START, "next_step_at": START}],
    "deadline_has_learner_or_agreement": [{"learner": None, "agreement": None}],
}
GOOD_ROWS = {
    "deadline_met_has_moment": {"state": "met", "met_at": START, "closed_at": START, "next_step_at": None},
    "deadline_closed_has_moment": {"state": "waived", "closed_at": START, "next_step_at": None},
    "deadline_closed_is_at_rest": {"state": "cancelled", "closed_at": START, "next_step_at": None, "paused_at": None},
    "deadline_paused_is_at_rest": {"paused_at": START, "next_step_at": None},
    "deadline_has_learner_or_agreement": {"agreement": None},
}


@pytest.mark.parametrize(
    ("constraint", "fields"), [(name, fields) for name, rows in BAD_ROWS.items() for fields in rows]
)
def test_constraint_refuses(opened: Opener, constraint: str, fields: dict[str, Any]) -> None:
    deadline = opened(PLAN)
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        Deadline.objects.filter(pk=deadline.pk).update(**fields)


@pytest.mark.parametrize("constraint", GOOD_ROWS)
def test_constraint_allows(opened: Opener, constraint: str) -> None:
    assert Deadline.objects.filter(pk=opened(PLAN).pk).update(**GOOD_ROWS[constraint]) == 1


def test_partner_is_another_agency(opened: Opener, owner: Agency) -> None:
    with pytest.raises(DatabaseError, match="deadline_partner_is_another"), transaction.atomic():
        opened(PLAN, partner=owner)


def test_one_open_deadline_for_a_subject_in_the_database_too(opened: Opener) -> None:
    first, second = opened(PLAN), opened(PLAN)
    with pytest.raises(DatabaseError, match="deadline_once_while_open"), transaction.atomic():
        Deadline.objects.filter(pk=second.pk).update(subject_uuid=first.subject_uuid)
    services.meet(deadline=first, at=START, now=START)
    assert Deadline.objects.filter(pk=second.pk).update(subject_uuid=first.subject_uuid) == 1


def test_a_step_once_per_revision_and_settled_with_its_moment(opened: Opener) -> None:
    step = opened(PLAN).steps.first()
    assert step
    with pytest.raises(DatabaseError, match="deadline_step_once_per_revision"), transaction.atomic():
        DeadlineStep.objects.create(deadline=step.deadline, revision=1, key=step.key, at=START, audiences=[])
    assert DeadlineStep.objects.create(deadline=step.deadline, revision=2, key=step.key, at=START, audiences=[])
    with pytest.raises(DatabaseError, match="deadline_step_settled_has_moment"), transaction.atomic():
        DeadlineStep.objects.filter(pk=step.pk).update(state=StepState.FIRED)
    with pytest.raises(DatabaseError, match="deadline_step_settled_has_moment"), transaction.atomic():
        DeadlineStep.objects.filter(pk=step.pk).update(settled_at=datetime(2026, 9, 1, tzinfo=UTC))
