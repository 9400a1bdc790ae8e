"""A board whose coming meeting asks for updates, with somebody who sits on it."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from learners.models import Learner
from oversight.models import Strategy
from oversight.services.board_meetings import ask_for_updates, call_meeting
from oversight.services.boards import add_member, open_board
from tests.people import World


def build(world: World, learner: Learner, now: datetime) -> dict[str, Any]:
    head = world.head.user
    steered = Strategy.objects.filter(owner=world.virtual_school)
    board = open_board(
        agency=world.virtual_school,
        name="Corporate parenting board",
        chair=world.head,
        strategies=steered,
        by=head,
        now=now,
    )
    member = add_member(
        board=board, membership=None, name="Cllr Ann Hall", part="Lead member for children", by=head, now=now
    )
    meeting = call_meeting(board=board, starts_at=now + timedelta(days=30), place="Committee room", by=head, now=now)
    ask_for_updates(meeting=meeting, due_on=local_date(now) + timedelta(days=20), by=head, now=now)
    return {
        "board_uuid": board.uuid,
        "board_member_uuid": member.uuid,
        "board_meeting_uuid": meeting.uuid,
        "update_request_uuid": meeting.requests.get().uuid,
    }
