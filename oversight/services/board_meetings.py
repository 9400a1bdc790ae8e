"""Meetings of a board: called, moved, held or cancelled; and before one, leads are asked how their rows stand."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import User
from agreements.enums import TermKey
from agreements.terms import terms_of
from oversight.enums import BoardMeetingState
from oversight.models import Board, BoardMeeting
from oversight.rules.boards import fits, usual_day
from oversight.services.boards import BoardRefused, lock_strategies
from oversight.services.boards import locked as locked_board
from oversight.services.update_clock import end_requests, keep_up, move_requests, tell_leads


class NotCalled(ServiceError):
    def __init__(self) -> None:
        super().__init__("This meeting was held or cancelled already.")


class NotHeld(ServiceError):
    def __init__(self) -> None:
        super().__init__("Say first that the meeting was held.")


class NothingToAsk(ServiceError):
    def __init__(self) -> None:
        super().__init__("Nobody can be asked: no open row has a main lead who uses Mainstay and has still to answer.")


def usual_update_day(starts_at: datetime, now: datetime) -> date:
    """By when the terms propose that leads answer before a meeting."""
    days = terms_of(None, on=local_date(now)).limit(TermKey.BOARD_UPDATE).amount
    return usual_day(local_date(starts_at), days, local_date(now))


@transaction.atomic
def call_meeting(*, board: Board, starts_at: datetime, place: str = "", by: User, now: datetime) -> BoardMeeting:
    """The board meets then. Raises BoardRefused, BoardIsClosed."""
    board = locked_board(board)
    if starts_at <= now:
        raise BoardRefused("starts_at", "The meeting must be later than now.")
    meeting = BoardMeeting(board=board, starts_at=starts_at, place=place.strip(), recorded_at=now, recorded_by=by)
    history.save(meeting, by=by, reason="Called", at=now)
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting: BoardMeeting,
    starts_at: datetime,
    place: str = "",
    updates_due_on: date | None = None,
    by: User,
    now: datetime,
) -> BoardMeeting:
    """Another time or place. Where leads were asked, whoever has still to answer has until `updates_due_on` (as before unless
    given) and is told. Raises BoardRefused, NotCalled.
    """
    meeting = _called(meeting)
    if starts_at != meeting.starts_at and starts_at <= now:
        raise BoardRefused("starts_at", "The meeting must be later than now.")
    before, due_before = meeting.starts_at, meeting.updates_due_on
    meeting.starts_at, meeting.place = starts_at, place.strip()
    if due_before is not None:
        _set_day(meeting, updates_due_on or due_before, was=due_before, now=now)
    history.save(meeting, by=by, reason="Changed", at=now)
    if due_before is not None and (starts_at, meeting.updates_due_on) != (before, due_before):
        _move(meeting, reason="The meeting or its last day to answer was moved", by=by, now=now)
    return meeting


@transaction.atomic
def ask_for_updates(*, meeting: BoardMeeting, due_on: date, by: User, now: datetime) -> int:
    """Ask whoever is the main lead of open rows to say by a day how they stand; how many are asked now. Asked again, those who
    lead rows since then are asked too, those who lead none any more need not answer, and the others have until the new day.
    Raises BoardRefused, NotCalled, NothingToAsk.
    """
    lock_strategies(meeting.board)
    meeting = _called(meeting)
    due_before = meeting.updates_due_on
    _set_day(meeting, due_on, was=None, now=now)
    history.save(meeting, by=by, reason="Updates asked for", at=now)
    if due_before is not None and due_before != due_on:
        _move(meeting, reason="Another last day to answer was set", by=by, now=now)
    asked = keep_up(meeting=meeting, by=by, now=now)
    if not asked and not meeting.requests.open().exists():
        raise NothingToAsk
    return asked


@transaction.atomic
def hold_meeting(*, meeting: BoardMeeting, minutes: str, by: User, now: datetime) -> BoardMeeting:
    """It was held, and this was decided. Whoever has not answered need not any more. Raises BoardRefused, NotCalled."""
    meeting = _called(meeting)
    if meeting.starts_at > now:
        raise BoardRefused("minutes", "The meeting has not begun. Change when it is, or cancel it.")
    if not minutes.strip():
        raise BoardRefused("minutes", "Enter what was decided, or that nothing was.")
    meeting.state, meeting.minutes = BoardMeetingState.HELD, minutes.strip()
    history.save(meeting, by=by, reason="Held", at=now)
    end_requests(meeting, reason="The meeting was held", by=by, now=now)
    return meeting


@transaction.atomic
def write_minutes(*, meeting: BoardMeeting, minutes: str, by: User, now: datetime) -> BoardMeeting:
    """Put the minutes of a meeting right; what they said before stays in their history. Raises BoardRefused, NotHeld."""
    meeting = _locked(meeting)
    if meeting.state != BoardMeetingState.HELD:
        raise NotHeld
    if not minutes.strip():
        raise BoardRefused("minutes", "Enter what was decided, or that nothing was.")
    meeting.minutes = minutes.strip()
    history.save(meeting, by=by, reason="Minutes changed", at=now)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: BoardMeeting, reason: str, by: User, now: datetime) -> BoardMeeting:
    """It is not held. Nobody need answer any more, and whoever had still to is told. Raises BoardRefused, NotCalled."""
    meeting = _called(meeting)
    if not reason.strip():
        raise BoardRefused("reason", "Enter why it is cancelled.")
    meeting.state, meeting.cancelled_because = BoardMeetingState.CANCELLED, reason.strip()
    history.save(meeting, by=by, reason="Cancelled", at=now)
    ended = end_requests(meeting, reason="The meeting was cancelled", by=by, now=now)
    tell_leads(ended, "oversight/email/update_off.txt", key="off", due_on=None, by=by, now=now)
    return meeting


def _set_day(meeting: BoardMeeting, due_on: date, *, was: date | None, now: datetime) -> None:
    """Raises BoardRefused for a new day that has passed, and for any after the meeting."""
    meets_on, today = local_date(meeting.starts_at), local_date(now)
    if due_on > meets_on or (due_on != was and not fits(due_on, meets_on=meets_on, today=today)):
        raise BoardRefused(
            "due_on" if was is None else "updates_due_on",
            "The last day to answer must be today or later, and not after the meeting.",
        )
    meeting.updates_due_on = due_on


def _move(meeting: BoardMeeting, *, reason: str, by: User, now: datetime) -> None:
    assert meeting.updates_due_on is not None
    moved = move_requests(meeting, due_on=meeting.updates_due_on, reason=reason, by=by, now=now)
    key = f"moved:{now.isoformat()}"  # moved there and back, they hear of both
    tell_leads(moved, "oversight/email/update_moved.txt", key=key, due_on=meeting.updates_due_on, by=by, now=now)


def _locked(meeting: BoardMeeting) -> BoardMeeting:
    meetings = BoardMeeting.objects.select_for_update(of=("self",)).select_related("board__agency")
    return meetings.get(pk=meeting.pk)


def _called(meeting: BoardMeeting) -> BoardMeeting:
    """The meeting, locked. Raises NotCalled."""
    meeting = _locked(meeting)
    if not meeting.is_called:
        raise NotCalled
    return meeting
