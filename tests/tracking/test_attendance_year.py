"""The year: everybody and each provider, the list behind each number, and the week that waits on My day."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.clock import local_date
from accounts.models import User
from tests.crawling import text_of
from tests.factories import AgencyLinkFactory, EnrolmentFactory
from tests.people import World
from tests.tracking.attendance_story import Register
from tracking.rules.attendance import Sessions
from tracking.selectors.attendance_due import weeks_to_record
from tracking.selectors.attendance_year import KINDS, people_in_year, year_of

SignIn = Callable[[User], Client]


@pytest.fixture
def register(world: World, now: datetime) -> Register:
    return Register(world, now)


def counts(register: Register, user: User) -> dict[str, int]:
    year = year_of(user, local_date(register.now))
    return {number.kind: number.count for number in year.numbers}


def test_every_number_is_the_length_of_its_list(register: Register):
    """The boundary is exactly 90.0 %."""
    ninety, above, half, alone = (register.somebody() for _ in range(4))
    for back in (4, 3, 2, 1):
        register.record(ninety, back, 9)
        register.record(above, back, 9 if back > 1 else 10)
        register.record(half, back, 5)
    register.record(alone, 1, "95")
    user = register.world.officer.user
    assert counts(register, user) == {
        "all": 4, "persistent": 2, "severe": 1, "not_seen": 0, "pathway": 3, "few": 0, "unverified": 1,
    }  # fmt: skip
    for kind, number in counts(register, user).items():
        assert len(people_in_year(user, local_date(register.now), kind=kind)) == number
    assert [person.learner_id for person in people_in_year(user, local_date(register.now), kind="persistent")] == [
        half.learner_id,
        ninety.learner_id,
    ]
    assert year_of(user, local_date(register.now)).standing.sessions == Sessions(120, 93, 0, 27)


def test_who_was_not_there_for_four_weeks_is_found(register: Register):
    gone, back_again = register.somebody(), register.somebody()
    for back in (3, 2, 1, 0):
        register.record(gone, back, 0)
        register.record(back_again, back, int(back == 0))
    found = people_in_year(register.world.officer.user, local_date(register.now), kind="not_seen")
    assert [person.learner_id for person in found] == [gone.learner_id]


def test_two_places_count_together_and_each_provider_sees_its_own(register: Register):
    place = register.somebody()
    world = register.world
    other = EnrolmentFactory(learner=place.learner, provider=world.other_college, starts_on=date(2025, 9, 1))
    AgencyLinkFactory(learner=place.learner, agency=world.other_college)
    register.record(place, 1, 10)
    register.record(other, 1, 0)
    year = year_of(world.officer.user, local_date(register.now))
    assert [(row.provider, row.standing.sessions.attended) for row in year.providers] == [
        (world.college, 10),
        (world.other_college, 0),
    ]
    assert year.standing.sessions == Sessions(20, 10, 0, 10)
    assert counts(register, world.officer.user)["severe"] == 1
    assert counts(register, register.by)["severe"] == 0
    assert counts(register, world.stranger.user)["severe"] == 1
    at_college = people_in_year(
        world.officer.user, local_date(register.now), kind="severe", provider=world.college.uuid
    )
    assert at_college == []


def test_weeks_before_september_and_closed_cases_do_not_count(register: Register):
    place, closed = register.somebody(), register.somebody()
    register.record(place, 10, 0)
    register.record(closed, 1, 0)
    closed.learner.closed_on = local_date(register.now)
    closed.learner.save()
    assert counts(register, register.world.officer.user)["all"] == 0


def test_the_pages(world: World, real_now: datetime, client_of: SignIn):
    register = Register(world, real_now)
    place = register.somebody()
    register.record(place, 0, 3)
    officer = client_of(world.officer.user)
    page = text_of(officer.get("/attendance/year/"))
    address = f"/attendance/young-people/?show=severe&amp;provider={world.college.uuid}"
    assert address in page
    listed = text_of(officer.get(address.replace("&amp;", "&")))
    assert place.learner.full_name in listed
    assert "1 young person" in listed
    assert "Nobody is here" in text_of(officer.get("/attendance/young-people/?show=pathway"))
    assert officer.get("/attendance/young-people/?show=x&provider=y").status_code == 200
    assert "/attendance/year/" in text_of(officer.get("/learners/"))
    assert "30.0% of 10 sessions" in text_of(officer.get(f"/learners/{place.learner.uuid}/"))
    assert client_of(world.administrator.user).get("/attendance/year/").status_code == 403


@pytest.mark.parametrize(
    "address", ["/attendance/year/", *(f"/attendance/young-people/?show={kind}" for kind in KINDS)]
)
def test_the_number_of_queries_does_not_depend_on_the_number_of_people(
    world: World,
    real_now: datetime,
    client_of: SignIn,
    address: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    register = Register(world, real_now)
    officer = client_of(world.officer.user)

    def queries() -> int:
        with django_assert_max_num_queries(60) as found:
            officer.get(address)
        return len(found)

    register.record(register.somebody(), 0, 0)
    queries()
    few = queries()
    for _ in range(4):
        register.record(register.somebody(), 0, 0)
    assert queries() <= few


def test_my_day_says_which_week_waits(world: World, real_now: datetime, client_of: SignIn):
    register = Register(world, real_now)
    place, _ = register.somebody(), register.somebody()
    staff = client_of(register.by)
    assert "2 young people" in text_of(staff.get("/"))
    register.record(place, 1, 8)
    (due,) = weeks_to_record(register.by, real_now)
    assert (due.provider, due.week_on, due.count) == (world.college, register.week(1), 1)
    assert due.url.replace("&", "&amp;") in text_of(staff.get("/"))
    assert weeks_to_record(world.social_worker.user, real_now) == []
