"""What stands for the address parts of lists of who is on roll."""

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from accounts.tables import csv_bytes
from accounts.uploads import check_table
from learners.models import Enrolment
from tests.people import World
from tracking.enums import FileHolds
from tracking.services.roll import return_roll, take_roll
from tracking.services.roll_matching import match_waiting_lists


def build(world: World, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    """A list that was matched and returned, with a line that waits for a person."""
    learner = enrolment.learner
    rows = [
        ["Given name", "Family name", "Date of birth"],
        [learner.given_name, f"{learner.family_name}x", learner.date_of_birth],
    ]
    file, _ = take_roll(
        provider=enrolment.provider,
        virtual_school=world.virtual_school,
        holds=FileHolds.DECLARED,
        checked=check_table(ContentFile(csv_bytes(rows), name="on roll.csv"), megabytes=1),
        by=world.designated_person.user,
        now=now,
    )
    match_waiting_lists(now_source=lambda: now)
    return_roll(file=file, by=world.officer.user, now=now)
    return {"roll_uuid": file.uuid, "roll_line": 2}
