"""The clock of a KPI that is rated by hand: it runs, is moved, follows who leads, and stops with what it belongs to."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.clock import local_date
from deadlines.enums import DeadlineState, Verb
from deadlines.models import Deadline
from deadlines.selectors import drift
from deadlines.services import sweep, waive
from education_plans.enums import Rag
from notifications.models import Message
from oversight.enums import (
    LeadKind,
    Rated,
    RowStatus,
)
from oversight.models import RatingRound, Strategy, StrategyRating, StrategyRow
from oversight.services import strategy as whole
from oversight.services import strategy_progress as progress
from oversight.services import strategy_rows as rows
from oversight.services.strategy_clock import ClockRefused, set_rating_day
from tests.oversight.strategies import kpi_of, strategy_of
from tests.people import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def strategy(world: World, now: datetime) -> Strategy:
    return strategy_of(world, now)


def rated(row: StrategyRow, world: World, now: datetime, **more: Any) -> StrategyRating:
    usual: dict[str, Any] = {
        "which": Rated.KPI, "colour": Rag.AMBER, "rationale": "Half of them", "on": local_date(now),
        "by": world.social_worker.user, "now": now,
    }  # fmt: skip
    return progress.rate(row=row, **{**usual, **more})


def test_the_clock_of_a_rating_runs_is_met_and_begins_again(strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now, first_rating_on=local_date(now) + 20 * DAY)
    deadline = Deadline.objects.get(subject_uuid=kpi.uuid)
    assert (deadline.owner, deadline.due_on, deadline.stands_alone) == (world.social_care, kpi.first_rating_on, True)
    for back in (14, 0, -1):
        sweep(now=deadline.due_at - back * DAY - timedelta(hours=8))
    told = list(Message.objects.filter(topic=deadline.topic).order_by("id").values_list("recipient__name", flat=True))
    assert set(told[:2]) == {"Sue Worker"}
    assert {"Hana Head", "Kay Contact"} <= set(told)
    later = now + 22 * DAY
    rated(kpi, world, later, again_on=local_date(later) + 90 * DAY)
    deadline.refresh_from_db()
    assert (deadline.state, deadline.met_at) == (DeadlineState.MET, later)
    following = Deadline.objects.get(subject_uuid=kpi.uuid, state=DeadlineState.OPEN)
    assert following.due_on == local_date(later) + 90 * DAY
    assert drift.find(now=later) == []


def test_a_rating_whose_clock_cannot_be_written_leaves_nothing(strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now, first_rating_on=local_date(now) + 20 * DAY)
    fails = patch("oversight.services.strategy_clock.open_deadline", side_effect=DatabaseError)
    with fails, pytest.raises(DatabaseError), transaction.atomic():
        rated(kpi, world, now, again_on=local_date(now) + 90 * DAY)
    assert not StrategyRating.objects.exists()
    assert Deadline.objects.get(subject_uuid=kpi.uuid).is_open
    assert RatingRound.objects.get().rating is None


def test_the_day_is_moved_with_a_reason_and_the_ledger_stays_right(strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now)
    day = {"row": kpi, "by": world.social_worker.user, "now": now}
    first = set_rating_day(due_on=local_date(now) + 10 * DAY, **day)
    with pytest.raises(ClockRefused) as refused:
        set_rating_day(due_on=local_date(now) + 30 * DAY, **day)
    assert refused.value.field == "reason"
    with pytest.raises(ClockRefused):
        set_rating_day(due_on=local_date(now) - DAY, reason="Earlier", **day)
    set_rating_day(due_on=local_date(now) + 30 * DAY, reason="The board meets later", **day)
    first.refresh_from_db()
    assert first.due_on == local_date(now) + 30 * DAY
    assert first.events.filter(verb=Verb.MOVED, reason="The board meets later").exists()
    assert drift.find(now=now) == []


def test_the_strategy_is_locked_before_a_day_is_set(strategy: Strategy, world: World, now: datetime):
    """Whoever ends it at the same time waits, and then ends this clock too."""
    kpi = kpi_of(strategy, world, now)
    with CaptureQueriesContext(connection) as asked:
        set_rating_day(row=kpi, due_on=local_date(now) + 10 * DAY, by=world.head.user, now=now)
    locks = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    assert 'FROM "oversight_strategy" ' in locks[0]


@pytest.mark.parametrize("how", ["another leads", "leads no more", "no partner any more"])
def test_a_running_clock_goes_to_the_agency_that_leads_now(how: str, strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now, first_rating_on=local_date(now) + 20 * DAY)
    before = set_rating_day(
        row=kpi, due_on=local_date(now) + 30 * DAY, reason="The board meets later", by=world.head.user, now=now
    )
    assert before.owner == world.social_care
    act = {"by": world.head.user, "now": now + DAY}
    if how == "another leads":
        new = rows.NewLead(kind=LeadKind.AGENCY, agency=world.virtual_school, is_main=True)
        rows.add_lead(row=kpi, lead=new, **act)
    elif how == "leads no more":
        rows.remove_lead(lead=kpi.leads.get(kind=LeadKind.AGENCY), **act)
    else:
        details = whole.StrategyDetails(title=strategy.title, starts_on=strategy.starts_on)
        whole.change_strategy(strategy=strategy, details=details, partners=[], **act)
    before.refresh_from_db()
    after = Deadline.objects.get(subject_uuid=kpi.uuid, state=DeadlineState.OPEN)
    assert (before.state, after.owner, after.due_on) == (
        DeadlineState.CANCELLED,
        world.virtual_school,
        before.due_on,
    )
    assert before.events.filter(verb=Verb.CANCELLED, reason="Another agency leads it").exists()
    assert drift.find(now=now + DAY) == []


def test_a_clock_that_cannot_be_handed_over_leaves_the_lead_as_it_was(strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now, first_rating_on=local_date(now) + 20 * DAY)
    fails = patch("oversight.services.strategy_clock.open_deadline", side_effect=DatabaseError)
    with fails, pytest.raises(DatabaseError), transaction.atomic():
        rows.remove_lead(lead=kpi.leads.get(kind=LeadKind.AGENCY), by=world.head.user, now=now + DAY)
    assert kpi.leads.filter(kind=LeadKind.AGENCY).exists()
    assert Deadline.objects.get(subject_uuid=kpi.uuid).is_open


@pytest.mark.parametrize("how", ["withdrawn", "heading withdrawn", "measured", "ended", "waived"])
def test_the_clock_stops_when_nobody_need_rate(how: str, strategy: Strategy, world: World, now: datetime):
    kpi = kpi_of(strategy, world, now, first_rating_on=local_date(now) + 20 * DAY)
    deadline, by = Deadline.objects.get(subject_uuid=kpi.uuid), world.head.user
    if how == "withdrawn":
        rows.say_status(row=kpi, status=RowStatus.WITHDRAWN, reason="Merged", by=by, now=now + DAY)
    elif how == "heading withdrawn":
        assert kpi.parent
        rows.say_status(row=kpi.parent, status=RowStatus.WITHDRAWN, reason="Not ours", by=by, now=now + DAY)
    elif how == "measured":
        details = rows.RowDetails(text=kpi.text, measure_code="attendance_at_target")
        rows.change_row(row=kpi, details=details, by=by, now=now + DAY)
    elif how == "ended":
        whole.end_strategy(strategy=strategy, reason="A new one", by=by, now=now + DAY)
    else:
        waive(deadline=deadline, reason="Not this time", by=by, now=now + DAY)
        rated(kpi, world, now + 2 * DAY, on=local_date(now))
    deadline.refresh_from_db()
    assert deadline.state == (DeadlineState.WAIVED if how == "waived" else DeadlineState.CANCELLED)
    assert drift.find(now=now + 2 * DAY) == []


def test_a_kpi_that_loses_its_measure_is_rated_by_hand_again(strategy: Strategy, world: World, now: datetime):
    day = local_date(now) + 20 * DAY
    kpi = kpi_of(strategy, world, now, first_rating_on=day)
    by_hand = rows.RowDetails(text=kpi.text, first_rating_on=day)
    measured = rows.RowDetails(text=kpi.text, first_rating_on=day, measure_code="attendance_at_target")
    for days, details in enumerate((measured, by_hand), 1):
        rows.change_row(row=kpi, details=details, by=world.head.user, now=now + days * DAY)
    running = Deadline.objects.get(subject_uuid=kpi.uuid, state=DeadlineState.OPEN)
    assert (running.due_on, kpi.rounds.count()) == (day, 2)
    rated(kpi, world, now + 3 * DAY, on=local_date(now))
    rows.change_row(row=kpi, details=by_hand, by=world.head.user, now=now + 4 * DAY)
    assert not Deadline.objects.filter(subject_uuid=kpi.uuid, state=DeadlineState.OPEN).exists(), "it was rated"
    assert drift.find(now=now + 4 * DAY) == []
