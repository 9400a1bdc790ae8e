"""Measures of courses by provider and year: what is counted, who sees it, and that each number is the length of its list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from learners.models import Enrolment
from tests.crawling import text_of
from tests.factories import AgencyLinkFactory, EnrolmentFactory
from tests.people import World
from tracking.enums import AimOutcome, Completion, NextStep
from tracking.models import LearningAim
from tracking.rules.results import counted_in, results
from tracking.selectors.progress import counted
from tracking.selectors.results import ResultFilters, aims_counted, aims_listed, results_page, years_with_aims
from tracking.services.progress import AimResult, AimWords, record_aim, record_result

ClientOf = Callable[[User], Client]
TODAY = date(2026, 10, 6)
COMPLETED, LEFT = Completion.COMPLETED, Completion.WITHDRAWN
ACHIEVED, PARTLY, NOT = AimOutcome.ACHIEVED, AimOutcome.PARTIAL, AimOutcome.NOT_ACHIEVED
IN_JUNE = date(2026, 6, 26)

#: Planned end, then how it ended: state, day, outcome, expected and reached points, what came next.
COURSES = (
    (IN_JUNE, COMPLETED, IN_JUNE, ACHIEVED, "30", "34.5", NextStep.HIGHER_LEVEL),
    (IN_JUNE, COMPLETED, IN_JUNE, ACHIEVED, "30", None, NextStep.WORK),
    (IN_JUNE, COMPLETED, date(2026, 8, 31), PARTLY, "20", "18", ""),
    (IN_JUNE, LEFT, date(2026, 2, 2), NOT, None, None, NextStep.NEET),
    (IN_JUNE, COMPLETED, date(2026, 9, 1), ACHIEVED, None, None, ""),  # a day late: the year after
    (date(2027, 6, 25), LEFT, date(2026, 3, 3), NOT, None, None, ""),  # left early: counted with its planned end
    (IN_JUNE, None, None, None, None, None, ""),
    (date(2027, 6, 25), None, None, None, None, None, ""),
)


def study(place: Enrolment, by: User, now: datetime, courses: tuple = COURSES, name: str = "Course") -> None:
    for number, (planned, state, ended, outcome, expected, reached, then) in enumerate(courses):
        words = AimWords(f"{name} {number}", "2", date(2025, 9, 1), planned)
        words = replace(words, expected_points=Decimal(expected) if expected else None)
        aim = record_aim(enrolment=place, words=words, by=by, now=now)
        if state:
            points = Decimal(reached) if reached else None
            result = AimResult(state, ended, outcome, actual_points=points, next_step=then)
            record_result(aim=aim, result=result, by=by, now=now)


@pytest.fixture
def place(world: World, now: datetime) -> Enrolment:
    place = world.enrolment()
    study(place, world.designated_person.user, now)
    return place


def test_the_measures_are_those_of_the_rules(world: World, place: Enrolment):
    user = world.designated_person.user
    assert years_with_aims(user) == [2026, 2025]
    for year in (2025, 2026):
        page = results_page(user, ResultFilters(year=year), today=TODAY)
        of_year = [counted(aim) for aim in LearningAim.objects.all() if counted_in(counted(aim)) == year]
        assert page.whole.results == results(of_year)
        assert page.whole.results == page.by_provider[0].results
    page = results_page(user, ResultFilters(year=2025), today=TODAY)
    whole = page.whole.results
    assert (whole.leavers, whole.completed, whole.achieved) == (4, 3, 2)
    assert (whole.retention, whole.pass_rate, whole.achievement) == (Decimal("75.0"), Decimal("66.7"), Decimal("50.0"))
    assert (page.whole.valued, page.whole.value_added) == (2, Decimal("1.25"))  # +4.5 and -2
    assert [(row.label, row.results.leavers) for row in page.by_year] == [("2026–27", 2), ("2025–26", 4)]


def test_each_number_is_the_length_of_its_list(world: World, place: Enrolment):
    user = world.designated_person.user
    page = results_page(user, ResultFilters(year=2025), today=TODAY)
    numbers = {
        "leavers": 4, "completed": 3, "achieved": 2, "not_achieved": 1, "withdrawn": 1, "continuing": 1, "valued": 2
    }  # fmt: skip
    row = page.by_provider[0]
    shown = {
        "leavers": row.results.leavers, "completed": row.results.completed, "achieved": row.achieved,
        "not_achieved": row.not_achieved, "withdrawn": row.withdrawn, "continuing": row.continuing, "valued": row.valued,
    }  # fmt: skip
    assert shown == numbers
    for show, number in numbers.items():
        assert aims_listed(user, replace(row.filters, show=show), today=TODAY).count() == number
    assert {step.label: step.count for step in page.next_steps} == {
        "Learning at a higher level": 1, "Work": 1, "Neither learning nor work": 1, "Nobody has said": 1
    }  # fmt: skip
    assert page.waiting == 1
    assert aims_counted(user, ResultFilters(show="waiting"), today=TODAY).count() == 1


def test_a_provider_sees_its_own_results_and_the_virtual_school_everybodys(
    world: World, place: Enrolment, now: datetime
):
    elsewhere = EnrolmentFactory(learner=place.learner, provider=world.other_college, course="Art")
    AgencyLinkFactory(learner=place.learner, agency=world.other_college)
    study(elsewhere, world.stranger.user, now, COURSES[:1], "Art")

    def providers(user: User) -> list[str]:
        page = results_page(user, ResultFilters(year=2025), today=TODAY)
        return [row.label for row in page.by_provider]

    assert providers(world.designated_person.user) == ["Brindley College"]
    assert providers(world.stranger.user) == ["Elsewhere College"]
    assert providers(world.officer.user) == ["Brindley College", "Elsewhere College"]
    assert providers(world.personal_adviser.user) == []


def test_the_page_leads_to_its_lists(world: World, place: Enrolment, client_of: ClientOf):
    client = client_of(world.officer.user)
    page = client.get(reverse("tracking:results"), {"year": "2025"})
    text = text_of(page)
    assert "66.7%" in text
    assert "2 of 3" in text
    achieved = page.context["page"].by_provider[0].urls["achieved"]
    assert achieved.replace("&", "&amp;") in text
    assert client.get(achieved).context["page_obj"].paginator.count == 2
    assert client.get(reverse("tracking:results"), {"year": "long ago", "provider": "x"}).status_code == 200
    assert client.get(reverse("tracking:aims"), {"show": "nothing"}).status_code == 200


def test_who_sees_no_record_is_refused(world: World, client_of: ClientOf):
    client = client_of(world.administrator.user)
    assert {client.get(reverse(name)).status_code for name in ("tracking:results", "tracking:aims")} == {403}


def test_pages_take_as_many_queries_with_many_courses(
    world: World, place: Enrolment, client_of: ClientOf, now: datetime, django_assert_max_num_queries
):
    client = client_of(world.designated_person.user)
    for name in ("tracking:results", "tracking:aims"):
        client.get(reverse(name))
        with django_assert_max_num_queries(30) as first:
            client.get(reverse(name))
        for number in range(2):
            study(world.enrolment(), world.designated_person.user, now, COURSES[:3], f"{name} {number}")
        with django_assert_max_num_queries(len(first)):
            client.get(reverse(name))
