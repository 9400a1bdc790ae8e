"""A KPI that has a measure: its number, the colour its limits propose, and a person who sees it otherwise (K3)."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.enums import Rag
from oversight.enums import Rated
from oversight.models import StrategyRating, StrategyRow
from oversight.selectors.strategy_measures import judged
from tests.crawling import text_of
from tests.oversight.facts import attended
from tests.oversight.strategies import kpi_of, strategy_of
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
LIMITS = {"measure_code": "attendance_at_target", "green_from": "75", "amber_from": "50"}


@pytest.fixture
def kpi(world: World, real_now: datetime) -> StrategyRow:
    """Twelve attended all their sessions, eight only half of them: 60 %."""
    for place in range(20):
        learner = world.learner()
        enrolment = world.enrolment(learner)
        attended(enrolment, world, real_now, (1, 10, 10 if place < 12 else 5))
    return kpi_of(strategy_of(world, real_now), world, real_now, **LIMITS)


def test_the_number_proposes_a_colour(kpi: StrategyRow, world: World, real_now: datetime, client_of: ClientOf):
    said = judged(kpi, world.head.user, real_now)
    assert (said.number.numerator, said.number.denominator) == (12, 20)
    assert (said.proposed, str(said.to_keep)) == (Rag.AMBER, "60.00")
    page = text_of(client_of(world.head.user).get(f"/strategies/rows/{kpi.uuid}/"))
    assert "Attendance on the target: 60% (12 of 20)" in page
    assert "By the limits of this row: Amber" in page


def test_somebody_sees_it_otherwise_and_says_why(
    kpi: StrategyRow, world: World, real_now: datetime, client_of: ClientOf
):
    client, address = client_of(world.head.user), f"/strategies/rows/{kpi.uuid}/rate/kpi/"
    assert "By the limits of this row it is amber." in text_of(client.get(address))
    answer = {"colour": "green", "rationale": "", **day_data("on", local_date(real_now))}
    assert "Why?" in text_of(client.post(address, answer))
    assert not StrategyRating.objects.exists()
    client.post(address, {**answer, "rationale": "Two were ill for a week"})
    rating = StrategyRating.objects.get(which=Rated.KPI)
    assert (rating.colour, rating.proposed_colour, str(rating.proposed_value)) == ("green", "amber", "60.00")
    assert "The measure said Amber (60.00)" in text_of(client.get(f"/strategies/rows/{kpi.uuid}/"))


def test_partners_see_no_number_of_their_own(kpi: StrategyRow, world: World, real_now: datetime, client_of: ClientOf):
    assert judged(kpi, world.team_manager.user, real_now) is None
    assert "Attendance on the target" not in text_of(
        client_of(world.team_manager.user).get(f"/strategies/rows/{kpi.uuid}/")
    )


def test_one_social_workers_young_people_are_not_those_of_their_agency(
    world: World, real_now: datetime, client_of: ClientOf
):
    attended(world.enrolment(world.learner()), world, real_now, (1, 10, 10))
    strategy = strategy_of(world, real_now, owner=world.social_care, partners=[])
    kpi = kpi_of(strategy, world, real_now, **LIMITS)
    assert judged(kpi, world.team_manager.user, real_now).number.denominator == 1
    assert judged(kpi, world.social_worker.user, real_now) is None
    answer = {"colour": "green", "rationale": "All", **day_data("on", local_date(real_now))}
    client_of(world.social_worker.user).post(f"/strategies/rows/{kpi.uuid}/rate/kpi/", answer)
    rating = StrategyRating.objects.get()
    assert (rating.proposed_colour, rating.proposed_value) == ("", None)


def test_a_small_number_is_not_kept_beside_the_rating(world: World, real_now: datetime, client_of: ClientOf):
    """Nor is the colour: with these limits green would say that it was the only one."""
    learner = world.learner()
    attended(world.enrolment(learner), world, real_now, (1, 10, 10))
    kpi = kpi_of(strategy_of(world, real_now), world, real_now, **LIMITS)
    said = judged(kpi, world.head.user, real_now)
    assert (said.proposed, said.to_keep, said.colour_to_keep) == (Rag.GREEN, None, None)
    answer = {"colour": "amber", "rationale": "One", **day_data("on", local_date(real_now))}
    client_of(world.head.user).post(f"/strategies/rows/{kpi.uuid}/rate/kpi/", answer)
    rating = StrategyRating.objects.get()
    assert (rating.colour, rating.proposed_colour, rating.proposed_value) == ("amber", "", None)
    assert "The measure said" not in text_of(client_of(world.head.user).get(f"/strategies/rows/{kpi.uuid}/"))


def test_nobody_to_count_proposes_nothing(world: World, real_now: datetime):
    kpi = kpi_of(strategy_of(world, real_now), world, real_now, **LIMITS)
    said = judged(kpi, world.head.user, real_now)
    assert (said.proposed, said.to_keep) == (None, None)
