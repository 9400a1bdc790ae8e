"""My day, the case file, the dashboard: what they show to whom, and that they stay flat as records grow."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.clock import database_now, local_date
from accounts.models import User
from learners.services import enrol
from tests.people import World
from tests.things import Things, build_things
from tracking.enums import IncidentKind
from tracking.services import log_incident

ClientOf = Callable[[User], Client]


@pytest.fixture
def things(world: World) -> Things:
    return build_things(world)


def grow(world: World, count: int) -> None:
    """More young people with a place, an overdue plan and an incident of today each."""
    now = database_now()
    by = world.designated_person.user
    for _ in range(count):
        enrolment = enrol(
            learner=world.learner(enrolled=False), provider=world.college, course="Catering", level="1", mentor=world.mentor,
            starts_on=local_date(now) - timedelta(days=50), by=by, now=now - timedelta(days=55),
        )  # fmt: skip
        log_incident(
            enrolment=enrolment, kind=IncidentKind.AT_RISK, occurred_at=now, description="Unsure.",
            by=by, now=now,
        )  # fmt: skip


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/", "/learners/", "/deadlines/", "/oversight/"])
@pytest.mark.parametrize("who", ["designated_person", "key_contact"])
def test_query_count_does_not_grow_with_rows(world: World, things: Things, client_of: ClientOf, path: str, who: str):
    client = client_of(getattr(world, who).user)
    grow(world, 1)
    client.get(path)
    few = queries(client, path)
    grow(world, 6)
    assert queries(client, path) == few
    assert few <= (58 if path == "/" else 46)  # My day asks each topic what waits


def test_my_day_lists_the_calls_to_make(world: World, things: Things, client_of: ClientOf):
    page = client_of(world.designated_person.user).get("/").content.decode()
    assert "Phone calls to make and log" in page
    assert world.social_worker.user.name in page
    assert world.key_contact.user.name in page
    assert things.learner.full_name in page


def test_my_day_of_the_key_worker_holds_the_emergency(world: World, things: Things, client_of: ClientOf):
    page = client_of(world.social_worker.user).get("/").content.decode()
    assert "Respond to an emergency" in page
    assert "Phone calls to make and log" not in page


def test_my_day_with_nothing_to_do_says_so(world: World, client_of: ClientOf):
    page = client_of(world.personal_adviser.user).get("/").content.decode()
    assert "Nothing is late and nothing is due today" in page


def test_case_file_shows_whom_to_ring_and_what_is_due(world: World, things: Things, client_of: ClientOf):
    page = client_of(world.key_contact.user).get(f"/learners/{things.learner.uuid}/").content.decode()
    for words in (
        things.learner.full_name,
        world.social_worker.user.name,
        world.designated_person.user.name,
        "Agree an education plan",
        "Temporary suspension",
        "Raised",
        "Who can see this record",
    ):
        assert words in page


def test_case_file_shows_a_vacant_post(world: World, client_of: ClientOf):
    learner = world.learner()
    learner.key_workers.update(ends_at=database_now())
    page = client_of(world.key_contact.user).get(f"/learners/{learner.uuid}/").content.decode()
    assert "Vacant: nobody holds this post" in page


def test_case_file_offers_only_what_the_role_may_do(world: World, things: Things, client_of: ClientOf):
    path = f"/learners/{things.learner.uuid}/"
    assert "Log an incident" in client_of(world.designated_person.user).get(path).content.decode()
    page = client_of(world.viewer.user).get(path).content.decode()
    for action in (
        "Log an incident",
        "Raise an emergency",
        "Edit details",
        "Change the key worker",
        "Record a new place",
    ):
        assert action not in page


def test_story_is_filtered_by_kind(world: World, things: Things, client_of: ClientOf):
    client = client_of(world.key_contact.user)
    everything = client.get(f"/learners/{things.learner.uuid}/story/").context["story"]
    incidents = client.get(f"/learners/{things.learner.uuid}/story/?kind=incident").context["story"]
    assert 0 < len(incidents) < len(everything)
    unknown = client.get(f"/learners/{things.learner.uuid}/story/?kind=nonsense").context["story"]
    assert len(unknown) == len(everything)


def test_a_period_that_ends_before_it_begins_is_refused_beside_the_field(world: World, client_of: ClientOf):
    query = "due_from_day=5&due_from_month=3&due_from_year=2026&due_until_day=4&due_until_month=3&due_until_year=2026"
    page = client_of(world.head.user).get(f"/oversight/?{query}").content.decode()
    assert "The end must be the same day as the start or later." in page


def test_the_number_of_a_key_worker_is_for_those_who_may_have_to_ring(world: World, client_of: ClientOf):
    path = f"/learners/{world.learner().uuid}/"
    worker = world.social_worker.user
    assert worker.phone in client_of(world.designated_person.user).get(path).content.decode()
    page = client_of(world.viewer.user).get(path).content.decode()
    assert worker.name in page
    assert worker.phone not in page
    assert worker.email not in page
