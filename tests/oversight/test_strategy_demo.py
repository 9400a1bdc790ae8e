"""The strategy and the work plan of the demonstration, without the rest of it."""

from datetime import datetime, timedelta

import pytest

from deadlines.models import Deadline
from deadlines.selectors import drift
from oversight.demo import strategies as demo
from oversight.demo.cast import Home
from oversight.demo.strategy_texts import THEMES, YOUNG
from oversight.enums import RowKind, RowStatus
from oversight.models import Strategy
from oversight.rules.reading import reading_of
from oversight.selectors.strategy import money_of, public_strategies
from tests.people import World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def home(world: World) -> Home:
    return Home(
        virtual_school=world.virtual_school, social_care=world.social_care, head=world.head, key_contact=world.key_contact,
        officer=world.officer, team_manager=world.team_manager, key_workers=[world.social_worker],
    )  # fmt: skip


def test_the_strategy_is_as_long_as_a_real_one_and_was_changed(home: Home, real_now: datetime):
    demo.write_strategy(home, real_now - demo.WRITTEN * DAY)
    demo.begin_strategy(home, real_now - demo.IN_FORCE * DAY)
    demo.tell_young_people(home, real_now - demo.TOLD * DAY)
    demo.rate_strategy(home, real_now - demo.RATED * DAY)
    demo.change_strategy(home, real_now - demo.CHANGED * DAY)
    strategy = Strategy.objects.get()
    assert strategy.rows.filter(kind=RowKind.KPI).count() == 42
    assert strategy.rows.filter(kind=RowKind.ACTION).count() > 75
    assert strategy.versions.count() == 2
    assert list(public_strategies()) == [strategy]
    clocks = Deadline.objects.filter(duty_code="kpi_rating")
    assert {deadline.state for deadline in clocks} == {"open", "met"}
    assert clocks.count() > len(demo.BY_HAND)
    assert drift.find(now=real_now) == []


def test_the_work_plan_has_what_such_plans_have(home: Home, real_now: datetime):
    demo.write_work_plan(home, real_now - demo.PLAN_WRITTEN * DAY)
    demo.begin_work_plan(home, real_now - demo.PLAN_IN_FORCE * DAY)
    demo.review_work_plan(home, real_now - demo.PLAN_REVIEWED * DAY)
    demo.spend(home, real_now - demo.SPENT * DAY)
    plan = Strategy.objects.get()
    assert plan.rows.filter(kind=RowKind.OBJECTIVE).count() == 10
    assert plan.rows.filter(kind=RowKind.ACTION).count() > 55
    assert plan.rows.filter(status=RowStatus.SUPERSEDED).count() == 4
    assert set(plan.rows.filter(kind=RowKind.EXPECTATION).values_list("status", flat=True)) == {"met", "working"}
    assert plan.people.count() == 7
    money = money_of(plan.budget_lines.all())
    assert (money.available, money.committed, money.spent) == (250_000, 43_500, 19_000)


@pytest.mark.parametrize("text", [YOUNG, *(theme.young for theme in THEMES)], ids=lambda text: text[:20])
def test_what_young_people_read_can_be_read_at_nine(text: str):
    found = reading_of(text)
    assert found is not None
    assert found.is_easy
