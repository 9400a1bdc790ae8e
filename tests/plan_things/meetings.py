"""What stands for the address parts of these pages."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.clock import local_date
from education_plans.enums import ChangeKind, EarlyReason, EventKind
from education_plans.models import EducationPlan
from education_plans.selectors.meetings import proposed_people
from education_plans.services.changes import record_change
from education_plans.services.early_reviews import propose
from education_plans.services.meeting_actions import add_action
from education_plans.services.meetings import call_meeting, kinds_for
from education_plans.services.occasions import record_occasion
from tests.people import World


def build(world: World, plan: EducationPlan, now: datetime) -> dict[str, Any]:
    by = world.social_worker.user
    today = local_date(now)
    meeting = call_meeting(
        plan=plan, kind=kinds_for(plan)[0], starts_at=now + timedelta(days=7), ends_at=now + timedelta(days=7, hours=1),
        place="Brindley College, room 12", agenda="How it goes\nNext steps", people=proposed_people(plan, now), by=by,
        now=now,
    )  # fmt: skip
    action = add_action(
        meeting=meeting, what="Ring the bus company", owner=world.social_worker, due_on=today + timedelta(days=3), by=by,
        now=now,
    )  # fmt: skip
    change, _ = record_change(
        plan=plan, kind=ChangeKind.CARER, on=today, what="A new carer", provider=world.college, by=by, now=now
    )
    occasion = record_occasion(plan=plan, kind=EventKind.PARENTS_EVENING, on=today, by=by, now=now)
    early = propose(plan=plan, reason=EarlyReason.CHANGE, source_uuid=uuid4(), by=by, now=now)
    return {
        "plan_meeting_uuid": meeting.uuid,
        "invitee_uuid": meeting.invitees.earliest("id").uuid,
        "meeting_action_uuid": action.uuid,
        "change_uuid": change.uuid,
        "occasion_uuid": occasion.uuid,
        "early_uuid": early.uuid,
    }
