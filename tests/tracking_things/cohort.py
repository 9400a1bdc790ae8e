"""What stands for the address parts of the pages of Year 11 groups."""

from datetime import datetime
from typing import Any

from accounts import history
from accounts.clock import local_date
from agreements.rules import academic_year_of
from learners.models import Enrolment
from tests.people import World
from tracking.models import CohortMember
from tracking.services.cohort import ask_partners, draw_up_cohort


def build(world: World, enrolment: Enrolment, now: datetime) -> dict[str, Any]:
    by = world.officer.user
    year = academic_year_of(local_date(now))
    cohort = draw_up_cohort(
        virtual_school=world.virtual_school, year=year, how_we_keep_up="We meet each term.", by=by, now=now
    )
    member, _ = CohortMember.objects.get_or_create(cohort=cohort, learner=enrolment.learner)
    history.save(member, by=by, at=now)
    (partner,) = ask_partners(cohort=cohort, agencies=[world.college], by=by, now=now)
    return {"cohort_uuid": cohort.uuid, "cohort_member_uuid": member.uuid, "cohort_partner_uuid": partner.uuid}
