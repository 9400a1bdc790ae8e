"""A view that an agency keeps, and a list that was made."""

from datetime import datetime
from typing import Any

from accounts.clock import database_now
from learners.models import Learner
from oversight.enums import ExportFormat, Listing
from oversight.services.exports import ask_for_list, make_list
from oversight.services.saved_views import save_view
from tests.people import World


def build(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    view = save_view(
        agency=world.virtual_school, page=Listing.YOUNG_PEOPLE, name="Out of the area", filters="area=out",
        by=world.officer.user, now=now,
    )  # fmt: skip
    job = ask_for_list(
        listing=Listing.YOUNG_PEOPLE, filters="", format=ExportFormat.CSV, recipient=world.virtual_school,
        agency=world.virtual_school, by=world.officer.user, now=now,
    )  # fmt: skip
    made = make_list(job=job, now_source=database_now)
    return {"listing": "young_people", "kept_view_uuid": view.uuid, "export_uuid": made.uuid}
