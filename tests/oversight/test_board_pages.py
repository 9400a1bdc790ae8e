"""The pages of boards: who sees and does what, that nothing typed is lost, and that they stay flat as rows are added."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.form_fields import day_data, moment_data
from accounts.models import Membership, User
from deadlines.models import Deadline
from oversight.enums import RowKind
from oversight.forms.updates import MOST
from oversight.models import Board, BoardMeeting, Strategy, StrategyEntry, StrategyRating
from oversight.services.boards import add_member, change_board
from oversight.services.strategy_rows import add_lead, remove_lead
from tests.crawling import text_of
from tests.factories import MembershipFactory
from tests.oversight.boards import asked_meeting, led_by, request_of, row, steered_strategy
from tests.oversight.strategies import added
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def meeting(world: World, real_now: datetime) -> BoardMeeting:
    return asked_meeting(world, real_now)


def meeting_page(meeting: BoardMeeting, more: str = "") -> str:
    return f"/boards/meetings/{meeting.uuid}/{more}"


def colleague(world: World) -> Membership:
    """Somebody at social care who oversees education there, beside its manager."""
    hat: Membership = MembershipFactory(agency=world.social_care, role=RoleCode.VIEWER)
    return hat


def updates_page(meeting: BoardMeeting, hat: object) -> str:
    return f"/updates/{request_of(meeting, hat).uuid}/"  # type: ignore[arg-type]


def test_a_board_is_set_up_meets_and_asks(world: World, real_now: datetime, client_of: ClientOf):
    client = client_of(world.head.user)
    strategy = steered_strategy(world, real_now)
    about = {"name": "Corporate parenting board", "chair": world.head.uuid, "strategies": [strategy.uuid]}
    client.post("/boards/new/", about)
    board = Board.objects.get()
    assert "There is a board of this name already." in text_of(client.post("/boards/new/", about))
    client.post(f"/boards/{board.uuid}/members/new/", {"name": "Cllr Ann Hall", "part": "Lead member"})
    client.post(
        f"/boards/{board.uuid}/meetings/new/", {**moment_data("starts_at", real_now + 30 * DAY), "place": "Room 1"}
    )
    called = BoardMeeting.objects.get()
    proposed = text_of(client.get(meeting_page(called, "ask/")))
    assert "By when do they answer?" in proposed
    late = client.post(meeting_page(called, "ask/"), day_data("due_on", local_date(real_now) + 31 * DAY))
    assert "not after the meeting" in text_of(late)
    answer = client.post(meeting_page(called, "ask/"), day_data("due_on", local_date(real_now) + 20 * DAY), follow=True)
    assert "2 people are asked." in text_of(answer)
    page = text_of(client.get(f"/boards/{board.uuid}/"))
    for words in ("Cllr Ann Hall, Lead member", "Learning and work", "Room 1", "Called"):
        assert words in page


def test_the_chair_reads_in_names_what_is_missing_whatever_their_role(
    meeting: BoardMeeting, world: World, real_now: datetime, client_of: ClientOf
):
    viewer = MembershipFactory(agency=world.virtual_school, role=RoleCode.VIEWER)
    seen = text_of(client_of(viewer.user).get(meeting_page(meeting)))
    assert "Committee room" in seen
    assert "Tom Manager" not in seen
    board = meeting.board
    change_board(
        board=board, name=board.name, chair=viewer, strategies=list(board.strategies.all()), by=world.head.user,
        now=real_now,
    )  # fmt: skip
    chairs = client_of(viewer.user)
    page = text_of(chairs.get(meeting_page(meeting)))
    for words in (
        "3 of 3 rows", "Tom Manager", "1.1.2 Visit every home", "0 of 2", "Nell Nurse", "(no account)", "1.1.3 Write to health",
    ):  # fmt: skip
        assert words in page
    assert "Updates by Tom Manager" in text_of(chairs.get(updates_page(meeting, world.team_manager)))
    assert chairs.post(updates_page(meeting, world.team_manager)).status_code == 403
    assert chairs.get(meeting_page(meeting, "ask/")).status_code == 403


def test_each_lead_finds_their_own_rows_and_nobody_elses(meeting: BoardMeeting, world: World, client_of: ClientOf):
    own = text_of(client_of(world.team_manager.user).get(updates_page(meeting, world.team_manager)))
    assert "1.1.2 Visit every home" in own
    assert "Ring every provider" not in own
    assert "Green:" in own
    other = client_of(world.team_manager.user)
    assert other.get(updates_page(meeting, world.key_contact)).status_code == 404
    assert other.get(meeting_page(meeting)).status_code == 404
    assert client_of(world.stranger.user).get(updates_page(meeting, world.team_manager)).status_code == 404
    viewer = MembershipFactory(agency=world.virtual_school, role=RoleCode.VIEWER)
    assert client_of(viewer.user).get(updates_page(meeting, world.team_manager)).status_code == 403


def test_it_stands_on_the_day_of_who_is_asked(meeting: BoardMeeting, world: World, client_of: ClientOf):
    clock = Deadline.objects.get(subject_uuid=request_of(meeting, world.team_manager).uuid)
    client = client_of(world.team_manager.user)
    mine = client.get("/deadlines/?mine=on&state=open").content.decode()
    assert clock.get_absolute_url() in mine
    page = client.get(clock.get_absolute_url()).content.decode()
    assert updates_page(meeting, world.team_manager) in page
    assert client_of(world.key_contact.user).get(clock.get_absolute_url()).status_code == 200, "keeps the board"
    assert client_of(world.officer.user).get(clock.get_absolute_url()).status_code == 404


def test_their_manager_who_hears_that_it_is_late_can_read_it(
    meeting: BoardMeeting, world: World, real_now: datetime, client_of: ClientOf
):
    hat = colleague(world)
    add_lead(row=row("1.1.4"), lead=led_by(hat)[0], by=world.head.user, now=real_now)
    asked = request_of(meeting, hat)
    clock = Deadline.objects.get(subject_uuid=asked.uuid)
    client = client_of(world.team_manager.user)
    assert client.get(clock.get_absolute_url()).status_code == 200
    assert "1.1.4 Think of more" in text_of(client.get(f"/updates/{asked.uuid}/"))
    assert client.post(f"/updates/{asked.uuid}/").status_code == 403


def test_one_form_answers_some_rows_and_loses_nothing(
    meeting: BoardMeeting, world: World, real_now: datetime, client_of: ClientOf
):
    client, address = client_of(world.key_contact.user), updates_page(meeting, world.key_contact)
    one, two = row("1.1").uuid, row("1.1.1").uuid
    wrong = {
        f"achieved_{one}": "All but two are at school",
        f"colour_{one}": "green",
        f"rationale_{two}": "Nobody rang",
    }
    refused = client.post(address, wrong)
    page = refused.content.decode()
    assert "1.1: enter why it is this colour" in page
    assert "1.1.1: choose a colour too" in page
    assert "All but two are at school" in page
    assert "Nobody rang" in page
    assert not StrategyEntry.objects.exists()
    right = {f"achieved_{one}": "All but two are at school", f"colour_{one}": "green", f"rationale_{one}": "98 %"}
    done = text_of(client.post(address, right, follow=True))
    assert "1 row is answered." in done
    assert "1 of 2 rows has no answer yet" in done
    assert StrategyRating.objects.get().by == world.key_contact.user
    assert "Every row has an answer" in text_of(client.post(address, {f"nothing_new_{two}": "on"}, follow=True))
    assert "Complete" in text_of(client_of(world.head.user).get(meeting_page(meeting)))


def test_somebody_who_leads_very_many_rows_answers_them_in_parts(world: World, real_now: datetime, client_of: ClientOf):
    """A page may send a thousand boxes: of 101 rows the last one waits until others have an answer."""
    strategy = steered_strategy(world, real_now)
    for number in range(MOST - 1):  # two rows are the key contact's already
        added(
            strategy, world, real_now, RowKind.ACTION, f"Do {number}", row("1.1"), number=f"2.{number}",
            leads=led_by(world.key_contact),
        )  # fmt: skip
    request = request_of(asked_meeting(world, real_now, strategy), world.key_contact)
    client, page = client_of(world.key_contact.user), f"/updates/{request.uuid}/"
    first = client.get(page)
    assert f"The first {MOST} rows are below" in text_of(first)
    form = first.context["form"]
    typed = {
        name: "Done it" if name.startswith("achieved_") else "" for name in form.fields if "nothing_new" not in name
    }
    assert client.post(page, typed).status_code == 302
    second = client.get(page)
    assert second.context["missing"] == 1
    assert next(second.context["form"].boxes()).line.answer is None
    rest = {f"nothing_new_{next(second.context['form'].boxes()).line.row.uuid}": "on"}
    rest |= {name: "" for name in second.context["form"].fields if name.startswith("achieved_")}
    assert client.post(page, rest).status_code == 302
    assert client.get(page).context["missing"] == 0
    request.refresh_from_db()
    assert request.answered_at is not None


def test_what_was_typed_for_a_row_that_went_to_somebody_else_is_shown(
    meeting: BoardMeeting, world: World, real_now: datetime, client_of: ClientOf
):
    client, address = client_of(world.key_contact.user), updates_page(meeting, world.key_contact)
    gone, kept = row("1.1.1"), row("1.1")
    remove_lead(lead=gone.leads.get(), by=world.head.user, now=real_now)
    add_lead(row=gone, lead=led_by(world.officer)[0], by=world.head.user, now=real_now)
    typed = {f"achieved_{gone.uuid}": "Five providers", f"achieved_{kept.uuid}": "All learn"}
    page = client.post(address, typed).content.decode()
    assert "Five providers" in page
    assert "All learn" in page
    assert not StrategyEntry.objects.exists()


def test_whoever_sits_on_the_board_reads_it(
    meeting: BoardMeeting, world: World, real_now: datetime, client_of: ClientOf
):
    client = client_of(world.team_manager.user)
    assert client.get(f"/boards/{meeting.board.uuid}/").status_code == 404
    add_member(board=meeting.board, membership=world.team_manager, by=world.head.user, now=real_now)
    assert "Committee room" in text_of(client.get(meeting_page(meeting)))
    assert "Corporate parenting board" in text_of(client.get("/boards/"))
    assert client.get(meeting_page(meeting, "cancel/")).status_code == 403


def test_pages_of_a_meeting_ask_as_much_however_many_rows(
    meeting: BoardMeeting, world: World, real_now: datetime, client_of: ClientOf
):
    def asked(client: Client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    pages = [
        (client_of(world.head.user), meeting_page(meeting)),
        (client_of(world.head.user), f"/boards/{meeting.board.uuid}/"),
        (client_of(world.head.user), "/boards/"),
        (client_of(world.key_contact.user), updates_page(meeting, world.key_contact)),
    ]
    before = [asked(*page) for page in pages]
    strategy, theme = Strategy.objects.get(), row("1")
    for number in range(6):
        lead = led_by((world.key_contact, world.officer, world.team_manager)[number % 3])
        added(strategy, world, real_now, RowKind.EXPECTATION, f"More {number}", theme, number=f"2.{number}", leads=lead)
    assert [asked(*page) for page in pages] == before
