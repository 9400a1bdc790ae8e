"""A panel whose meeting runs, with a decision and something to do, and a story of success."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from learners.models import Learner
from oversight.services.panel import begin_meeting, open_panel, plan_meeting
from oversight.services.panel_agenda import add_by_hand
from oversight.services.panel_decisions import NewAction, decide
from oversight.services.success import record_story
from tests.people import World


def build(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    officer, today = world.officer.user, local_date(now)
    panel = open_panel(virtual_school=world.virtual_school, name="EET panel", agencies=[], by=officer, now=now)
    meeting = plan_meeting(
        panel=panel,
        scheduled_for=now + timedelta(hours=1),
        place="Room 4",
        chair=world.key_contact,
        by=officer,
        now=now,
    )
    begin_meeting(meeting=meeting, by=officer, now=now)
    item = meeting.items.filter(learner=learner).first() or add_by_hand(
        meeting=meeting, learner=learner, why="The carer asked for it", by=officer, now=now
    )
    decide(
        item=item, says="A job outdoors", decision="A taster day", contingency="The farm",
        actions=[NewAction("Ring the farm", world.social_worker, "", today + timedelta(days=5))], by=officer, now=now,
    )  # fmt: skip
    story = record_story(
        learner=learner, virtual_school=world.virtual_school, on=today, what_happened="Passed the first year",
        what_worked="A mentor who rang every Monday", by=officer, now=now,
    )  # fmt: skip
    return {
        "panel_uuid": panel.uuid,
        "panel_meeting_uuid": meeting.uuid,
        "panel_item_uuid": item.uuid,
        "panel_action_uuid": item.actions.get().uuid,
        "success_uuid": story.uuid,
    }
