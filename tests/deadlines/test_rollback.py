"""A twin for each verb in which the last write fails: nothing of it remains."""

from typing import Any

import pytest
from django.db import DatabaseError

from accounts.models import User
from deadlines import services
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep
from notifications.models import Message
from tests.deadlines.conftest import PLAN, Opener
from tests.deadlines.test_calendar import london
from tests.deadlines.test_ledger import ACTS, on_first_step

pytestmark = pytest.mark.django_db


def everything() -> tuple[list[Any], ...]:
    return tuple(
        list(model.objects.order_by("pk").values()) for model in (Deadline, DeadlineStep, DeadlineEvent, Message)
    )


@pytest.mark.parametrize("verb", [*ACTS, "open"])
def test_when_the_event_cannot_be_written_nothing_happened(
    opened: Opener, someone: User, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deadline = on_first_step(opened(PLAN))
    now = london("2026-09-25 09:00")
    if verb == "resume":
        services.pause(deadline=deadline, reason="In hospital", by=someone, now=now)
    if verb == "reopen":
        services.meet(deadline=deadline, at=now, now=now)
    before = everything()

    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("no room left")

    monkeypatch.setattr(DeadlineEvent, "save", fail)
    monkeypatch.setattr(DeadlineEvent.objects, "bulk_create", fail)
    act = ACTS.get(verb) or (lambda deadline, by, why: opened(PLAN, learner=deadline.learner))
    with pytest.raises(DatabaseError, match="no room"):
        act(deadline, someone, "Reason")
    assert everything() == before
