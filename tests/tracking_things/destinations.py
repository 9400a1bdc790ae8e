"""What stands for the address parts of the pages of destinations."""

from datetime import datetime
from typing import Any

from accounts.clock import local_date
from learners.models import Enrolment
from tests.people import World
from tracking.enums import DestinationKind, Route
from tracking.services.destinations import DestinationWords, record_destination


def build(world: World, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    today = local_date(now)
    words = DestinationWords(Route.FURTHER_EDUCATION, today, "Brindley College", "Bricklaying")
    record_destination(
        learner=enrolment.learner,
        year=today.year,
        kind=DestinationKind.INTENDED,
        words=words,
        by=world.social_worker.user,
        now=now,
    )
    return {"destination_year": today.year, "destination_kind": "offered"}
