"""Who has had careers advice by year group, and sessions of somebody who has no plan (K12)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.models import GuidanceSession
from education_plans.rules.guidance import YEAR_GROUPS, born_between, counted_from, stage_of
from education_plans.selectors.guidance import coverage, learners_listed
from education_plans.services.guidance import record_guidance
from learners.models import Learner
from learners.services import close_case
from tests.crawling import text_of
from tests.people import World
from tracking.rules.ages import year_group

ClientOf = Callable[[User], Client]
ALL = reverse("education_plans:guidance-coverage")


@pytest.mark.parametrize("today", [date(2026, 8, 31), date(2026, 9, 1), date(2027, 2, 28), date(2028, 2, 29)])
def test_the_birthdays_of_a_year_group_are_those_the_rule_of_ages_gives(today: date):
    for group in YEAR_GROUPS:
        first, last = born_between(group, today)
        assert (year_group(first, today), year_group(last, today)) == (group, group)
        assert year_group(first - timedelta(days=1), today) == group + 1
        assert year_group(last + timedelta(days=1), today) == group - 1


@pytest.mark.parametrize(
    ("group", "today", "since"),
    [
        (8, date(2026, 10, 6), date(2026, 9, 1)),
        (9, date(2026, 10, 6), date(2025, 9, 1)),
        (10, date(2026, 8, 31), date(2025, 9, 1)),
        (11, date(2026, 8, 31), date(2024, 9, 1)),
    ],
)
def test_a_session_counts_since_the_stage_began(group: int, today: date, since: date):
    assert counted_from(group, today) == since


def test_nothing_is_owed_to_other_years():
    assert [stage_of(group).what for group in (8, 11)] == ["Support with options", "Careers advice"]
    for group in (7, 12):
        with pytest.raises(ValueError, match="Nothing is owed"):
            stage_of(group)


def of_year(world: World, group: int, now: datetime) -> Learner:
    first, _ = born_between(group, local_date(now))
    return world.learner(enrolled=False, date_of_birth=first)


def advised(world: World, learner: Learner, held_on: date, now: datetime) -> GuidanceSession:
    return record_guidance(
        learner=learner, held_on=held_on, adviser="Ann Adviser", is_impartial=True, outcome="Catering", seen_through=None,
        by=world.social_worker.user, now=now,
    )  # fmt: skip


def test_numbers_and_lists_are_one(world: World, now: datetime):
    user, today = world.officer.user, local_date(now)
    had, early, none = (of_year(world, 11, now) for _ in range(3))
    young = of_year(world, 8, now)
    of_year(world, 7, now)
    advised(world, had, counted_from(11, today), now)
    advised(world, early, counted_from(11, today) - timedelta(days=1), now)
    closed = of_year(world, 11, now)
    close_case(learner=closed, closed_on=today, reason="Moved", by=world.head.user, now=now)
    by_group = {each.year_group: each for each in coverage(user, today)}
    assert [(each.number, each.had, each.not_had) for each in by_group.values()] == [
        (1, 0, 1),
        (0, 0, 0),
        (0, 0, 0),
        (3, 1, 2),
    ]
    assert (by_group[9].rate, by_group[11].rate) == (None, pytest.approx(1 / 3))
    assert set(learners_listed(user, {"year_group": "11", "had": "no"}, today)) == {early, none}
    assert list(learners_listed(user, {"year_group": "11", "had": "yes"}, today)) == [had]
    assert list(learners_listed(user, {"year_group": "8"}, today)) == [young]
    for stranger in (world.host_key_contact.user, world.stranger.user):
        assert not learners_listed(stranger, {"year_group": "11"}, today).exists()


def test_from_the_list_to_the_session_and_back(world: World, client_of: ClientOf, real_now: datetime):
    learner, today = of_year(world, 9, real_now), local_date(real_now)
    client = client_of(world.social_worker.user)
    waiting = text_of(client.get(ALL, {"year_group": 9, "had": "no"}))
    page = reverse("education_plans:guidance-of", args=[learner.uuid])
    assert page in waiting
    assert page in text_of(client.get(f"/learners/{learner.uuid}/"))
    new = reverse("education_plans:guidance-of-new", args=[learner.uuid])
    given = {
        "adviser": "Ann Adviser",
        "is_impartial": "yes",
        "outcome": "History and art",
        **day_data("held_on", today),
    }
    assert "Say what came out of it" in text_of(client.post(new, given | {"outcome": ""}))
    assert "History and art" in text_of(client.post(new, given, follow=True))
    session = GuidanceSession.objects.get()
    assert session.provider is None
    change = reverse("education_plans:guidance-of-change", args=[learner.uuid, session.uuid])
    assert "History and art" in text_of(client.get(change))
    assert "Geography" in text_of(client.post(change, given | {"outcome": "Geography"}, follow=True))
    assert "0 young people" in text_of(client.get(ALL, {"year_group": 9, "had": "no"}))
    assert learner.full_name in text_of(client.get(ALL, {"year_group": 9, "had": "yes"}))
    assert "Year 11" in text_of(client.get(ALL, {"year_group": "lost"}))


def test_the_list_takes_as_many_queries_with_many_people(
    world: World, client_of: ClientOf, real_now: datetime, django_assert_max_num_queries
):
    client = client_of(world.officer.user)
    advised(world, of_year(world, 11, real_now), local_date(real_now), real_now)
    client.get(ALL)
    with django_assert_max_num_queries(25) as first:
        client.get(ALL)
    for _ in range(4):
        advised(world, of_year(world, 11, real_now), local_date(real_now), real_now)
    with django_assert_max_num_queries(len(first)):
        assert client.get(ALL).context["page_obj"].paginator.count == 5
