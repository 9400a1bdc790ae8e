"""Search: everything by which somebody may be found, nobody whom the person may not see, nothing read of the others."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Purpose
from accounts.form_fields import day_data
from accounts.models import Look, User
from accounts.names import sort_name, trigrams
from learners.enums import CareStatus
from learners.forms.record import ChangeForm
from learners.models import AgencyLink, Enrolment, Learner
from learners.services import change_learner, enrol, record_learner
from learners.services.record import UlnRefused
from oversight.rules.search import Where
from oversight.selectors.search import found_in, search_in
from tests.crawling import text_of
from tests.factories import EnrolmentFactory, LearnerFactory
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def named(world: World, given: str, family: str, **fields: object) -> Learner:
    return world.learner(
        given_name=given,
        family_name=family,
        sort_name=sort_name(family, given),
        trigrams=trigrams(f"{given} {family}"),
        **fields,
    )


def places(user: User, text: str) -> dict[Where, set[Learner]]:
    return {found.where: set(search_in(user, text, found.where)) for found in found_in(user, text)}


def recorded(
    world: World, now: datetime, given: str = "Marian", family: str = "Oldfield", postcode: str = "WS1 1TP"
) -> Learner:
    return record_learner(
        given_name=given, family_name=family, date_of_birth=date(2008, 5, 17), home_authority=world.virtual_school.local_authority,
        care_status=CareStatus.LOOKED_AFTER, postcode=postcode, home_virtual_school=world.virtual_school,
        social_care=world.social_care, by=world.officer.user, now=now,
    )  # fmt: skip


def renamed(learner: Learner, world: World, now: datetime, family: str, **more: object) -> Learner:
    return change_learner(
        learner=learner, given_name=learner.given_name, family_name=family, preferred_name="",
        date_of_birth=learner.date_of_birth, uln=learner.uln, home_authority=learner.home_authority,
        care_status=learner.care_status, by=world.officer.user, now=now, **more,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["oconnor", "O’Connor", "oconor", "siobahn", "SIOBHÁN", "siobhan oconnor"])
def test_a_name_is_found_by_a_near_spelling(world: World, text: str):
    learner = named(world, "Siobhán", "O’Connor")
    named(world, "Aaron", "Fisher")
    assert places(world.officer.user, text)[Where.NAME] == {learner}


def test_a_learner_number_is_found_by_its_beginning_and_never_the_placeholder(world: World):
    learner = named(world, "Aaron", "Fisher", uln="9276308686")
    named(world, "Beth", "Gray", uln="9999999999")
    user = world.officer.user
    assert places(user, "9276308686") == {Where.ULN: {learner}}
    assert places(user, "927 630") == {Where.ULN: {learner}}
    assert places(user, "9999999999") == {}
    assert places(user, "999") == {}


def test_an_earlier_name_and_a_postcode_are_for_the_own_agencies(world: World, now: datetime):
    learner = recorded(world, now)
    renamed(learner, world, now + timedelta(days=1), "Thornbury")
    enrol(
        learner=learner, provider=world.college, course="Catering", level="1", starts_on=date(2026, 10, 1),
        by=world.officer.user, now=now + timedelta(days=2),
    )  # fmt: skip
    learner.refresh_from_db()
    assert learner.postcode == "WS1 1TP"  # who changes a name says nothing of where they live
    for own in (world.officer.user, world.team_manager.user):
        assert places(own, "oldfeild") == {Where.EARLIER: {learner}}
        assert places(own, "ws1") == {Where.POSTCODE: {learner}}
        assert places(own, "WS11T")[Where.POSTCODE] == {learner}
        assert Where.POSTCODE not in places(own, "WS2")
    provider = world.designated_person.user
    assert places(provider, "thornbury") == {Where.NAME: {learner}}
    assert places(provider, "oldfield") == {}
    assert places(provider, "ws1") == {}
    back = renamed(learner, world, now + timedelta(days=3), "Oldfield", postcode="")
    assert places(world.officer.user, "oldfield") == {Where.NAME: {back}}
    assert places(world.officer.user, "thornbury") == {Where.EARLIER: {back}}
    assert places(world.officer.user, "ws1") == {}


def test_a_wrong_number_leaves_everything_as_it_was(world: World, now: datetime):
    learner = recorded(world, now)
    learner.uln = "1234567890"
    with pytest.raises(UlnRefused):
        renamed(learner, world, now, "Thornbury")
    learner.refresh_from_db()
    assert (learner.family_name, learner.earlier_trigrams) == ("Oldfield", [])


def test_courses_and_providers_of_open_places(world: World):
    here, ended, elsewhere = world.learner(), world.learner(), world.learner(enrolled=False)
    here.enrolments.update(course="Bricklaying", trigrams=trigrams("Bricklaying"))
    ended.enrolments.update(
        course="Bricklaying", trigrams=trigrams("Bricklaying"), ended_on=date(2026, 10, 1), end_reason="withdrew"
    )
    EnrolmentFactory(learner=elsewhere, provider=world.other_college, course="Animal care")
    user = world.officer.user
    assert places(user, "brick laying") == {Where.COURSE: {here}}
    assert places(user, "briklaying") == {Where.COURSE: {here}}
    assert places(user, "animal")[Where.COURSE] == {elsewhere}
    assert places(user, "brindly")[Where.PROVIDER] == {here}
    # A provider knows of its own places, and of no other provider’s.
    AgencyLink.objects.create(
        learner=elsewhere, agency=world.college, purpose=Purpose.PROVIDER, starts_at=elsewhere.recorded_at
    )
    assert places(world.designated_person.user, "animal") == {}


def test_nobody_is_found_whom_one_may_not_see_and_no_restricted_record_by_anybody(world: World, now: datetime):
    hidden = named(world, "Hidden", "Heron", is_restricted=True, uln="9276308686", postcode="WS1 1TP")
    hidden.enrolments.update(course="Falconry", trigrams=trigrams("Falconry"))
    named(world, "Other", "Heron").links.all().delete()
    for user in (world.officer.user, world.head.user, world.social_worker.user, world.team_manager.user):
        for text in ("heron", "9276308686", "ws1", "falconry"):
            found = set().union(*places(user, text).values())
            assert hidden not in found
    assert places(world.stranger.user, "heron") == {}
    assert places(world.officer.user, "heron") == {}


def test_the_page(world: World, real_now: datetime, client_of: ClientOf):
    learner = recorded(world, real_now - timedelta(days=3))
    renamed(learner, world, real_now, "Thornbury")
    client = client_of(world.officer.user)
    assert 'action="/search/"' in client.get("/help/").content.decode()
    assert "What are you looking for?" in text_of(client.get("/search/"))
    page = text_of(client.get("/search/?q=oldfield"))
    assert "Marian Thornbury" in page
    assert "Was Marian Oldfield" in page
    assert "Earlier name (1)" in page
    look = Look.objects.latest("id")
    assert (look.kind, look.what, look.learner_uuids) == ("search", "oversight:search", [learner.uuid])
    assert "WS1 1TP" in text_of(client.get("/search/?q=ws1&where=postcode"))
    for nothing in (
        "/search/?q=zzzz",
        "/search/?q=%00",
        "/search/?q=oldfield&where=nonsense&page=x",
        f"/search/?q={'a' * 200}",
    ):
        assert client.get(nothing).status_code == 200
    assert "Nobody fits" in text_of(client.get("/search/?q=zzzz"))
    assert client_of(world.administrator.user).get("/search/?q=oldfield").status_code == 403


def test_query_count_does_not_grow_with_rows(world: World, client_of: ClientOf):
    client = client_of(world.officer.user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/search/?q=heron").status_code == 200
        return len(captured)

    named(world, "One", "Heron")
    client.get("/search/?q=heron")
    few = queries()
    for number in range(6):
        named(world, f"Given{number}", "Heron")
    assert queries() == few
    assert few <= 26


#: Young people of whom the person who searches knows nothing, and how many rows a search may touch whatever their number.
#: Reading them all must be dearer than any other way by far: of a few thousand the database may do it by choice.
OTHERS, TOUCHED = 12_000, 400


@pytest.fixture
def crowd(world: World) -> World:
    """A handful of young people of Home, and thousands of the same names, courses and postcodes elsewhere."""
    for number in range(5):
        learner = named(world, f"Given{number}", "Heron", uln=f"10000000{number:02}", postcode="WS1 1TP")
        learner.enrolments.update(course="Bricklaying", trigrams=trigrams("Bricklaying"))
    pieces, home = trigrams("Given Heron"), world.other_virtual_school.local_authority
    Learner.objects.bulk_create(
        LearnerFactory.build(
            home_authority=home, family_name="Heron", sort_name="heron  given", trigrams=pieces, earlier_trigrams=pieces,
            uln=f"2{number:09}", postcode="WS1 1TP",
        )
        for number in range(OTHERS)
    )  # fmt: skip
    others = list(Learner.objects.filter(home_authority=home))
    AgencyLink.objects.bulk_create(
        AgencyLink(
            learner=learner, agency=agency, purpose=purpose, starts_at=learner.recorded_at
        )
        for learner in others
        for agency, purpose in (
            (world.other_virtual_school, Purpose.HOME_VIRTUAL_SCHOOL), (world.other_college, Purpose.PROVIDER),
        )
    )  # fmt: skip
    Enrolment.objects.bulk_create(
        EnrolmentFactory.build(learner=learner, provider=world.other_college, course="Bricklaying")
        for learner in others
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return world


def plan_of(rows: QuerySet[Learner]) -> dict[str, Any]:
    """How the database answered."""
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
        (found,) = cursor.fetchone()
    plan = json.loads(found) if isinstance(found, str) else found
    return plan[0]["Plan"]


def touched(node: dict[str, Any]) -> int:
    """Rows that the database read to answer, those it threw away among them."""
    here = 0
    if "Scan" in node["Node Type"]:
        removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        here = (node["Actual Rows"] + removed) * node["Actual Loops"]
    return round(here) + sum(touched(child) for child in node.get("Plans", ()))


def test_no_search_reads_more_the_more_others_there_are(crowd: World):
    searches = [
        ("heron", Where.NAME),
        ("heron", Where.EARLIER),
        ("1000", Where.ULN),
        ("ws1", Where.POSTCODE),
        ("bricklaying", Where.COURSE),
        ("brindley", Where.PROVIDER),
    ]
    for text, where in searches:
        rows = search_in(crowd.officer.user, text, where)[:25]
        plan = plan_of(rows)
        assert touched(plan) <= TOUCHED, f"{where}: {json.dumps(plan, indent=1)}"
        assert len(rows) == (0 if where == Where.EARLIER else 5)


def test_a_postcode_is_typed_as_people_write_it_and_read_by_the_own_agencies_alone(world: World, client_of: ClientOf):
    learner = world.learner()
    client = client_of(world.officer.user)
    path = reverse("learners:edit", args=[learner.uuid])
    typed = {
        **{name: value for name, value in ChangeForm.initial_of(learner).items() if name != "date_of_birth"},
        **day_data("date_of_birth", learner.date_of_birth),
    }
    wrong = client.post(path, {**typed, "postcode": "Walsall"})
    assert "Enter a full postcode" in text_of(wrong)
    assert "Walsall" in text_of(wrong)
    client.post(path, {**typed, "postcode": "ws11tp"})
    learner.refresh_from_db()
    assert learner.postcode == "WS1 1TP"
    case_file = f"/learners/{learner.uuid}/"
    assert "WS1 1TP" in text_of(client.get(case_file))
    assert "WS1 1TP" not in text_of(client_of(world.designated_person.user).get(case_file))
