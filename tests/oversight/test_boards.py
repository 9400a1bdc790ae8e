"""A board, its meetings, and the clock of those who are asked before one: opened, moved, followed, met and ended."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.clock import local_date
from accounts.services import end_membership
from deadlines.enums import DeadlineState, Verb
from deadlines.models import Deadline
from deadlines.selectors import drift
from deadlines.services import pause, sweep
from education_plans.enums import Rag
from notifications.enums import Channel
from notifications.models import Message
from oversight.enums import EntryKind, Rated, RowStatus, StrategyStatus
from oversight.models import Board, BoardMeeting, Strategy, StrategyEntry, UpdateAnswer, UpdateRequest
from oversight.rules.boards import fits, state_of, usual_day, wrong_with
from oversight.selectors.boards import leads_of
from oversight.selectors.updates import asked_before
from oversight.services import board_meetings as meetings
from oversight.services import boards as services
from oversight.services import strategy as whole
from oversight.services import strategy_progress as progress
from oversight.services import strategy_rows as rows
from oversight.services.updates import NotAskedAnyMore, NothingSaid, RowUpdate, UpdateRefused, answer_updates
from tests.oversight.boards import asked_meeting, board_of, clock_of, led_by, request_of, row, steered_strategy
from tests.oversight.strategies import strategy_of
from tests.people import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 3, 27)


@pytest.mark.parametrize(
    ("meets_on", "proposed"),
    [
        (date(2026, 5, 1), date(2026, 4, 21)),
        (date(2026, 4, 6), TODAY),  # the very day
        (date(2026, 4, 5), TODAY),  # too late for the whole time
        (TODAY, TODAY),
    ],
)
def test_the_day_that_the_terms_propose(meets_on: date, proposed: date):
    assert usual_day(meets_on, 10, TODAY) == proposed
    assert fits(proposed, meets_on=meets_on, today=TODAY)


@pytest.mark.parametrize(("days", "fitting"), [(-1, False), (0, True), (5, True), (6, False)])
def test_a_day_to_answer_is_not_past_and_not_after_the_meeting(days: int, fitting: bool):
    assert fits(TODAY + days * DAY, meets_on=TODAY + 5 * DAY, today=TODAY) is fitting


@pytest.mark.parametrize(
    ("rows_asked", "answered", "is_over", "is_asked", "words"),
    [
        (3, 3, True, True, "Complete"),
        (3, 2, True, True, "Late"),
        (3, 2, False, True, "Partly answered"),
        (3, 0, False, True, "Nothing yet"),
        (3, 0, False, False, "Not asked"),
    ],
)
def test_how_far_somebody_is(rows_asked: int, answered: int, is_over: bool, is_asked: bool, words: str):
    assert state_of(rows=rows_asked, answered=answered, is_over=is_over, is_asked=is_asked)[0] == words


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ({}, None),
        ({"achieved": "Done"}, None),
        ({"colour": "green", "rationale": "All rang"}, None),
        ({"nothing_new": True}, None),
        ({"nothing_new": True, "next_step": "More"}, "nothing_new"),
        ({"colour": "green"}, "colour and why"),
        ({"rationale": "All rang"}, "colour"),
    ],
)
def test_what_is_said_of_a_row_fits_together(said: dict[str, object], part: str | None):
    nothing = {"achieved": "", "next_step": "", "colour": "", "rationale": "", "nothing_new": False}
    wrong = wrong_with(**{**nothing, **said})  # type: ignore[arg-type]
    expected = {"colour and why": "rationale"}.get(part or "", part)
    assert (wrong[0] if wrong else None) == expected


def test_each_lead_is_asked_once_for_all_their_rows(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    requests = {request.membership: request for request in meeting.requests.all()}
    assert set(requests) == {world.key_contact, world.team_manager}
    clock = clock_of(requests[world.team_manager])
    assert (clock.owner, clock.due_on, clock.stands_alone) == (world.social_care, local_date(now) + 20 * DAY, True)
    mails = Message.objects.filter(topic__startswith="update_request:", channel=Channel.EMAIL)
    assert set(mails.values_list("recipient__name", flat=True)) == {"Kay Contact", "Tom Manager"}
    assert {mail.link for mail in mails} == {f"/updates/{request.uuid}/" for request in requests.values()}
    not_asked = leads_of(meeting.board, now).not_asked
    assert [(one.name, one.why, [found.number for found in one.rows]) for one in not_asked] == [
        ("Nell Nurse", "no account", ["1.1.3"]), ("Nobody", "no main lead", ["1.1.4"]),
    ]  # fmt: skip
    assert drift.find(now=now) == []


def test_asking_that_fails_at_the_last_moment_leaves_nothing(world: World, now: datetime):
    board = board_of(world, now, [steered_strategy(world, now)])
    meeting = meetings.call_meeting(board=board, starts_at=now + 30 * DAY, by=world.head.user, now=now)
    fails = patch("oversight.services.update_clock.tell", side_effect=DatabaseError)
    with fails, pytest.raises(DatabaseError), transaction.atomic():
        meetings.ask_for_updates(meeting=meeting, due_on=local_date(now) + DAY, by=world.head.user, now=now)
    meeting.refresh_from_db()
    assert meeting.updates_due_on is None
    assert not UpdateRequest.objects.exists()
    assert not Deadline.objects.filter(duty_code="board_update").exists()


def test_leads_are_reminded_then_their_manager_and_the_chair_hear(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    clock = clock_of(request_of(meeting, world.team_manager))
    told: list[set[str]] = []
    for days in (-7, -2, 0, 1, 3):
        before = set(Message.objects.values_list("pk", flat=True))
        sweep(now=clock.due_at + (days - 1) * DAY + timedelta(hours=9))
        new = Message.objects.filter(topic=clock.topic).exclude(pk__in=before)
        told.append(set(new.values_list("recipient__name", flat=True)))
    assert told == [
        {"Tom Manager"},
        {"Tom Manager"},
        {"Tom Manager"},
        {"Tom Manager", "Hana Head"},
        {"Tom Manager", "Hana Head"},
    ]
    late = next(one for one in asked_before(meeting, clock.due_at + 4 * DAY).standings if one.hat == world.team_manager)
    assert (late.words, late.reminded_at is not None, late.answered) == ("Late", True, 0)


def test_without_a_chair_the_keepers_hear_and_who_left_is_stood_in_for(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    services.change_board(
        board=meeting.board, name=meeting.board.name, chair=None, strategies=list(meeting.board.strategies.all()),
        by=world.head.user, now=now,
    )  # fmt: skip
    clock = clock_of(request_of(meeting, world.key_contact))
    end_membership(membership=world.key_contact, by=None, now=now)
    sweep(now=clock.due_at + timedelta(hours=9))
    told = Message.objects.filter(topic=clock.topic).values_list("recipient__name", flat=True)
    assert set(told) == {"Hana Head"}


def test_half_may_be_answered_and_the_last_answer_meets_the_clock(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    request, by = request_of(meeting, world.key_contact), world.key_contact.user
    first = RowUpdate(
        uuid=row("1.1").uuid, achieved="All at school", next_step="Colleges", colour=Rag.GREEN, rationale="95 %"
    )
    assert answer_updates(request=request, updates=[first, RowUpdate(uuid=row("1.1.1").uuid)], by=by, now=now) == 1
    assert clock_of(request).is_open
    assert [entry.kind for entry in row("1.1").entries.order_by("pk")] == [EntryKind.ACHIEVEMENT, EntryKind.NEXT_STEP]
    assert row("1.1").ratings.get().which == Rated.PROGRESS
    standing = next(one for one in asked_before(meeting, now).standings if one.hat == world.key_contact)
    assert (standing.answered, [found.number for found in standing.missing]) == (1, ["1.1.1"])
    answer_updates(request=request, updates=[RowUpdate(uuid=row("1.1.1").uuid, nothing_new=True)], by=by, now=now + DAY)
    request.refresh_from_db()
    clock = clock_of(request)
    assert (request.answered_at, clock.state, clock.met_at) == (now + DAY, DeadlineState.MET, now + DAY)
    assert clock_of(request_of(meeting, world.team_manager)).is_open
    assert drift.find(now=now + DAY) == []


def test_an_answer_whose_clock_cannot_be_met_leaves_nothing(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    request = request_of(meeting, world.team_manager)
    said = [RowUpdate(uuid=row("1.1.2").uuid, achieved="Two homes")]
    fails = patch("oversight.services.update_clock.meet", side_effect=DatabaseError)
    with fails, pytest.raises(DatabaseError), transaction.atomic():
        answer_updates(request=request, updates=said, by=world.team_manager.user, now=now)
    assert not StrategyEntry.objects.exists()
    assert not UpdateAnswer.objects.exists()
    assert clock_of(request).is_open


def test_one_wrong_row_keeps_nothing_of_any(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    request = request_of(meeting, world.key_contact)
    said = [RowUpdate(uuid=row("1.1").uuid, achieved="All"), RowUpdate(uuid=row("1.1.2").uuid, achieved="Not mine")]
    with pytest.raises(UpdateRefused) as refused, transaction.atomic():
        answer_updates(request=request, updates=said, by=world.key_contact.user, now=now)
    assert (refused.value.uuid, refused.value.part) == (row("1.1.2").uuid, "achieved")
    assert not StrategyEntry.objects.exists()
    with pytest.raises(NothingSaid):
        answer_updates(request=request, updates=[RowUpdate(uuid=row("1.1").uuid)], by=world.key_contact.user, now=now)


def test_two_answers_to_one_row_both_stay(world: World, now: datetime):
    """From two windows, or by somebody who keeps the strategy meanwhile: entries stand beside each other."""
    meeting = asked_meeting(world, now)
    request = request_of(meeting, world.key_contact)
    progress.write_entry(
        row=row("1.1"), kind=EntryKind.ACHIEVEMENT, text="From the row", on=None, by=world.head.user, now=now
    )
    for text in ("First window", "Second window"):
        said = [RowUpdate(uuid=row("1.1").uuid, achieved=text)]
        answer_updates(request=request, updates=said, by=world.key_contact.user, now=now)
    assert set(row("1.1").entries.values_list("text", flat=True)) == {"From the row", "First window", "Second window"}
    assert request.answers.get().by == world.head.user


def test_strategies_are_locked_before_what_is_asked(world: World, now: datetime):
    """Whoever changes the leads, or answers at the same time, waits: the last of two answers sees the other one."""
    meeting = asked_meeting(world, now)
    said = [RowUpdate(uuid=row("1.1.2").uuid, achieved="Two homes")]
    with CaptureQueriesContext(connection) as asked:
        answer_updates(
            request=request_of(meeting, world.team_manager), updates=said, by=world.team_manager.user, now=now
        )
    locks = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    of_requests = [place for place, sql in enumerate(locks) if 'FROM "oversight_updaterequest" ' in sql]
    assert 'FROM "oversight_strategy" ' in locks[0]
    assert of_requests
    assert all('FROM "oversight_strategy" ' not in sql for sql in locks[of_requests[-1] :])


@pytest.mark.parametrize(
    "how", ["another lead", "removed", "withdrawn", "heading withdrawn", "strategy ended", "board drops it"]
)
def test_what_is_asked_follows_who_leads(how: str, world: World, now: datetime):
    meeting = asked_meeting(world, now)
    request, act = request_of(meeting, world.team_manager), {"by": world.head.user, "now": now + DAY}
    if how == "another lead":
        rows.add_lead(row=row("1.1.2"), lead=led_by(world.officer)[0], **act)
        assert clock_of(request_of(meeting, world.officer)).due_on == meeting.updates_due_on
    elif how == "removed":
        rows.remove_lead(lead=row("1.1.2").leads.get(), **act)
    elif how == "withdrawn":
        rows.say_status(row=row("1.1.2"), status=RowStatus.WITHDRAWN, reason="Merged", **act)
    elif how == "heading withdrawn":
        rows.say_status(row=row("1"), status=RowStatus.WITHDRAWN, reason="Not ours", **act)
    elif how == "strategy ended":
        whole.end_strategy(strategy=row("1").strategy, reason="A new one", **act)
    else:
        services.change_board(board=meeting.board, name="Board", chair=None, strategies=[], **act)
    request.refresh_from_db()
    assert (request.ended_at, clock_of(request).state) == (now + DAY, DeadlineState.CANCELLED)
    assert drift.find(now=now + DAY) == []


def test_a_row_that_need_no_answer_any_more_may_be_the_last_one(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    request = request_of(meeting, world.key_contact)
    said = [RowUpdate(uuid=row("1.1").uuid, nothing_new=True)]
    answer_updates(request=request, updates=said, by=world.key_contact.user, now=now)
    rows.say_status(row=row("1.1.1"), status=RowStatus.DONE, by=world.head.user, now=now + DAY)
    assert clock_of(request).met_at == now + DAY


def test_who_has_answered_and_leads_more_is_asked_again_until_the_day(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    first = request_of(meeting, world.team_manager)
    said = [RowUpdate(uuid=row("1.1.2").uuid, nothing_new=True)]
    answer_updates(request=first, updates=said, by=world.team_manager.user, now=now)
    rows.add_lead(row=row("1.1.4"), lead=led_by(world.team_manager)[0], by=world.head.user, now=now + DAY)
    second = request_of(meeting, world.team_manager)
    assert (second.pk != first.pk, second.is_open, clock_of(first).state) == (True, True, DeadlineState.MET)
    after = now + 21 * DAY
    rows.add_lead(row=row("1.1.3"), lead=led_by(world.officer)[0], by=world.head.user, now=after)
    assert not meeting.requests.filter(membership=world.officer).exists(), (
        "the day is over: the board asks again by hand"
    )
    meetings.ask_for_updates(meeting=meeting, due_on=local_date(after) + DAY, by=world.head.user, now=after)
    assert clock_of(request_of(meeting, world.officer)).due_on == local_date(after) + DAY
    assert clock_of(second).due_on == local_date(after) + DAY
    assert clock_of(second).breach_recorded is False
    assert drift.find(now=after) == []


def test_a_meeting_that_is_moved_moves_the_clocks(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    request = request_of(meeting, world.key_contact)
    pause(deadline=clock_of(request), reason="Ill", by=world.head.user, now=now)
    day = local_date(now) + 30 * DAY
    meetings.change_meeting(
        meeting=meeting,
        starts_at=now + 40 * DAY,
        place="Town hall",
        updates_due_on=day,
        by=world.head.user,
        now=now + DAY,
    )
    for one in meeting.requests.all():
        clock = clock_of(one)
        assert (clock.due_on, clock.is_paused) == (day, False)
        assert clock.events.filter(verb=Verb.MOVED).count() == 1
    mails = Message.objects.filter(
        topic__startswith="update_request:", channel=Channel.EMAIL, subject__contains="now by"
    )
    assert mails.count() == 2
    assert meeting.history.count() == 3
    assert drift.find(now=now + DAY) == []
    with pytest.raises(services.BoardRefused) as refused:
        meetings.change_meeting(meeting=meeting, starts_at=now + 20 * DAY, by=world.head.user, now=now + DAY)
    assert refused.value.field == "updates_due_on"


@pytest.mark.parametrize("how", ["cancelled", "held"])
def test_a_meeting_that_is_over_ends_the_clocks_that_still_run(how: str, world: World, now: datetime):
    meeting = asked_meeting(world, now)
    answered, waiting = request_of(meeting, world.team_manager), request_of(meeting, world.key_contact)
    said = [RowUpdate(uuid=row("1.1.2").uuid, nothing_new=True)]
    answer_updates(request=answered, updates=said, by=world.team_manager.user, now=now)
    if how == "cancelled":
        meetings.cancel_meeting(meeting=meeting, reason="No quorum", by=world.head.user, now=now + DAY)
        mails = Message.objects.filter(channel=Channel.EMAIL, subject__contains="No update is needed")
        assert [mail.recipient for mail in mails] == [world.key_contact.user]
    else:
        with pytest.raises(services.BoardRefused):
            meetings.hold_meeting(meeting=meeting, minutes="Too early", by=world.head.user, now=now + DAY)
        meetings.hold_meeting(meeting=meeting, minutes="Agreed", by=world.head.user, now=now + 31 * DAY)
    assert clock_of(answered).state == DeadlineState.MET
    assert clock_of(waiting).state == DeadlineState.CANCELLED
    assert drift.find(now=now + 31 * DAY) == []
    with pytest.raises(NotAskedAnyMore):
        answer_updates(
            request=waiting, updates=[RowUpdate(uuid=row("1.1").uuid, nothing_new=True)], by=world.key_contact.user,
            now=now + 31 * DAY,
        )  # fmt: skip
    with pytest.raises(meetings.NotCalled):
        meetings.ask_for_updates(meeting=meeting, due_on=local_date(now) + DAY, by=world.head.user, now=now + 31 * DAY)


def test_a_cancelling_that_fails_leaves_the_meeting_called(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    fails = patch("oversight.services.board_meetings.tell_leads", side_effect=DatabaseError)
    with fails, pytest.raises(DatabaseError), transaction.atomic():
        meetings.cancel_meeting(meeting=meeting, reason="No quorum", by=world.head.user, now=now)
    meeting.refresh_from_db()
    assert meeting.is_called
    assert UpdateRequest.objects.open().count() == 2


def test_minutes_are_put_right_and_keep_what_they_said(world: World, now: datetime):
    board = board_of(world, now, [])
    meeting = meetings.call_meeting(board=board, starts_at=now + DAY, by=world.head.user, now=now)
    with pytest.raises(meetings.NotHeld):
        meetings.write_minutes(meeting=meeting, minutes="Agreed", by=world.head.user, now=now)
    with pytest.raises(meetings.NothingToAsk), transaction.atomic():
        meetings.ask_for_updates(meeting=meeting, due_on=local_date(now), by=world.head.user, now=now)
    meetings.hold_meeting(meeting=meeting, minutes="Agred", by=world.head.user, now=now + 2 * DAY)
    meetings.write_minutes(meeting=meeting, minutes="Agreed", by=world.head.user, now=now + 3 * DAY)
    assert list(meeting.history.values_list("minutes", flat=True)) == ["Agreed", "Agred", ""]


def test_a_board_is_of_one_agency_and_steers_what_that_agency_sees(world: World, now: datetime):
    own, shared = steered_strategy(world, now), strategy_of(world, now, "Not shared", partners=[])
    with pytest.raises(services.BoardRefused) as refused:
        board_of(world, now, [shared], agency=world.social_care, chair=None)
    assert refused.value.field == "strategies"
    with pytest.raises(services.BoardRefused) as refused:
        board_of(world, now, [], chair=world.team_manager)
    assert refused.value.field == "chair"
    of_care = board_of(world, now, [own], agency=world.social_care, chair=world.team_manager)
    assert len(leads_of(of_care, now).asked) == 2
    board_of(world, now, [])
    with pytest.raises(services.BoardRefused) as refused:
        board_of(world, now, [], name="corporate  Parenting board")
    assert refused.value.field == "name"
    whole.end_strategy(strategy=own, reason="A new one", by=world.head.user, now=now)
    services.change_board(board=of_care, name="Care", chair=None, strategies=[], by=world.team_manager.user, now=now)
    assert [one.status for one in of_care.strategies.all()] == [StrategyStatus.ENDED], "what it steered stays on record"
    assert Strategy.objects.filter(boards=of_care).count() == 1


def test_a_board_closes_when_no_meeting_is_called(world: World, now: datetime):
    meeting = asked_meeting(world, now)
    board = Board.objects.get()
    member = services.add_member(board=board, membership=world.officer, by=world.head.user, now=now)
    for hat in (world.officer, world.stranger):
        with pytest.raises(services.BoardRefused):
            services.add_member(board=board, membership=hat, by=world.head.user, now=now)
    services.remove_member(member=member, by=world.head.user, now=now)
    with pytest.raises(services.MeetingsStillCalled):
        services.close_board(board=board, by=world.head.user, now=now)
    meetings.cancel_meeting(meeting=meeting, reason="Closed", by=world.head.user, now=now)
    services.close_board(board=board, by=world.head.user, now=now)
    with pytest.raises(services.BoardIsClosed):
        meetings.call_meeting(board=board, starts_at=now + DAY, by=world.head.user, now=now)
    assert BoardMeeting.objects.count() == 1
