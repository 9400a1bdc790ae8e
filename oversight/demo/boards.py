"""The corporate parenting board of the first authority: a meeting that was held, and one to come for which updates are awaited."""

from datetime import datetime, timedelta
from functools import partial

from accounts.clock import local_date
from education_plans.enums import Rag
from oversight.demo import strategy_texts, work_plan_texts
from oversight.demo.acts import Acts
from oversight.demo.cast import Home
from oversight.demo.strategies import RATED
from oversight.enums import BoardMeetingState
from oversight.models import Board, BoardMeeting, Strategy
from oversight.selectors.boards import leads_of
from oversight.services.board_meetings import ask_for_updates, call_meeting, hold_meeting
from oversight.services.boards import add_member, open_board
from oversight.services.updates import RowUpdate, answer_updates

NAME = "Corporate parenting board"
#: Days ago. Whoever leads a KPI rates it between the first call and the first meeting, and has answered with it.
SET_UP, FIRST_CALL, FIRST_ANSWERED, FIRST_HELD, SECOND_CALL, ANSWERED = 90, RATED + 5, RATED + 2, RATED - 15, 12, 5
#: Days from a call until the board meets, and until leads answer.
FIRST_MEETS, FIRST_DUE, SECOND_MEETS, SECOND_DUE = FIRST_CALL - FIRST_HELD, 12, 26, 16
#: Of the rows of the key contact so many have an update before the meeting to come, the others are still missing.
HOW_MANY = 12

MEMBERS = (
    ("Cllr Harriet Osgood", "Lead member for children’s services"),
    ("Amara Nwachukwu", "Children in care council"),
    ("Dr Philip Garland", "Designated doctor for children in care"),
)
MINUTES = (
    "The board noted that careers advice reaches more young people than a year ago and that taster days come too late. "
    "It agreed that taster days are offered sooner and more often, and that colleges are asked for taster weeks. "
    "Leads who sent no update bring one to the next meeting."
)
NEWS = (
    ("Talked through with every provider in the last half term; two of them changed what they do.", Rag.GREEN),
    ("Begun with three schools. The others are asked to name somebody by the end of the month.", Rag.AMBER),
    ("Waiting for the new contract; nobody could be booked since the summer.", Rag.RED),
    ("The form is shorter now, and carers help young people to fill it in.", Rag.GREEN),
)


def hold_boards(acts: Acts) -> None:
    """Plan it for the first authority."""
    home = acts.cast.homes[0]
    for days_ago, at, act in (
        (SET_UP, "10:00", set_up),
        (FIRST_CALL, "10:00", call_first),
        (FIRST_ANSWERED, "09:30", answer_first),
        (FIRST_HELD, "15:30", hold_first),
        (SECOND_CALL, "10:00", call_second),
        (ANSWERED, "11:00", answer_some),
    ):
        acts.plan(acts.moment(days_ago, at), partial(act, home))


def _board() -> Board:
    return Board.objects.select_related("agency").get(name=NAME)


def set_up(home: Home, now: datetime) -> None:
    """It steers the strategy and the work plan; the head chairs it."""
    by = home.head.user
    steered = Strategy.objects.filter(
        owner=home.virtual_school, title__in=[strategy_texts.TITLE, work_plan_texts.TITLE]
    )
    board = open_board(agency=home.virtual_school, name=NAME, chair=home.head, strategies=list(steered), by=by, now=now)
    for hat in (home.officer, home.team_manager):
        add_member(board=board, membership=hat, by=by, now=now)
    for name, part in MEMBERS:
        add_member(board=board, membership=None, name=name, part=part, by=by, now=now)


def _call(home: Home, now: datetime, *, meets: int, due: int) -> None:
    by = home.head.user
    meeting = call_meeting(
        board=_board(), starts_at=now + timedelta(days=meets, hours=4), place="Committee room 2", by=by, now=now
    )
    ask_for_updates(meeting=meeting, due_on=local_date(now) + timedelta(days=due), by=by, now=now)


def call_first(home: Home, now: datetime) -> None:
    _call(home, now, meets=FIRST_MEETS, due=FIRST_DUE)


def answer_first(home: Home, now: datetime) -> None:
    """Who leads the fewest rows answers for all of them in time."""
    meeting = BoardMeeting.objects.get(board=_board(), state=BoardMeetingState.CALLED)
    lead = min(leads_of(_board(), now).asked.values(), key=lambda lead: len(lead.rows))
    said = [RowUpdate(uuid=row.uuid, nothing_new=True) for row in lead.rows]
    answer_updates(request=meeting.requests.get(membership=lead.hat), updates=said, by=lead.hat.user, now=now)


def hold_first(home: Home, now: datetime) -> None:
    meeting = BoardMeeting.objects.get(board=_board(), state=BoardMeetingState.CALLED)
    hold_meeting(meeting=meeting, minutes=MINUTES, by=home.head.user, now=now)


def call_second(home: Home, now: datetime) -> None:
    _call(home, now, meets=SECOND_MEETS, due=SECOND_DUE)


def answer_some(home: Home, now: datetime) -> None:
    """The key contact answers for part of their rows; the others have not answered yet."""
    meeting = BoardMeeting.objects.get(board=_board(), state=BoardMeetingState.CALLED)
    request = meeting.requests.get(membership=home.key_contact)
    rows = leads_of(_board(), now).asked[home.key_contact.pk].rows[:HOW_MANY]
    said = []
    for place, row in enumerate(rows):
        news, colour = NEWS[place % len(NEWS)]
        if place % 3 == 2:
            said.append(RowUpdate(uuid=row.uuid, nothing_new=True))
        else:
            said.append(RowUpdate(uuid=row.uuid, achieved=news, colour=colour, rationale=news))
    answer_updates(request=request, updates=said, by=home.key_contact.user, now=now)
