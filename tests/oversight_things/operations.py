"""An e-mail that did not arrive, a deadline that the sweep could not handle, and a check for drift."""

from datetime import datetime, timedelta
from typing import Any

from deadlines.models import Deadline, SweepFault, SweepRun
from learners.models import Learner
from notifications.enums import AttemptOutcome, Channel, MessageKind, MessageState
from notifications.models import Delivery, Message
from oversight.enums import DriftKind, DriftState
from oversight.models import DriftCheck
from tests.people import World


def dead_letter(world: World, learner: Learner, now: datetime, **fields: Any) -> Message:
    """An e-mail about the young person to their key worker’s manager that the mail server refused."""
    person = world.team_manager.user
    number = Message.objects.count()
    values: dict[str, Any] = {
        "recipient": person,
        "address": person.email,
        "channel": Channel.EMAIL,
        "kind": MessageKind.PANEL,
        "subject": f"Something about {learner.full_name}",
        "body": f"{learner.full_name} needs you.",
        "link": f"/learners/{learner.uuid}/",
        "about": learner.uuid,
        "dedupe_key": f"dead letter {number}:email",
        "state": MessageState.FAILED,
        "queued_at": now - timedelta(minutes=5),
        "settled_at": now,
        "attempts": 1,
    }
    message = Message.objects.create(**values | fields)
    answer = f"550 5.1.1 <{message.address}>: no mailbox for {learner.full_name}"
    Delivery.objects.create(message=message, at=now, outcome=AttemptOutcome.REFUSED, answer=answer)
    return message


def set_aside(deadline: Deadline, now: datetime) -> SweepFault:
    fault: SweepFault = SweepFault.objects.create(
        deadline=deadline, since=now, last_at=now, error="LookupError at ladder.py:7 in x"
    )
    return fault


def build(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    letter = dead_letter(world, learner, now)
    deadline = Deadline.objects.filter(learner=learner).order_by("pk").first()
    assert deadline is not None
    set_aside(deadline, now)
    SweepRun.objects.create(state="done", started_at=now, alive_at=now, ended_at=now, moved_on=2, worker="box 7")
    check = DriftCheck.objects.create(
        kind=DriftKind.LEDGER, state=DriftState.DONE, asked_at=now, started_at=now, ended_at=now, found=1,
        lines=[f"education_plan of {deadline.subject_uuid}: is open, should be met"],
    )  # fmt: skip
    return {
        "dead_letter_uuid": letter.uuid,
        "fault_deadline_uuid": deadline.uuid,
        "drift_check_uuid": check.uuid,
    }
