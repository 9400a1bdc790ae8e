"""What stands for the address parts of casework."""

from datetime import datetime
from typing import Any

from accounts.clock import local_date
from learners.models import Enrolment
from tests.people import World
from tracking.enums import HomeEffect, MoveTime
from tracking.models import CaseClosure, HomeMove, PlaceRefusal, ReturnRequest, SchoolMove
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
    recorded = {"learner": learner, "recorded_at": now, "recorded_by": by}
    home_move = HomeMove.objects.create(
        moves_on=today,
        is_planned=True,
        to_what="Supported lodgings",
        partner="Housing",
        effect=HomeEffect.NONE,
        **recorded,
    )
    school_move = SchoolMove.objects.create(
        from_school="Oakfield School", to_school="Elm School", moves_on=today, is_planned=False, time=MoveTime.TERM,
        in_exam_year=True, why="A new home far away.", **recorded,
    )  # fmt: skip
    refusal = PlaceRefusal.objects.create(where="Elm School", refused_on=today, reason_given="None.", **recorded)
    return {
        "home_move_uuid": home_move.uuid,
        "school_move_uuid": school_move.uuid,
        "refusal_uuid": refusal.uuid,
        "transfer_uuid": transfer.uuid,
        "extra_support_uuid": support.uuid,
        "closure_uuid": closure.uuid,
        "return_uuid": asked.uuid,
    }
