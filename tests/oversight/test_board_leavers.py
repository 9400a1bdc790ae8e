"""Boards when people leave, meetings move or end, and buttons are pressed twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.clock import local_date
from accounts.leaving import left_behind
from accounts.models import User
from accounts.services import end_membership
from deadlines.enums import DeadlineState
from deadlines.selectors import drift
from education_plans.enums import Rag
from notifications.enums import Channel
from notifications.models import Message
from oversight.enums import EntryKind, LeadKind, RowStatus
from oversight.models import Board
from oversight.rules.boards import state_in_the_end, state_of
from oversight.selectors.boards import leads_of
from oversight.selectors.updates import Standing, asked_before
from oversight.services import board_meetings as meetings
from oversight.services import strategy_progress as progress
from oversight.services import strategy_rows as rows
from oversight.services.boards import add_member
from oversight.services.strategy_rows import NewLead
from oversight.services.updates import RowUpdate, answer_updates
from tests.crawling import text_of
from tests.oversight.boards import asked_meeting, clock_of, led_by, request_of, row
from tests.people import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.mark.parametrize(("answered", "words"), [(1, "Role ended"), (2, "Complete")])
def test_whose_role_ended_is_not_only_late(answered: int, words: str):
    assert state_of(rows=2, answered=answered, is_over=True, is_asked=True, has_left=True)[0] == words


@pytest.mark.parametrize(
    ("is_complete", "answered", "words"),
    [(True, 2, "Complete"), (False, 1, "Partly answered"), (False, 0, "No answer")],
)
def test_how_far_somebody_was_in_the_end(is_complete: bool, answered: int, words: str):
    assert state_in_the_end(is_complete=is_complete, answered=answered)[0] == words


def standing_of(meeting: object, hat: object, now: datetime) -> Standing:
    return next(one for one in asked_before(meeting, now).standings if one.hat == hat)  # type: ignore[arg-type]


def test_what_was_asked_of_somebody_who_left_is_shown_and_passes_to_the_next_lead(world: World, now: datetime):
    meeting, then = asked_meeting(world, now), now + DAY
    request = request_of(meeting, world.team_manager)
    end_membership(membership=world.team_manager, by=None, now=then)
    shown = standing_of(meeting, world.team_manager, then)
    assert (shown.words, [found.number for found in shown.missing]) == ("Role ended", ["1.1.2"])
    assert [one.name for one in asked_before(meeting, then).not_asked] == ["Nell Nurse", "Nobody"], "told once"
    assert [one.name for one in leads_of(meeting.board, then).not_asked] == ["Nell Nurse", "Tom Manager", "Nobody"]
    rows.add_lead(row=row("1.1.4"), lead=led_by(world.officer)[0], by=world.head.user, now=then)
    assert clock_of(request).is_open, "another row changed hands, this one did not"
    rows.add_lead(row=row("1.1.2"), lead=led_by(world.officer)[0], by=world.head.user, now=then)
    assert clock_of(request).state == DeadlineState.CANCELLED
    assert [found.number for found in standing_of(meeting, world.officer, then).missing] == ["1.1.2", "1.1.4"]
    assert drift.find(now=then) == []


def test_an_answer_on_the_row_meets_the_clock_of_somebody_who_left(world: World, now: datetime):
    meeting, then = asked_meeting(world, now), now + DAY
    request = request_of(meeting, world.team_manager)
    end_membership(membership=world.team_manager, by=None, now=then)
    progress.write_entry(
        row=row("1.1.2"), kind=EntryKind.ACHIEVEMENT, text="Two homes", on=None, by=world.head.user, now=then
    )
    assert clock_of(request).met_at == then
    assert standing_of(meeting, world.team_manager, then).words == "Complete"
    assert drift.find(now=then) == []


def test_who_stands_in_reads_what_to_do_and_who_left_gets_no_mail(
    world: World, real_now: datetime, client_of: ClientOf
):
    meeting = asked_meeting(world, real_now)
    request = request_of(meeting, world.key_contact)
    end_membership(membership=world.key_contact, by=None, now=real_now)
    client = client_of(world.head.user)
    page = text_of(client.get(f"/updates/{request.uuid}/"))
    assert "Their role has ended" in page
    assert "1.1.1 Ring every provider" in page
    assert "Role ended" in text_of(client.get(f"/boards/meetings/{meeting.uuid}/"))
    assert client_of(world.key_contact.user).get(f"/updates/{request.uuid}/").status_code == 404
    meetings.cancel_meeting(meeting=meeting, reason="No quorum", by=world.head.user, now=real_now)
    mails = Message.objects.filter(channel=Channel.EMAIL, subject__contains="No update is needed")
    assert [mail.recipient for mail in mails] == [world.team_manager.user]


def test_before_a_role_ends_its_page_says_what_it_leads(world: World, now: datetime):
    asked_meeting(world, now)
    assert "2 open rows of strategies would need another main lead." in left_behind(world.key_contact)
    rows.say_status(row=row("1.1.1"), status=RowStatus.DONE, by=world.head.user, now=now)
    assert "1 open row of strategies would need another main lead." in left_behind(world.key_contact)
    assert not any("main lead" in sentence for sentence in left_behind(world.officer))


def test_an_agency_that_leads_without_a_person_is_named(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    lead = NewLead(kind=LeadKind.AGENCY, name="Health", is_main=True)
    rows.add_lead(row=row("1.1.4"), lead=lead, by=world.head.user, now=now)
    not_asked = asked_before(meeting, now).not_asked
    assert [(one.name, one.why) for one in not_asked] == [("Health", "names no person"), ("Nell Nurse", "no account")]


def test_a_meeting_that_is_moved_there_and_back_is_told_each_time(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    first = meeting.starts_at
    for days, starts_at in enumerate((first + 7 * DAY, first, first + 7 * DAY), start=1):
        meetings.change_meeting(meeting=meeting, starts_at=starts_at, by=world.head.user, now=now + days * DAY)
    mails = Message.objects.filter(recipient=world.team_manager.user, channel=Channel.EMAIL, subject__contains="now by")
    assert mails.count() == 3


def test_the_same_words_sent_twice_are_written_once(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    said = [
        RowUpdate(
            uuid=row("1.1").uuid, achieved="All", next_step="Colleges", colour=Rag.GREEN, rationale="95 % are there"
        )
    ]
    for minutes in (0, 1):
        answer_updates(
            request=request_of(meeting, world.key_contact), updates=said, by=world.key_contact.user,
            now=now + timedelta(minutes=minutes),
        )  # fmt: skip
    assert (row("1.1").entries.count(), row("1.1").ratings.count()) == (2, 1)
    changed = [RowUpdate(uuid=row("1.1").uuid, colour=Rag.AMBER, rationale="95 % are there")]
    answer_updates(
        request=request_of(meeting, world.key_contact), updates=changed, by=world.key_contact.user, now=now + DAY
    )
    assert row("1.1").ratings.count() == 2


def test_a_meeting_that_is_over_says_how_far_everybody_was(world: World, real_now: datetime, client_of: ClientOf):
    begun = real_now - 40 * DAY
    meeting = asked_meeting(world, begun)
    said = [RowUpdate(uuid=row("1.1").uuid, nothing_new=True)]
    answer_updates(
        request=request_of(meeting, world.key_contact), updates=said, by=world.key_contact.user, now=begun + DAY
    )
    rows.add_lead(row=row("1.1.4"), lead=led_by(world.officer)[0], by=world.head.user, now=begun + DAY)
    rows.remove_lead(lead=row("1.1.4").leads.get(), by=world.head.user, now=begun + 2 * DAY)
    meetings.hold_meeting(meeting=meeting, minutes="Agreed", by=world.head.user, now=begun + 31 * DAY)
    rows.add_lead(row=row("1.1.4"), lead=led_by(world.officer)[0], by=world.head.user, now=real_now)
    meeting.refresh_from_db()
    asked = asked_before(meeting, real_now)
    assert [(one.hat, one.words, one.answered) for one in asked.standings] == [
        (world.key_contact, "Partly answered", 1), (world.team_manager, "No answer", 0),
    ]  # fmt: skip
    page = text_of(client_of(world.head.user).get(f"/boards/meetings/{meeting.uuid}/"))
    assert "0 of 2 people had answered everything when the meeting was held." in page
    assert "Think of more" not in page, "nobody had been asked about it"


def test_a_lead_who_does_not_see_the_board_goes_back_to_their_day(
    world: World, real_now: datetime, client_of: ClientOf
):
    meeting = asked_meeting(world, real_now)
    request = request_of(meeting, world.team_manager)
    meetings.cancel_meeting(meeting=meeting, reason="No quorum", by=world.head.user, now=real_now)
    page = client_of(world.team_manager.user).get(f"/updates/{request.uuid}/")
    assert "Back to my day" in text_of(page)
    assert f"/boards/meetings/{meeting.uuid}/" not in page.content.decode()


def test_a_colleague_or_a_name_sits_on_a_board_not_both(world: World, real_now: datetime, client_of: ClientOf):
    asked_meeting(world, real_now)
    board = Board.objects.get()
    both = {"membership": world.officer.uuid, "name": "Cllr Ann Hall"}
    page = text_of(client_of(world.head.user).post(f"/boards/{board.uuid}/members/new/", both))
    assert "Choose a colleague, or enter a name: not both." in page
    assert not board.members.exists()
    assert add_member(board=board, membership=world.officer, by=world.head.user, now=real_now).name == "Ola Officer"


def test_after_the_day_of_the_meeting_nobody_is_asked(world: World, real_now: datetime, client_of: ClientOf):
    begun = real_now - 40 * DAY
    meeting = asked_meeting(world, begun)
    assert local_date(meeting.starts_at) < local_date(real_now)
    page = client_of(world.head.user).get(f"/boards/meetings/{meeting.uuid}/").content.decode()
    assert f"/boards/meetings/{meeting.uuid}/held/" in page
    assert f"/boards/meetings/{meeting.uuid}/ask/" not in page
