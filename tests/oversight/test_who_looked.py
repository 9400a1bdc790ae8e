"""Who has looked at a record, on the case file of those who may know."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import LookKind
from accounts.models import Delegation, Look, User
from learners.models import BrokenGlass, DelegatedLearner
from oversight.selectors.who_looked import PER_PAGE, Cursor, LookFilters, looks_at, who_looked
from oversight.wording import ANOTHER_PAGE, PAGES, what_was_looked_at
from tests.access_rules import ROUTES, Who
from tests.oversight.looks import look_at
from tests.people import World
from tests.test_looks_everywhere import OF_NOBODY

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def test_the_page_says_who_as_whom_what_when_and_from_where(world: World, client_of: ClientOf, real_now: datetime):
    learner, other = world.learner(), world.learner()
    look_at([learner], by=world.mentor, at=real_now - timedelta(days=1), address="203.0.113.9")
    look_at([other], by=world.signatory, at=real_now - timedelta(days=1))
    look_at([learner, other], by=world.officer, at=real_now - timedelta(days=2), kind=LookKind.EXPORT)
    look_at([learner], by=world.head, at=real_now - timedelta(days=3), kind=LookKind.SEARCH)
    page = client_of(world.key_contact.user).get(f"/learners/{learner.uuid}/who-looked/")
    rows = page.context["looked"].rows
    assert [row.name for row in rows] == ["Mo Mentor", "Ola Officer", "Hana Head"]
    assert (rows[0].roles, rows[0].agency, rows[0].address) == ("Mentor", "Brindley College", "203.0.113.9")
    assert [row.what for row in rows] == [
        "Opened the case file",
        "Downloaded the list of young people, one of 2 people",
        "Found by a search in the list of young people",
    ]
    assert "203.0.113.9" in page.content.decode()
    assert "Sid Signatory" not in page.content.decode()
    assert other.full_name not in page.content.decode()


def test_the_case_file_leads_there_for_those_who_may(world: World, client_of: ClientOf):
    learner = world.learner()
    address = f"/learners/{learner.uuid}/who-looked/"
    for person in (world.key_contact, world.social_worker, world.team_manager):
        assert address in client_of(person.user).get(f"/learners/{learner.uuid}/").content.decode()
        assert client_of(person.user).get(address).status_code == 200
    for person in (world.designated_person, world.officer, world.viewer):
        assert address not in client_of(person.user).get(f"/learners/{learner.uuid}/").content.decode()
        assert client_of(person.user).get(address).status_code == 403
    assert client_of(world.stranger.user).get(address).status_code == 404


def test_looking_who_has_looked_is_a_look(world: World, client_of: ClientOf):
    learner = world.learner()
    client = client_of(world.key_contact.user)
    client.get(f"/learners/{learner.uuid}/who-looked/")
    (row,) = client.get(f"/learners/{learner.uuid}/who-looked/").context["looked"].rows
    assert row.what == "Opened who has looked"


def test_filters(world: World, client_of: ClientOf, real_now: datetime):
    learner = world.learner()
    moments = {"mentor": datetime.fromisoformat("2026-03-28T23:59:59+00:00"), "officer": real_now, "head": real_now}
    for name, kind in (("mentor", LookKind.VIEW), ("officer", LookKind.SEARCH), ("head", LookKind.EXPORT)):
        look_at([learner], by=getattr(world, name), at=moments[name], kind=kind)
    client = client_of(world.key_contact.user)

    def names(**asked: object) -> set[str]:
        page = client.get(f"/learners/{learner.uuid}/who-looked/", asked)
        return {row.name for row in page.context["looked"].rows} - {"Kay Contact"}

    assert names() == {"Mo Mentor", "Ola Officer", "Hana Head"}
    assert names(person=world.mentor.user.uuid) == {"Mo Mentor"}
    assert names(agency=world.virtual_school.uuid) == {"Ola Officer", "Hana Head"}
    assert names(kind="export") == {"Hana Head"}
    day = {"first_day_day": 28, "first_day_month": 3, "first_day_year": 2026}
    until = {"last_day_day": 28, "last_day_month": 3, "last_day_year": 2026}
    assert names(**day, **until) == {"Mo Mentor"}, "both days are included, up to midnight in London"
    assert names(**(day | {"first_day_day": 29})) == {"Ola Officer", "Hana Head"}
    assert names(person=world.stranger.user.uuid) == set(), "who has not looked cannot be chosen"
    assert names(kind="nonsense") == set()


def test_pages_of_a_long_list_meet_without_gap_or_repeat(world: World, real_now: datetime):
    """Many at the same moment: the order stays, whichever way one turns the pages."""
    learner = world.learner()
    for number in range(2 * PER_PAGE + 10):
        look_at([learner], by=world.mentor, at=real_now - timedelta(seconds=number // 30), address=f"10.0.0.{number}")
    pages, cursor = [], None
    while True:
        page = who_looked(learner, LookFilters(), cursor)
        pages.append(page)
        if page.older is None:
            break
        cursor = Cursor.read(str(page.older))
    assert [len(page.rows) for page in pages] == [PER_PAGE, PER_PAGE, 10]
    seen = [row.address for page in pages for row in page.rows]
    assert len(set(seen)) == len(seen) == 2 * PER_PAGE + 10
    assert pages[0].newer is None
    back = who_looked(learner, LookFilters(), Cursor.read(str(pages[2].newer), newer=True))
    assert back.rows == pages[1].rows
    first = who_looked(learner, LookFilters(), Cursor.read(str(back.newer), newer=True))
    assert first.rows == pages[0].rows
    assert first.newer is None


@pytest.mark.parametrize(
    "text",
    ["", "x", "_", "2026-01-01_1", "2026-01-01T00:00:00+00:00_x", "2026-01-01T00:00:00+00:00_" + "9" * 30, "\x00"],
)
def test_nonsense_for_a_place_in_the_list_is_the_first_page(text: str, world: World, client_of: ClientOf):
    assert Cursor.read(text) is None
    page = client_of(world.key_contact.user).get(f"/learners/{world.learner().uuid}/who-looked/", {"older": text})
    assert page.status_code == 200


def test_deputies_and_openings_in_an_emergency_are_marked(world: World, client_of: ClientOf, real_now: datetime):
    learner = world.learner()
    begins, ends = real_now - timedelta(days=2), real_now - timedelta(days=1)
    delegation = Delegation.objects.create(
        giver=world.social_worker, deputy=world.personal_adviser, starts_at=begins, ends_at=ends, given_at=begins,
        given_by=world.social_worker.user,
    )  # fmt: skip
    DelegatedLearner.objects.create(delegation=delegation, learner=learner)
    BrokenGlass.objects.create(
        learner=learner, membership=world.head, reason="Missing", opened_at=begins, ends_at=begins + timedelta(hours=1)
    )
    look_at([learner], by=world.personal_adviser, at=begins + timedelta(minutes=1))
    look_at([learner], by=world.head, at=begins)
    look_at([learner], by=world.head, at=begins + timedelta(hours=1))
    rows = client_of(world.key_contact.user).get(f"/learners/{learner.uuid}/who-looked/").context["looked"].rows
    assert [(row.name, row.notes) for row in rows] == [
        ("Hana Head", []),
        ("Pat Adviser", ["Deputy for Sue Worker"]),
        ("Hana Head", ["Opened in an emergency"]),
    ]


def test_every_page_that_can_be_looked_at_has_words():
    records = {name for name, rule in ROUTES.items() if rule.who == Who.RECORD and not name.startswith(OF_NOBODY)}
    lists = {"learners:caseload", "learners:export", "deadlines:list"}
    assert records | lists <= set(PAGES)
    assert what_was_looked_at("view", "gone:page", 1) == f"Opened {ANOTHER_PAGE}"


def test_it_costs_the_same_for_one_and_for_many(world: World, client_of: ClientOf, real_now: datetime):
    learner = world.learner()
    client = client_of(world.key_contact.user)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/learners/{learner.uuid}/who-looked/")
        return len(asked.captured_queries)

    client.get(f"/learners/{learner.uuid}/who-looked/")
    few = cost()
    for name in ("mentor", "officer", "head", "viewer", "signatory"):
        for hours in range(20):
            look_at([learner], by=getattr(world, name), at=real_now - timedelta(hours=hours))
    assert cost() == few


def plan_nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in plan_nodes(child))]


def test_no_query_reads_every_look(world: World):
    """Thirty thousand looks at others: the few at this young person are found through the index."""
    learner = world.learner()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_look (at, user_id, agency_id, roles, kind, what, learner_uuids, label, basis)"
            " SELECT now() - n * interval '1 minute', %s, %s, '{viewer}', 'view', 'oversight:case-file',"
            " ARRAY[md5((n %% 3000)::text)::uuid], '', '' FROM generate_series(1, 30000) n",
            [world.viewer.user.pk, world.college.pk],
        )
        cursor.execute("ANALYZE accounts_look")
    look_at([learner], by=world.mentor, at=datetime.fromisoformat("2026-03-01T12:00:00+00:00"))
    for looks in (
        looks_at(learner).select_related("user", "agency").order_by("-at", "-pk")[:51],
        User.objects.filter(pk__in=looks_at(learner).values("user")),
    ):
        (plan,) = json.loads(looks.explain(format="json"))
        scans = [node for node in plan_nodes(plan["Plan"]) if node.get("Relation Name") == Look._meta.db_table]
        assert scans
        assert "Seq Scan" not in {node["Node Type"] for node in scans}, plan
