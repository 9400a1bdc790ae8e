"""What stands for the address parts of casework."""

from datetime import datetime
from typing import Any

from accounts.clock import local_date
from learners.models import Enrolment
from tests.people import World
from tracking.models import CaseClosure, ReturnRequest
from tracking.services.extra_support import add_extra_support
from tracking.services.transfers import ask_for_records


def build(world: World, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    """Rows as the services leave them. The young person is too young for an end of the case, and its page does not mind."""
    by, today, learner = world.social_worker.user, local_date(now), enrolment.learner
    closure = CaseClosure.objects.create(
        learner=learner, begun_at=now, begun_by=by, planned_on=today, reason="They are 21 and manage alone."
    )
    asked = ReturnRequest.objects.create(
        learner=learner, asked_on=today, asks_for="Help with the rent.", recorded_at=now, recorded_by=by
    )
    support = add_extra_support(
        learner=learner,
        place=enrolment,
        why="Loud rooms are hard.",
        what="A quiet room.",
        starts_on=today,
        by=by,
        now=now,
    )
    transfer = ask_for_records(
        learner=learner, from_agency=None, from_name="Oakfield School", to_agency=world.college,
        what="The last plan", by=world.designated_person.user, now=now,
    )  # fmt: skip
    return {
        "transfer_uuid": transfer.uuid,
        "extra_support_uuid": support.uuid,
        "closure_uuid": closure.uuid,
        "return_uuid": asked.uuid,
    }
