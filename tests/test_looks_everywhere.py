"""Every page of a young person's record writes down who looked, with one query more than without."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import looks
from accounts.looks import noting
from accounts.models import Look
from learners.models import Learner
from tests.access_rules import ROUTES, Who
from tests.people import World
from tests.test_architecture import FLOORS
from tests.things import Things, build_things

pytestmark = pytest.mark.django_db

#: Records that are about no young person.
OF_NOBODY = (
    "agreements:",
    "oversight:audit",
    "oversight:board",
    "oversight:pack",
    "oversight:panel",
    "oversight:snapshot",
    "oversight:strategy",
    "oversight:updates",
    "oversight:feedback-form",
    "oversight:bulletin",
)
#: Those who between them may open everything, in the order in which they are asked.
OPENERS = ("key_contact", "team_manager", "designated_person", "head", "social_worker", "host_key_contact")


@pytest.fixture
def things(world: World) -> Things:
    return build_things(world)


def about_young_people() -> list[str]:
    return [
        name
        for name, rule in sorted(ROUTES.items())
        if rule.who == Who.RECORD and not name.startswith(OF_NOBODY) and not rule.restricted_only
    ]


def opener(world: World, url: str) -> Client | None:
    """Signed in as the first who gets the page; None for an address that only takes a form."""
    for name in OPENERS:
        client = Client()
        client.force_login(getattr(world, name).user, backend="django.contrib.auth.backends.ModelBackend")
        if client.get(url).status_code == 200:
            return client
        if client.get(url).status_code == 405:
            return None
    pytest.fail(f"{url} opens for none of {OPENERS}")


@pytest.mark.exhaustive
def test_every_page_of_a_record_writes_who_looked(world: World, things: Things):
    seen = 0
    for name in about_young_people():
        client = opener(world, things.url(name))
        if client is None:
            continue
        before = Look.objects.count()
        client.get(things.url(name))
        assert Look.objects.count() == before + 1, name
        look = Look.objects.latest("id")
        assert (look.what, look.learner_uuids) == (name, [things.learner_of(name)]), name
        seen += 1
    assert seen > 25


def queries(client: Client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return [query["sql"] for query in asked.captured_queries]


def test_it_costs_one_insert_and_nothing_else(world: World, things: Things, monkeypatch: pytest.MonkeyPatch):
    """The basis on which other agencies see the record is counted below."""
    monkeypatch.setattr(noting, "_finders", [])
    for name in about_young_people():
        client = opener(world, things.url(name))
        if client is None:
            continue
        with_look = queries(client, things.url(name))
        with monkeypatch.context() as unrecorded:
            unrecorded.setattr(noting, "_in_a_request", lambda user: False)
            unrecorded.setattr("accounts.middleware.looks.write", lambda request: None)
            without = queries(client, things.url(name))
        assert len(with_look) == len(without) + 1, name
        assert sum('INSERT INTO "accounts_look"' in sql for sql in with_look) == 1, name


@pytest.mark.parametrize(
    ("name", "most"), [("team_manager", 1), ("social_worker", 1), ("designated_person", 1), ("key_contact", 2)]
)
def test_the_basis_is_one_more_query_for_a_virtual_school_only(
    name: str, most: int, world: World, things: Things, monkeypatch: pytest.MonkeyPatch
):
    client = Client()
    client.force_login(getattr(world, name).user, backend="django.contrib.auth.backends.ModelBackend")
    url = things.url("oversight:case-file")
    with_look = queries(client, url)
    monkeypatch.setattr(noting, "_paths", {})
    assert len(with_look) <= len(queries(client, url)) + most


def leads_to_a_young_person(model: type[Model], seen: frozenset[Any] = frozenset()) -> bool:
    if model is Learner:
        return True
    parents = {
        field.related_model
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model not in seen | {model}
    }
    return any(leads_to_a_young_person(parent, seen | {model}) for parent in parents)


def test_every_model_with_a_door_says_whose_record_it_is():
    with_a_door = {
        model
        for app in FLOORS
        for model in apps.get_app_config(app).get_models()
        if hasattr(model._default_manager, "visible_to") and leads_to_a_young_person(model)
    }
    assert with_a_door == looks.registered_models()
