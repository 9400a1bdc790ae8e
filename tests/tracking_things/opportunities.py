"""What stands for the address parts of opportunities and referrals."""

from datetime import datetime
from typing import Any

from learners.models import Enrolment
from tests.people import World
from tracking.enums import OpportunityKind
from tracking.services.opportunities import OpportunityDetails, add_opportunity
from tracking.services.referrals import refer

DETAILS = OpportunityDetails(
    kind=OpportunityKind.WORK_EXPERIENCE,
    title="A week at Canal Boats",
    offered_by="Canal Boats",
    what="Five days with the people who mend them.",
)


def build(world: World, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    by = world.social_worker.user
    opportunity = add_opportunity(agency=world.virtual_school, details=DETAILS, by=world.officer.user, now=now)
    referral = refer(learner=enrolment.learner, opportunity=opportunity, why="Likes boats.", by=by, now=now)
    return {"opportunity_uuid": opportunity.uuid, "referral_uuid": referral.uuid}
