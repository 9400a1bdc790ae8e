"""What stands for the address parts of these pages."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.clock import local_date
from education_plans.enums import MeetingKind, PathwayDomain
from education_plans.models import EducationPlan, SkillItem
from education_plans.services.meeting_actions import add_action as add_meeting_action
from education_plans.services.meetings import call_meeting
from education_plans.services.pathway import add_action, begin_pathway
from tests.people import World


def first_skill() -> SkillItem:
    """The first of those that ship, unless the tables were emptied."""
    item, _ = SkillItem.objects.get_or_create(
        area="Looking after myself",
        what="cook five meals that I like",
        defaults={"position": 1, "starts_on": date(2020, 9, 1)},
    )
    return item


def build(world: World, plan: EducationPlan, now: datetime) -> dict[str, Any]:
    by = world.social_worker.user
    first_skill()
    pathway = begin_pathway(learner=plan.learner, by=by, now=now)
    action = add_action(
        pathway=pathway, domain=PathwayDomain.HEALTH, how="Find a dentist", owner=world.social_worker,
        due_on=local_date(now) + timedelta(days=7), by=by, now=now,
    )  # fmt: skip
    meeting = call_meeting(
        plan=pathway, kind=MeetingKind.PATHWAY, starts_at=now + timedelta(days=7),
        ends_at=now + timedelta(days=7, hours=1), place="At the kitchen table", people=[world.social_worker], by=by,
        now=now,
    )  # fmt: skip
    promised = add_meeting_action(
        meeting=meeting, what="Ask about the bond", owner=world.social_worker,
        due_on=local_date(now) + timedelta(days=3), by=by, now=now,
    )  # fmt: skip
    return {
        "pathway_uuid": pathway.uuid,
        "pathway_plan_meeting_uuid": meeting.uuid,
        "pathway_meeting_action_uuid": promised.uuid,
        "pathway_invitee_uuid": meeting.invitees.earliest("id").uuid,
        "pathway_action_uuid": action.uuid,
        "domain": PathwayDomain.HEALTH.value,
        "area_number": 1,
    }
