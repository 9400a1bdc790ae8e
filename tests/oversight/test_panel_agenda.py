"""Panels: who is put on the agenda and why, by the rules and by hand, and in which order."""

from datetime import datetime, timedelta

import pytest

from accounts.clock import local_date
from accounts.enums import Purpose
from deadlines.models import Deadline
from learners.services import close_case, enrol
from oversight.enums import PanelReason, Risk
from oversight.models import Panel, PanelItem
from oversight.services.panel_agenda import (
    NotOfThisPanel,
    add_by_hand,
    draw_up,
    move,
    take_off,
)
from oversight.services.risk import judge_risk
from tests.oversight.panels import (
    PARENT,
    incidents,
    item_of,
    meeting_of,
    on_it,
    spell,
    weeks,
    without_a_place,
)
from tests.people import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_the_rules_name_who_belongs_on_it_and_say_why(world: World, panel: Panel, now: datetime):
    fresh = without_a_place(world, now, 20)
    near = without_a_place(world, now, 120)
    long = without_a_place(world, now, 250)
    parent = world.learner(enrolled=False)
    spell(parent, world, now, local_date(now) - timedelta(days=40), code=PARENT)
    suspended = world.learner()
    incidents(suspended, world, now, [5, 60])
    once = world.learner()
    incidents(once, world, now, [5])
    falling = world.learner()
    weeks(falling, world, now, [10, 10, 10, 10, 8, 8, 9, 9])
    steady = world.learner()
    weeks(steady, world, now, [10, 9, 10, 9, 10, 9, 10, 9])
    late = enrol(
        learner=world.learner(enrolled=False), provider=world.college, course="Catering", level="1",
        starts_on=local_date(now) - timedelta(days=60), by=world.key_contact.user, now=now - timedelta(days=61),
    ).learner  # fmt: skip
    meeting = meeting_of(panel, world, now)
    no_plan = [PanelReason.NO_PLAN]
    assert on_it(meeting) == {
        fresh: [PanelReason.NEET, *no_plan],
        near: [PanelReason.NEET_RISK, *no_plan],
        long: [PanelReason.NEET_LONG, *no_plan],
        parent: [PanelReason.NEET, *no_plan],
        suspended: [PanelReason.INCIDENTS],
        falling: [PanelReason.ATTENDANCE],
        late: no_plan,
    }
    assert list(on_it(meeting))[:2] == [long, near]
    assert meeting.items.get(learner=long).risk_then == 7


def test_drawing_it_up_follows_what_has_changed_and_keeps_what_was_done_by_hand(
    world: World, panel: Panel, now: datetime
):
    goes, off, stays = (without_a_place(world, now, days) for days in (30, 20, 10))
    by_hand = world.learner()
    meeting = meeting_of(panel, world, now)
    officer = world.officer.user
    add_by_hand(meeting=meeting, learner=by_hand, why="Their father rang", by=officer, now=now)
    take_off(item=item_of(meeting, off), reason="Starts on Monday", by=officer, now=now)
    goes.spells.update(ends_on=local_date(now) - DAY)
    new = without_a_place(world, now, 40)
    drawn = draw_up(meeting=meeting, by=officer, now=now)
    assert (drawn.added, drawn.gone) == (1, 1)
    assert list(on_it(meeting)) == [stays, by_hand, new]
    assert item_of(meeting, off).taken_off == "Starts on Monday"
    assert PanelItem.history.filter(learner=goes, history_type="-", history_user=officer).count() == 1
    again = draw_up(meeting=meeting, by=officer, now=now)
    assert (again.added, again.gone) == (0, 0)


def test_only_young_people_of_the_own_virtual_school_and_of_no_restricted_record(
    world: World, panel: Panel, now: datetime
):
    without_a_place(world, now, 30, is_restricted=True)
    gone = without_a_place(world, now, 30)
    gone.links.filter(purpose=Purpose.HOME_VIRTUAL_SCHOOL).update(ends_at=now - DAY)
    closed = without_a_place(world, now, 30)
    close_case(learner=closed, closed_on=local_date(now), reason="Moved away", by=world.team_manager.user, now=now)
    meeting = meeting_of(panel, world, now)
    assert on_it(meeting) == {}
    with pytest.raises(NotOfThisPanel):
        add_by_hand(meeting=meeting, learner=gone, why="All the same", by=world.officer.user, now=now)


def test_who_has_a_place_is_the_panels_concern_only_after_losing_it_again_and_again(
    world: World, panel: Panel, now: datetime
):
    today = local_date(now)
    once, twice = world.learner(enrolled=False), world.learner(enrolled=False)
    for learner, times in ((once, [100]), (twice, [200, 100])):
        for ago in times:
            spell(learner, world, now, today - timedelta(days=ago), today - timedelta(days=ago - 20))
    assert on_it(meeting_of(panel, world, now)) == {twice: [PanelReason.NEET_RISK]}


def test_the_agenda_is_ordered_by_hand(world: World, panel: Panel, now: datetime):
    people = [without_a_place(world, now, days) for days in (250, 150, 20)]
    meeting = meeting_of(panel, world, now)
    assert list(on_it(meeting)) == people
    first, second, third = people
    move(item=item_of(meeting, third), places=-1, by=world.officer.user, now=now)
    assert list(on_it(meeting)) == [first, third, second]
    move(item=item_of(meeting, third), places=-5, by=world.officer.user, now=now)
    assert list(on_it(meeting)) == [third, first, second]
    move(item=item_of(meeting, third), places=9, by=world.officer.user, now=now)
    assert list(on_it(meeting)) == [first, second, third]


def test_a_risk_seen_otherwise_orders_the_agenda(world: World, panel: Panel, now: datetime):
    high, low = without_a_place(world, now, 250), without_a_place(world, now, 5)
    judge_risk(
        learner=high, risk=Risk.LOW, reason="Starts on Monday", until_on=local_date(now) + 30 * DAY,
        by=world.social_worker.user, now=now,
    )  # fmt: skip
    assert list(on_it(meeting_of(panel, world, now))) == [low, high]


def test_an_overdue_plan_is_read_from_the_ledger(world: World, panel: Panel, now: datetime):
    learner = enrol(
        learner=world.learner(enrolled=False), provider=world.college, course="Catering", level="1",
        starts_on=local_date(now) - timedelta(days=60), by=world.key_contact.user, now=now - timedelta(days=61),
    ).learner  # fmt: skip
    assert Deadline.objects.filter(learner=learner, duty_code="education_plan").overdue(now).exists()
    assert on_it(meeting_of(panel, world, now)) == {learner: [PanelReason.NO_PLAN]}
