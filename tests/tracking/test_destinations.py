"""Intended, offered and actual: recorded for each year, compared, counted by route, with the list behind each number (W10)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.models import PlanSection
from education_plans.services import begin_plan
from learners.models import Learner
from tests.crawling import text_of
from tests.people import World
from tracking.enums import DestinationGroup, DestinationKind, Route
from tracking.models import ComparisonFigure, Destination
from tracking.rules.destinations import born, differs, group_of, planning_year
from tracking.selectors.destinations import (
    NOTHING,
    SHOWS,
    DestinationFilters,
    learners_listed,
    overview,
    population,
    rows_of,
)
from tracking.services.destinations import DestinationError, DestinationWords, record_destination, record_figure

ClientOf = Callable[[User], Client]
INTENDED, OFFERED, ACTUAL = DestinationKind
YEAR = 2026
AGED_16 = date(2010, 3, 1)
COLLEGE = DestinationWords(Route.FURTHER_EDUCATION, date(2026, 9, 4), "Brindley College", "Bricklaying")


@pytest.mark.parametrize(
    ("birth", "group"),
    [
        (date(2010, 9, 1), None),
        (date(2010, 8, 31), DestinationGroup.YEAR_11),
        (date(2009, 9, 1), DestinationGroup.YEAR_11),
        (date(2009, 8, 31), DestinationGroup.YEAR_12),
        (date(2008, 9, 1), DestinationGroup.YEAR_12),
        (date(2008, 8, 31), DestinationGroup.OLDER),
    ],
)
def test_who_belongs_to_which_group_of_a_year(birth: date, group: DestinationGroup | None):
    assert group_of(birth, YEAR) == group


def test_the_guarantee_is_for_both_groups_together():
    both = born(DestinationGroup.GUARANTEE, YEAR)
    assert both.first == born(DestinationGroup.YEAR_12, YEAR).first
    assert both.last == born(DestinationGroup.YEAR_11, YEAR).last
    assert (planning_year(date(2026, 8, 1)), planning_year(date(2026, 12, 31))) == (2026, 2026)


@pytest.mark.parametrize(
    ("wanted", "became", "other"),
    [
        (Route.WORK, Route.TRAINING, True),
        (Route.WORK, Route.WORK, False),
        (Route.WORK, None, False),
        (None, Route.WORK, False),
        (Route.NOT_KNOWN, Route.WORK, False),
        (Route.WORK, Route.NOT_KNOWN, False),
    ],
)
def test_only_what_is_known_differs(wanted: Route | None, became: Route | None, other: bool):
    assert differs(wanted, became) is other


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner(date_of_birth=AGED_16)


def record(
    learner: Learner, kind: DestinationKind, by: User, now: datetime, year: int = YEAR, **words: object
) -> Destination:
    return record_destination(learner=learner, year=year, kind=kind, words=replace(COLLEGE, **words), by=by, now=now)


def test_each_of_the_three_is_one_record_a_year(world: World, learner: Learner, now: datetime):
    by = world.social_worker.user
    first = record(learner, INTENDED, by, now)
    again = record(learner, INTENDED, by, now, route=Route.APPRENTICESHIP, where=" A builder ")
    assert first.pk == again.pk
    assert (again.route, again.where) == (Route.APPRENTICESHIP, "A builder")
    assert again.history.count() == 2
    record(learner, INTENDED, by, now, year=2027)
    assert Destination.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "words", "field"),
    [
        (INTENDED, {"on": date(2026, 10, 7)}, "on"),
        (OFFERED, {"where": " "}, "where"),
        (OFFERED, {"meets_guarantee": True, "on": date(2026, 10, 1)}, "meets_guarantee"),
        (OFFERED, {"meets_guarantee": True, "route": Route.WORK}, "meets_guarantee"),
        (INTENDED, {"year": 2040}, None),
        (OFFERED, {"meets_guarantee": True, "year": 2025}, "meets_guarantee"),  # too young that year
    ],
)
def test_what_cannot_be_is_refused(
    world: World, learner: Learner, now: datetime, kind: DestinationKind, words: dict, field: str | None
):
    with pytest.raises(DestinationError) as refused:
        record(learner, kind, world.social_worker.user, now, **words)
    assert refused.value.field == field


def test_an_offer_until_the_end_of_september_keeps_the_guarantee(world: World, learner: Learner, now: datetime):
    by = world.social_worker.user
    assert record(learner, OFFERED, by, now, meets_guarantee=True, on=date(2026, 9, 30)).meets_guarantee
    assert not record(learner, ACTUAL, by, now, meets_guarantee=True).meets_guarantee


@pytest.fixture
def cohort(world: World, now: datetime) -> list[Learner]:
    """Three who finished Year 11: as intended, elsewhere than intended, nothing known; and one who finished Year 12."""
    people = [world.learner(date_of_birth=AGED_16, family_name=name) for name in ("Able", "Baker", "Cole")]
    people.append(world.learner(date_of_birth=date(2009, 1, 1), family_name="Dent"))
    world.learner(date_of_birth=AGED_16, family_name="Late", died_on=date(2026, 1, 1))
    by = world.social_worker.user
    record(people[0], INTENDED, by, now)
    record(people[0], OFFERED, by, now, meets_guarantee=True)
    record(people[0], ACTUAL, by, now)
    record(people[1], INTENDED, by, now, route=Route.APPRENTICESHIP)
    record(people[1], ACTUAL, by, now, route=Route.WORK)
    return people


def test_each_number_is_the_length_of_its_list(world: World, cohort: list[Learner]):
    user = world.officer.user
    found = overview(user, DestinationFilters(YEAR))
    assert (found.people, found.without_guarantee, found.elsewhere) == (3, 3, 1)
    assert found.rows[-1].label == "Nothing recorded"
    assert [cell.count for cell in found.rows[-1].cells] == [1, 2, 1]
    college = next(row for row in found.rows if row.label == Route.FURTHER_EDUCATION.label)
    assert [(cell.count, cell.percent) for cell in college.cells] == [(1, Decimal("33.3"))] * 3
    for kind in DestinationKind:
        for route in (*Route.values, NOTHING):
            filters = DestinationFilters(YEAR, kind=kind.value, route=route)
            row = next(row for row in found.rows if row.cells[0].url.endswith(f"route={route}"))
            cell = next(cell for cell in row.cells if cell.kind == kind.label)
            assert learners_listed(user, filters).count() == cell.count, filters
    assert list(learners_listed(user, DestinationFilters(YEAR, show="differs"))) == [cohort[1]]
    guarantee = DestinationFilters(YEAR, group="guarantee", show="no_guarantee")
    assert list(learners_listed(user, guarantee)) == cohort[1:]
    assert list(learners_listed(user, replace(guarantee, show="guarantee"))) == cohort[:1]


def test_they_are_for_the_own_agencies_alone(world: World, cohort: list[Learner], client_of: ClientOf):
    for user in (world.designated_person.user, world.host_key_contact.user, world.stranger.user):
        assert not population(user, YEAR, "year_11").exists()
        page = client_of(user).get(reverse("tracking:destinations", args=[cohort[0].uuid]))
        assert page.status_code == 404
    assert population(world.social_worker.user, YEAR, "year_11").count() == 3
    assert population(world.personal_adviser.user, YEAR, "year_11").count() == 0


def test_what_everybody_did_stands_beside_it(world: World, cohort: list[Learner], now: datetime):
    by = world.officer.user
    figure = {"virtual_school": world.virtual_school, "year": YEAR, "kind": ACTUAL, "route": Route.FURTHER_EDUCATION}
    for percent in ("33.0", "34.5"):
        record_figure(**figure, percent=Decimal(percent), source="A table", by=by, now=now)
    assert ComparisonFigure.objects.get().percent == Decimal("34.5")
    college = overview(by, DestinationFilters(YEAR)).rows[2]
    assert [cell.everybody for cell in college.cells] == [None, None, Decimal("34.5")]
    assert overview(world.host_key_contact.user, DestinationFilters(YEAR)).figures == []
    for wrong in ({"percent": Decimal(101)}, {"source": " "}, {"virtual_school": world.college}):
        with pytest.raises(DestinationError):
            record_figure(**{**figure, "percent": Decimal(1), "source": "A table", "by": by, "now": now, **wrong})


def test_the_key_worker_records_them_beside_the_aspiration(world: World, client_of: ClientOf, real_now: datetime):
    learner, today = world.learner(date_of_birth=AGED_16), local_date(real_now)
    plan = begin_plan(enrolment=world.enrolment(learner), by=world.social_worker.user, now=real_now)
    PlanSection.objects.filter(plan=plan, code="aspirations").update(answers={"hopes": "To build bridges"})
    client = client_of(world.social_worker.user)
    page = reverse("tracking:destinations", args=[learner.uuid])
    assert "To build bridges" in text_of(client.get(page))
    form = reverse("tracking:destination-record", args=[learner.uuid, today.year, "intended"])
    refused = client.post(form, {"where": "The yard"} | day_data("on", today + timedelta(days=1)))
    assert "Choose what it is" in text_of(refused)
    assert "The yard" in refused.content.decode()
    assert client.post(form, {"route": "work", "where": "The yard"} | day_data("on", today)).url == page
    assert "The yard" in text_of(client.get(page))
    (row,) = rows_of([learner], today.year, world.social_worker.user)
    assert row.aspiration is not None
    assert row.aspiration.words == "To build bridges"
    assert client.get(reverse("tracking:destination-record", args=[learner.uuid, 1999, "intended"])).status_code == 404
    assert client.get(reverse("tracking:destination-record", args=[learner.uuid, 2026, "wished"])).status_code == 404


def test_who_may_not_record_is_refused(world: World, client_of: ClientOf):
    cared_for = world.learner(date_of_birth=AGED_16, key_worker=world.carer)
    form = reverse("tracking:destination-record", args=[cared_for.uuid, YEAR, "actual"])
    assert client_of(world.carer.user).post(form).status_code == 403
    figure = reverse("tracking:destination-figure")
    assert client_of(world.designated_person.user).get(figure).status_code == 403
    assert client_of(world.social_worker.user).get(figure).status_code == 403


def test_a_figure_is_entered_by_hand(world: World, client_of: ClientOf, real_now: datetime):
    client, year = client_of(world.officer.user), local_date(real_now).year
    figure = reverse("tracking:destination-figure")
    data = {"year": year, "kind": "actual", "route": "work", "percent": "a few", "source": "Table 3"}
    refused = client.post(figure, data)
    assert refused.status_code == 200
    assert "Table 3" in refused.content.decode()
    assert client.post(figure, data | {"percent": "4.5"}).status_code == 302
    world.learner(date_of_birth=date(year - 16, 3, 1))
    assert "Everybody: 4.5%" in text_of(client.get(reverse("tracking:destination-shares")))


def test_pages_take_as_many_queries_with_many_people(
    world: World, cohort: list[Learner], client_of: ClientOf, now: datetime, django_assert_max_num_queries
):
    client = client_of(world.officer.user)
    pages = [
        reverse("tracking:destination-shares"),
        *(f"{reverse('tracking:destination-list')}?show={s}" for s in SHOWS),
    ]
    for page in pages:
        client.get(page, {"year": YEAR})
        with django_assert_max_num_queries(30) as first:
            client.get(page)
        for _ in range(2):
            record(world.learner(date_of_birth=AGED_16), INTENDED, world.officer.user, now)
        with django_assert_max_num_queries(len(first)):
            client.get(page)
