"""Unusual access, as an agency's administrator is told of it: in figures, without a young person's name."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.clock import database_now
from accounts.enums import LookKind, RoleCode
from accounts.models import Delegation, Membership, User
from accounts.services import begin_membership
from learners.models import BrokenGlass, DelegatedLearner, RestrictedAccess
from oversight.enums import Unusual
from oversight.rules.unusual_access import MANY_EMPTY_SEARCHES, MANY_RECORDS
from oversight.selectors import unusual_access
from tests.oversight.looks import look_at
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]

#: A Wednesday in November; the page looks back from its evening.
TUESDAY = datetime(2026, 11, 10, 10, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 11, 18, 0, tzinfo=UTC)


def found(agency: object, now: datetime = NOW) -> list[tuple[str, str, str, str]]:
    return [
        (each.person.name, str(each.kind), f"{each.day:%a %d}", each.figures)
        for each in unusual_access(agency, now=now)
    ]


def open_records(number: int, *, by: Membership, at: datetime, apart: timedelta = timedelta(minutes=1)) -> None:
    for record in range(number):
        look_at([UUID(int=record)], by=by, at=at + record * apart)


def test_a_usual_day_is_not_listed(world: World):
    open_records(MANY_RECORDS, by=world.officer, at=TUESDAY, apart=timedelta(seconds=10))
    open_records(200, by=world.officer, at=TUESDAY, apart=timedelta(minutes=2))
    look_at([UUID(int=number) for number in range(500)], by=world.officer, at=TUESDAY, kind=LookKind.EXPORT)
    look_at([UUID(int=number) for number in range(25)], by=world.officer, at=TUESDAY, kind=LookKind.SEARCH)
    assert found(world.virtual_school) == []


def test_many_records_within_an_hour(world: World):
    open_records(MANY_RECORDS + 1, by=world.officer, at=TUESDAY)
    open_records(MANY_RECORDS + 5, by=world.officer, at=TUESDAY + timedelta(hours=4))
    open_records(MANY_RECORDS + 1, by=world.mentor, at=TUESDAY)
    assert found(world.virtual_school) == [
        ("Ola Officer", "many_records", "Tue 10", f"{MANY_RECORDS + 5} different records between 2pm and 2:44pm")
    ]
    assert found(world.college) == [
        ("Mo Mentor", "many_records", "Tue 10", f"{MANY_RECORDS + 1} different records between 10am and 10:40am")
    ]


def test_an_hour_round_midnight_is_found_on_its_second_day(world: World):
    midnight = datetime(2026, 11, 11, 0, 0, tzinfo=UTC)
    open_records(MANY_RECORDS + 1, by=world.carer, at=midnight - timedelta(minutes=20))
    (found_then,) = [each for each in found(world.social_care) if each[1] == Unusual.MANY_RECORDS]
    assert found_then[2:] == ("Wed 11", f"{MANY_RECORDS + 1} different records between 11:40pm and 12:20am")


@pytest.mark.parametrize(
    ("moment", "listed"),
    [
        ("2026-11-10T06:59:59", True),
        ("2026-11-10T07:00:00", False),
        ("2026-11-10T20:00:00", True),
        ("2026-11-07T12:00:00", True),
        ("2026-10-26T06:30:00", True),  # the Monday after the clocks went back
        ("2026-10-23T06:30:00", False),  # the Friday before: 7:30 in London
    ],
)
def test_outside_working_hours(moment: str, listed: bool, world: World):
    look_at([world.learner()], by=world.officer, at=datetime.fromisoformat(moment).replace(tzinfo=UTC))
    assert [each[1] for each in found(world.virtual_school)] == (["out_of_hours"] if listed else [])


def test_the_figures_of_an_evening(world: World):
    evening = datetime(2026, 11, 10, 21, 5, tzinfo=UTC)
    open_records(3, by=world.officer, at=evening)
    look_at([UUID(int=1)], by=world.officer, at=evening + timedelta(minutes=40))
    look_at([], by=world.officer, at=evening, kind=LookKind.SEARCH)
    assert found(world.virtual_school) == [
        ("Ola Officer", "out_of_hours", "Tue 10", "4 pages that showed 3 young people, between 9:05pm and 9:45pm")
    ]


def test_those_who_work_at_all_hours_are_not_listed_for_the_hour(world: World):
    at_night = datetime(2026, 11, 8, 3, 0, tzinfo=UTC)
    look_at([world.learner(key_worker=world.carer)], by=world.carer, at=at_night)
    assert found(world.social_care) == []


@pytest.mark.parametrize("searches", [MANY_EMPTY_SEARCHES, MANY_EMPTY_SEARCHES + 1])
def test_many_searches_that_found_nobody(searches: int, world: World):
    for number in range(searches):
        look_at([], by=world.officer, at=TUESDAY + timedelta(minutes=number), kind=LookKind.SEARCH)
    expected = [("Ola Officer", "empty_searches", "Tue 10", f"{searches} searches that found nobody")]
    assert found(world.virtual_school) == (expected if searches > MANY_EMPTY_SEARCHES else [])


def test_a_record_outside_ones_own_caseload(world: World):
    """Named on a restricted record, so it opened; but on that day no key worker, cover, mentor or deputy."""
    learner, own = world.learner(is_restricted=True), world.learner()
    RestrictedAccess.objects.create(
        learner=learner, user=world.personal_adviser.user, reason="Knows the family", given_at=TUESDAY
    )
    look_at([learner], by=world.personal_adviser, at=TUESDAY)
    look_at([learner], by=world.personal_adviser, at=TUESDAY)
    look_at([learner, own], by=world.social_worker, at=TUESDAY)
    look_at([learner], by=world.team_manager, at=TUESDAY)
    assert found(world.social_care) == [("Pat Adviser", "outside_caseload", "Tue 10", "1 record")]


def test_what_counts_as_ones_own_is_what_it_was_that_day(world: World):
    former, covered, mentored, deputised, later = (world.learner() for _ in range(5))
    adviser = world.personal_adviser
    former.key_workers.update(membership=adviser, ends_at=TUESDAY - timedelta(hours=3))
    covered.key_workers.update(cover=adviser)
    later.key_workers.update(membership=adviser, starts_at=TUESDAY + timedelta(days=1))
    delegation = Delegation.objects.create(
        giver=world.social_worker, deputy=adviser, starts_at=TUESDAY, ends_at=TUESDAY + timedelta(hours=1),
        given_at=TUESDAY, given_by=world.social_worker.user,
    )  # fmt: skip
    DelegatedLearner.objects.create(delegation=delegation, learner=deputised)
    for learner in (former, covered, deputised, later):
        look_at([learner], by=adviser, at=TUESDAY)
    assert found(world.social_care) == [("Pat Adviser", "outside_caseload", "Tue 10", "1 record")]
    assert found(world.social_care, now=NOW)[0][2] == "Tue 10"
    mentored.enrolments.update(mentor=world.mentor)
    look_at([mentored], by=world.mentor, at=TUESDAY)
    assert found(world.college) == []


def test_a_restricted_record_opened_in_an_emergency(world: World):
    learner = world.learner(is_restricted=True)
    BrokenGlass.objects.create(
        learner=learner, membership=world.head, reason="Missing since noon", opened_at=TUESDAY,
        ends_at=TUESDAY + timedelta(hours=4),
    )  # fmt: skip
    for minutes in (1, 2, 241):
        look_at([learner], by=world.head, at=TUESDAY + timedelta(minutes=minutes))
    look_at([world.learner()], by=world.head, at=TUESDAY + timedelta(minutes=3))
    assert found(world.virtual_school) == [
        ("Hana Head", "broken_glass", "Tue 10", "Opened at 10am, then 2 pages of the record")
    ]


def test_only_the_last_thirty_days_and_only_this_agency(world: World):
    first = datetime(2026, 10, 13, 5, 0, tzinfo=UTC)
    for at in (first, first - timedelta(days=1)):
        look_at([world.learner()], by=world.officer, at=at)
        look_at([world.learner()], by=world.stranger, at=at)
    assert [each[2] for each in found(world.virtual_school)] == ["Tue 13"]


def test_the_administrator_reads_figures_and_rules_and_no_names(world: World, client_of: ClientOf):
    now = database_now()
    learner = world.learner()
    open_records(MANY_RECORDS + 1, by=world.mentor, at=now - timedelta(days=3), apart=timedelta(seconds=1))
    look_at([learner], by=world.mentor, at=now - timedelta(days=3), label=str(learner))
    page = client_of(world.administrator.user).get(f"/directory/{world.college.uuid}/unusual-access/")
    text = page.content.decode()
    assert "Mo Mentor" in text
    assert f"{MANY_RECORDS + 2} different records" in text
    assert f"More than {MANY_RECORDS} different young people’s records opened within 60 minutes" in text
    assert learner.full_name not in text
    assert str(learner.uuid) not in text


def test_filters(world: World, client_of: ClientOf):
    at = database_now() - timedelta(days=3)
    for member in (world.mentor, world.viewer):
        open_records(MANY_RECORDS + 1, by=member, at=at, apart=timedelta(seconds=1))
    client = client_of(world.administrator.user)

    def shown(**asked: object) -> set[str]:
        page = client.get(f"/directory/{world.college.uuid}/unusual-access/", asked)
        return {finding.person.name for finding in page.context["page_obj"].object_list}

    assert shown() == {"Mo Mentor", "Vic Viewer"}
    assert shown(kind="many_records", person=world.mentor.user.uuid) == {"Mo Mentor"}
    assert shown(kind="empty_searches") == set()
    assert shown(person=world.stranger.user.uuid) == set()


def test_administrators_of_other_agencies_and_other_roles_are_refused(world: World, client_of: ClientOf):
    address = f"/directory/{world.virtual_school.uuid}/unusual-access/"
    for person in (world.administrator, world.head, world.stranger):
        assert client_of(person.user).get(address).status_code == 403
    now = database_now()
    administrator = begin_membership(
        user=world.officer.user, agency=world.virtual_school, role=RoleCode.AGENCY_ADMINISTRATOR, starts_at=now, by=None,
        now=now,
    )  # fmt: skip
    assert client_of(administrator.user).get(address).status_code == 200


def test_it_costs_the_same_for_few_and_for_many(world: World):
    look_at([world.learner()], by=world.officer, at=TUESDAY - timedelta(hours=5))
    open_records(MANY_RECORDS + 1, by=world.officer, at=TUESDAY)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            unusual_access(world.virtual_school, now=NOW)
        return len(asked.captured_queries)

    few = cost()
    for days in range(1, 6):
        for member in (world.officer, world.head, world.key_contact):
            open_records(MANY_RECORDS + 1, by=member, at=TUESDAY - timedelta(days=days, hours=5))
    assert cost() == few
