"""Panels: what is decided and by whom it is done, and that the next meeting begins where this one ended."""

from datetime import datetime, timedelta

import pytest

from accounts.clock import local_date
from accounts.enums import AgencyKind, Purpose, RoleCode
from learners.services import close_case
from learners.services.links import link_agency
from notifications.models import Message
from oversight.enums import PanelMeetingState, PanelReason
from oversight.models import Panel, PanelAction
from oversight.rules.panel import Why
from oversight.selectors.panel import agenda_of, lines, next_undecided, panel_tasks
from oversight.services.panel import (
    InThePast,
    MeetingStillOpen,
    NamedTwice,
    NameTaken,
    NobodyNamed,
    NotPlanned,
    NotRunning,
    PanelIsClosed,
    add_person,
    change_meeting,
    close_meeting,
    close_panel,
    open_panel,
    plan_meeting,
    say_who_came,
)
from oversight.services.panel_agenda import (
    DecidedAlready,
    MeetingIsClosed,
    OnItAlready,
    add_by_hand,
    draw_up,
    take_off,
)
from oversight.services.panel_decisions import (
    CaseClosed,
    ContingencyMissing,
    DecisionMissing,
    DoneAlready,
    DueBeforeMeeting,
    NobodyDoesIt,
    NotBegun,
    OwnerMayNotSee,
    ResultMissing,
    ReturnTooEarly,
    TakenOff,
    finish_action,
)
from tests.factories import AgencyFactory, ConsentFactory, MembershipFactory
from tests.oversight.panels import (
    action,
    begin,
    decided,
    item_of,
    meeting_of,
    on_it,
    panel_of,
    without_a_place,
)
from tests.people import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_two_successive_panels(world: World, panel: Panel, now: datetime):
    """The second's agenda shows the first's unfinished actions, and what came of those that were done."""
    today, officer = local_date(now), world.officer.user
    learner, other = without_a_place(world, now, 250), without_a_place(world, now, 20)
    first = meeting_of(panel, world, now, in_days=1)
    meets = now + DAY
    begin(first, world, meets)
    item = decided(
        item_of(first, learner), world, meets, return_on=today + 30 * DAY,
        actions=[
            action(world, today + 5 * DAY, "Ring the garden centre"),
            action(world, today + 6 * DAY, "Buy work boots", owner=None, name="The carer"),
        ],
    )  # fmt: skip
    close_meeting(meeting=first, by=officer, now=meets)
    done, undone = item.actions.order_by("due_on")
    finish_action(action=done, result="They have a taster day", by=world.social_worker.user, now=now + 4 * DAY)

    # A place was found meanwhile: nothing but what was promised brings them back.
    learner.spells.update(ends_on=today + 2 * DAY)
    later = now + 10 * DAY
    second = meeting_of(panel, world, later)
    assert on_it(second)[learner] == [PanelReason.UNFINISHED]
    [line] = lines(
        list(agenda_of(second, officer).filter(learner=learner)), second, officer, first=1, now=later
    )  # fmt: skip
    assert line.whys == [Why(PanelReason.UNFINISHED, "1 action of an earlier meeting still open")]
    assert line.open_actions == [undone]
    assert [one.result for one in line.done_actions] == ["They have a taster day"]
    assert on_it(second)[other] == [PanelReason.RETURN, PanelReason.NEET, PanelReason.NO_PLAN]  # was not reached

    begin(second, world, later + 7 * DAY)
    decided(
        item_of(second, learner), world, later + 7 * DAY, contingency="", results={undone.uuid: "They fit"},
        return_on=None,
    )  # fmt: skip
    close_meeting(meeting=second, by=officer, now=later + 7 * DAY)
    third = meeting_of(panel, world, now + 40 * DAY)
    assert learner not in on_it(third)  # the newest decision names no day


def test_the_day_on_which_the_panel_looks_again(world: World, panel: Panel, now: datetime):
    today = local_date(now)
    learner = world.learner()
    first = meeting_of(panel, world, now, in_days=1)
    add_by_hand(meeting=first, learner=learner, why="To see how it goes", by=world.officer.user, now=now)
    begin(first, world, now + DAY)
    decided(item_of(first, learner), world, now + DAY, return_on=today + 30 * DAY)
    close_meeting(meeting=first, by=world.officer.user, now=now + DAY)
    early = meeting_of(panel, world, now + 2 * DAY, in_days=10)
    assert learner not in on_it(early)
    late = meeting_of(panel, world, now + 2 * DAY, in_days=28)
    assert on_it(late) == {learner: [PanelReason.RETURN]}


def test_what_a_decision_needs(world: World, panel: Panel, now: datetime):
    today = local_date(now)
    learner, officer = without_a_place(world, now, 250), world.officer.user
    meeting = meeting_of(panel, world, now)
    item = item_of(meeting, learner)
    with pytest.raises(NotBegun):
        decided(item, world, now)
    begin(meeting, world, now)
    refusals = [
        (DecisionMissing, {"decision": "  "}),
        (ContingencyMissing, {"contingency": " "}),
        (ReturnTooEarly, {"return_on": today + 7 * DAY}),
        (NobodyDoesIt, {"actions": [action(world, today, owner=None)]}),
        (DueBeforeMeeting, {"actions": [action(world, today - DAY)]}),
        (OwnerMayNotSee, {"actions": [action(world, today, owner=world.stranger)]}),
    ]
    for error, wrong in refusals:
        with pytest.raises(error):
            decided(item, world, now, **wrong)
    item.refresh_from_db()
    assert item.decided_at is None
    assert not PanelAction.objects.exists()
    decided(item, world, now)
    with pytest.raises(DecidedAlready):
        take_off(item=item, reason="Too late", by=officer, now=now)
    other = world.learner()
    taken = add_by_hand(meeting=meeting, learner=other, why="Asked for", by=officer, now=now)
    with pytest.raises(OnItAlready):
        add_by_hand(meeting=meeting, learner=other, why="Again", by=officer, now=now)
    take_off(item=taken, reason="Not today", by=officer, now=now)
    with pytest.raises(TakenOff):
        decided(taken, world, now)
    back = add_by_hand(meeting=meeting, learner=other, why="After all", by=officer, now=now)
    assert (back.pk, back.taken_off) == (taken.pk, "")
    close_case(learner=other, closed_on=today, reason="Moved away", by=world.team_manager.user, now=now)
    with pytest.raises(CaseClosed):
        decided(back, world, now)


def test_a_decision_written_again_adds_actions_and_loses_none(world: World, panel: Panel, now: datetime):
    learner = without_a_place(world, now, 20)
    meeting = begin(meeting_of(panel, world, now), world, now)
    item = item_of(meeting, learner)
    today = local_date(now)
    decided(item, world, now, actions=[action(world, today, "One")])
    item = decided(item, world, now, decision="Another decision", actions=[action(world, today, "Two")])
    assert sorted(item.actions.values_list("what", flat=True)) == ["One", "Two"]
    assert item.history.filter(history_change_reason="Decided by the panel").count() == 2


def test_who_is_asked_is_told_without_a_name_and_has_it_among_their_tasks(world: World, panel: Panel, now: datetime):
    learner = without_a_place(world, now, 20, given_name="Zebedee", family_name="Quillfeather")
    item = item_of(begin(meeting_of(panel, world, now), world, now), learner)
    today = local_date(now)
    decided(item, world, now, actions=[action(world, today + DAY)])
    [asked] = item.actions.all()
    worker = world.social_worker.user
    [message] = Message.objects.filter(recipient=worker, kind="panel", channel="email")
    assert "ZQ" in message.subject
    assert "Zebedee" not in message.subject + message.body
    assert [(task.text, task.learner) for task in panel_tasks(worker)] == [("Ring the garden centre", learner)]
    assert panel_tasks(world.team_manager.user) == []
    with pytest.raises(ResultMissing):
        finish_action(action=asked, result=" ", by=worker, now=now)
    finish_action(action=asked, result="They are open", by=worker, now=now)
    assert panel_tasks(worker) == []
    with pytest.raises(DoneAlready):
        finish_action(action=asked, result="Twice", by=worker, now=now)


def test_a_closed_case_leaves_no_task(world: World, panel: Panel, now: datetime):
    learner = without_a_place(world, now, 20)
    item = item_of(begin(meeting_of(panel, world, now), world, now), learner)
    decided(item, world, now, actions=[action(world, local_date(now))])
    close_case(learner=learner, closed_on=local_date(now), reason="Moved away", by=world.team_manager.user, now=now)
    assert panel_tasks(world.social_worker.user) == []


def test_the_life_of_a_meeting(world: World, panel: Panel, now: datetime):
    officer = world.officer.user
    with pytest.raises(InThePast):
        plan_meeting(panel=panel, scheduled_for=now, place="", chair=None, by=officer, now=now)
    meeting = meeting_of(panel, world, now)
    assert [person.name for person in meeting.people.all()] == ["Kay Contact"]
    change_meeting(meeting=meeting, scheduled_for=now + 3 * DAY, place="Hall", chair=None, by=officer, now=now)
    with pytest.raises(NotRunning):
        close_meeting(meeting=meeting, by=officer, now=now)
    guest = add_person(meeting=meeting, membership=None, name="Sgt Oak, police", by=officer, now=now)
    with pytest.raises(NamedTwice):
        add_person(meeting=meeting, membership=world.key_contact, by=officer, now=now)
    with pytest.raises(NobodyNamed):
        add_person(meeting=meeting, membership=None, name=" ", by=officer, now=now)
    begin(meeting, world, now)
    for again in (
        lambda: begin(meeting, world, now),
        lambda: change_meeting(meeting=meeting, scheduled_for=now + DAY, place="", chair=None, by=officer, now=now),
    ):
        with pytest.raises(NotPlanned):
            again()
    say_who_came(meeting=meeting, came={guest.uuid: False}, by=officer, now=now)
    guest.refresh_from_db()
    assert guest.came is False
    with pytest.raises(MeetingStillOpen):
        close_panel(panel=panel, by=officer, now=now)
    closed = close_meeting(meeting=meeting, by=officer, now=now)
    assert closed.state == PanelMeetingState.CLOSED
    with pytest.raises(MeetingIsClosed):
        draw_up(meeting=meeting, by=officer, now=now)
    following = meeting_of(panel, world, now + DAY)
    assert [person.name for person in following.people.all()] == ["Kay Contact"]  # who has no account is asked anew
    begin(following, world, now + DAY)
    close_meeting(meeting=following, by=officer, now=now + DAY)
    close_panel(panel=panel, by=officer, now=now)
    with pytest.raises(PanelIsClosed):
        meeting_of(panel, world, now)
    with pytest.raises(NameTaken):
        open_panel(virtual_school=world.virtual_school, name="eet PANEL", agencies=[], by=officer, now=now)


def test_a_partner_sees_who_agreed_and_nobody_else(world: World, now: datetime, real_now: datetime):
    careers = AgencyFactory(kind=AgencyKind.OTHER, name="Careers service")
    partner = MembershipFactory(agency=careers, role=RoleCode.PANEL_PARTNER).user
    panel = panel_of(world, real_now, [careers, world.college])
    agreed, silent = without_a_place(world, real_now, 30), without_a_place(world, real_now, 40)
    at_college = world.learner()
    ConsentFactory(learner=agreed, purpose="panel")
    link_agency(
        learner=agreed,
        agency=careers,
        purpose=Purpose.PANEL_PARTNER,
        starts_at=real_now,
        by=world.head.user,
        now=real_now,
    )
    meeting = meeting_of(panel, world, real_now)
    add_by_hand(meeting=meeting, learner=at_college, why="Asked for", by=world.officer.user, now=real_now)
    assert [item.learner for item in agenda_of(meeting, partner)] == [agreed]
    assert {item.learner for item in agenda_of(meeting, world.officer.user)} == {agreed, silent, at_college}
    # A provider that belongs to the panel sees a young person's place, and not what the panel says of them.
    assert not agenda_of(meeting, world.designated_person.user).exists()
    # The key worker sees their own young people, though not the panel.
    assert {item.learner for item in agenda_of(meeting, world.social_worker.user)} == {agreed, silent, at_college}
    assert not Panel.objects.visible_to(world.social_worker.user).exists()
    [line] = lines(list(agenda_of(meeting, partner)), meeting, partner, first=1, now=real_now)
    assert line.risk is None


def test_the_next_to_decide_on_comes_after_this_one_and_then_from_the_top(
    world: World, panel: Panel, real_now: datetime
):
    people = [without_a_place(world, real_now, days) for days in (250, 150, 20)]
    meeting = begin(meeting_of(panel, world, real_now), world, real_now)
    officer = world.officer.user
    items = [item_of(meeting, learner) for learner in people]
    assert next_undecided(meeting, officer) == items[0]
    assert next_undecided(meeting, officer, after=items[1]) == items[2]
    assert next_undecided(meeting, officer, after=items[2]) == items[0]
    for item in items:
        decided(item, world, real_now)
    assert next_undecided(meeting, officer) is None
