"""A board that steers strategies: set up, changed, closed; who chairs it and who sits on it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import AnswerRefused, ServiceError
from accounts.models import Agency, Membership, User
from oversight.enums import BoardMeetingState, StrategyStatus
from oversight.models import Board, BoardMember, Strategy
from oversight.selectors.boards import people_for, people_to_sit, steerable
from oversight.services.update_clock import keep_up


class BoardRefused(AnswerRefused):
    """It cannot be kept like this; `field` names the question it belongs to."""


class BoardIsClosed(ServiceError):
    def __init__(self) -> None:
        super().__init__("This board is closed. It meets no more.")


class MeetingsStillCalled(ServiceError):
    def __init__(self) -> None:
        super().__init__("A meeting is still called. Say that it was held, or cancel it, first.")


@transaction.atomic
def open_board(
    *, agency: Agency, name: str, chair: Membership | None, strategies: Collection[Strategy], by: User, now: datetime
) -> Board:
    """Set up a board of an agency. Raises BoardRefused."""
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)  # two of one name meet here
    board = Board(agency=agency)
    _fill(board, name=name, chair=chair, strategies=strategies, by=by, reason="Set up", now=now)
    return board


@transaction.atomic
def change_board(
    *, board: Board, name: str, chair: Membership | None, strategies: Collection[Strategy], by: User, now: datetime
) -> Board:
    """Change its name, who chairs it or what it steers. Leads of what is added are asked too where others were, and those of
    what it steers no more need not answer. Raises BoardRefused, BoardIsClosed.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=board.agency_id)
    lock_strategies(board, strategies)
    board = locked(board)
    _fill(board, name=name, chair=chair, strategies=strategies, by=by, reason="Changed", now=now)
    meetings = board.meetings.select_for_update(of=("self",)).select_related("board")
    for meeting in meetings.filter(state=BoardMeetingState.CALLED, updates_due_on__isnull=False).order_by("pk"):
        keep_up(meeting=meeting, by=by, now=now)
    return board


@transaction.atomic
def close_board(*, board: Board, by: User, now: datetime) -> Board:
    """It meets no more; what it decided stays. Raises BoardIsClosed, MeetingsStillCalled."""
    board = locked(board)
    if board.meetings.filter(state=BoardMeetingState.CALLED).exists():
        raise MeetingsStillCalled
    board.closed_on = local_date(now)
    history.save(board, by=by, reason="Closed", at=now)
    return board


@transaction.atomic
def add_member(
    *, board: Board, membership: Membership | None, name: str = "", part: str = "", by: User, now: datetime
) -> BoardMember:
    """Somebody sits on it: a colleague, somebody of a partner, or anybody by name. Raises BoardRefused, BoardIsClosed."""
    board = locked(board)
    if membership is not None and not people_to_sit(board, now).filter(pk=membership.pk).exists():
        raise BoardRefused("membership", "Choose somebody from the list.")
    name = name.strip() or (membership.user.name if membership else "")
    if not name:
        raise BoardRefused("name", "Choose who it is, or enter a name.")
    if membership is not None and board.members.filter(membership=membership).exists():
        raise BoardRefused("membership", f"{name} sits on it already.")
    member = BoardMember(board=board, membership=membership, name=name, part=part.strip())
    history.save(member, by=by, reason="Sits on it", at=now)
    return member


@transaction.atomic
def remove_member(*, member: BoardMember, by: User, now: datetime) -> None:
    """They sit on it no more; their history stays. Raises BoardIsClosed."""
    locked(member.board)
    history.save(member, by=by, reason="Sits on it no more", at=now)
    member.delete()


def locked(board: Board) -> Board:
    """The board, locked. Raises BoardIsClosed."""
    board = Board.objects.select_for_update(of=("self",)).select_related("agency", "chair__user").get(pk=board.pk)
    if board.closed_on is not None:
        raise BoardIsClosed
    return board


def lock_strategies(board: Board, more: Collection[Strategy] = ()) -> None:
    """Lock what a board steers, and what it is to steer: before its meetings, as whoever changes who leads a row does."""
    wanted = {strategy.pk for strategy in more} | set(board.strategies.values_list("pk", flat=True))
    list(Strategy.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk").values_list("pk"))


def _fill(
    board: Board, *, name: str, chair: Membership | None, strategies: Collection[Strategy], by: User, reason: str,
    now: datetime,
) -> None:  # fmt: skip
    name = " ".join(name.split())
    if not name:
        raise BoardRefused("name", "Enter what it is called.")
    if Board.objects.filter(agency=board.agency, name__iexact=name).exclude(pk=board.pk).exists():
        raise BoardRefused("name", "There is a board of this name already.")
    newly = chair is not None and chair.pk != board.chair_id
    if chair is not None and newly and not people_for([board.agency.pk], now).filter(pk=chair.pk).exists():
        raise BoardRefused("chair", "Choose somebody of the agency whose board it is.")
    before = list(board.strategies.values_list("pk", "status")) if board.pk else []
    kept = {pk for pk, _ in before}
    ended = {pk for pk, status in before if status == StrategyStatus.ENDED}  # what it steered stays on record
    wanted = {strategy.pk for strategy in strategies} | ended
    known = set(steerable([board.agency.pk]).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - known - kept:
        raise BoardRefused("strategies", "Choose strategies of this agency, or that are shared with it.")
    board.name, board.chair = name, chair
    history.save(board, by=by, reason=reason, at=now)
    if wanted != kept:
        board.strategies.set(wanted)
        history.save(board, by=by, reason="What it steers", at=now)
