"""A board of Home Virtual School with a strategy that social care helps to carry, and a meeting to come."""

from datetime import datetime, timedelta
from typing import Any

from accounts.clock import local_date
from accounts.models import Membership
from deadlines.models import Deadline
from oversight.enums import LeadKind, RowKind
from oversight.models import Board, BoardMeeting, Strategy, StrategyRow, UpdateRequest
from oversight.services.board_meetings import ask_for_updates, call_meeting
from oversight.services.boards import open_board
from oversight.services.strategy import put_in_force
from oversight.services.strategy_rows import NewLead
from tests.oversight.strategies import added, strategy_of
from tests.people import World

DAY = timedelta(days=1)


def led_by(hat: Membership | None, name: str = "") -> list[NewLead]:
    return [NewLead(kind=LeadKind.LEAD, membership=hat, name=name, is_main=True)]


def steered_strategy(world: World, now: datetime) -> Strategy:
    """In force: two rows of the key contact, one of social care's manager, one of somebody without an account."""
    strategy = strategy_of(world, now)
    theme = added(strategy, world, now, RowKind.THEME, "School and college", number="1")
    kpi = added(
        strategy, world, now, RowKind.KPI, "Everybody learns", theme, number="1.1", leads=led_by(world.key_contact)
    )
    for number, text, lead in (
        ("1.1.1", "Ring every provider", led_by(world.key_contact)),
        ("1.1.2", "Visit every home", led_by(world.team_manager)),
        ("1.1.3", "Write to health", led_by(None, "Nell Nurse")),
        ("1.1.4", "Think of more", []),
    ):
        added(strategy, world, now, RowKind.ACTION, text, kpi, number=number, leads=lead)
    return put_in_force(strategy=strategy, by=world.head.user, now=now)


def board_of(world: World, now: datetime, strategies: list[Strategy], **more: Any) -> Board:
    usual = {"agency": world.virtual_school, "name": "Corporate parenting board", "chair": world.head}
    return open_board(**{**usual, **more}, strategies=strategies, by=world.head.user, now=now)


def asked_meeting(world: World, now: datetime, strategy: Strategy | None = None) -> BoardMeeting:
    """In thirty days; whoever leads is asked to answer in twenty."""
    board = board_of(world, now, [strategy or steered_strategy(world, now)])
    meeting = call_meeting(board=board, starts_at=now + 30 * DAY, place="Committee room", by=world.head.user, now=now)
    ask_for_updates(meeting=meeting, due_on=local_date(now) + 20 * DAY, by=world.head.user, now=now)
    meeting.refresh_from_db()
    return meeting


def request_of(meeting: BoardMeeting, hat: Membership) -> UpdateRequest:
    """The newest of what they are asked."""
    return meeting.requests.filter(membership=hat).latest("pk")


def clock_of(request: UpdateRequest) -> Deadline:
    return Deadline.objects.get(subject_uuid=request.uuid)


def row(number: str) -> StrategyRow:
    return StrategyRow.objects.select_related("strategy__owner").get(number=number)
