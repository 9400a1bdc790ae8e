"""How many searches and downloads of lists one person may make in a while."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.clock import database_now
from accounts.enums import LookKind
from accounts.models import Look, User
from accounts.wording import duration_words
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
SEARCH, EXPORT = "/learners/?q=nobody", "/learners/export.csv"


@pytest.fixture(autouse=True)
def _few(settings: Any) -> None:
    settings.MAINSTAY_SEARCHES_A_MINUTE = 3
    settings.MAINSTAY_EXPORTS_AN_HOUR = 2


@pytest.mark.parametrize(
    ("address", "most", "words", "longest"),
    [(SEARCH, 3, "searches", 60), (EXPORT, 2, "downloads of lists", 3600), ("/deadlines/?q=nobody", 3, "searches", 60)],
)
def test_one_too_many_is_refused_and_says_when_to_come_back(
    address: str, most: int, words: str, longest: int, world: World, client_of: ClientOf
):
    client = client_of(world.key_contact.user)
    assert [client.get(address).status_code for _ in range(most)] == [200] * most
    refused = client.get(address)
    assert refused.status_code == 429
    assert longest - 30 <= int(refused.headers["Retry-After"]) <= longest
    text = refused.content.decode()
    assert f"Too many {words}" in text
    assert f"Try again in {duration_words(int(refused.headers['Retry-After']))}" in text
    assert Look.objects.count() == most, "what was refused is not counted"
    assert client.get("/learners/").status_code == 200, "everything else goes on"


def test_another_session_of_the_same_person_counts_alike(world: World, client_of: ClientOf):
    clients = [client_of(world.key_contact.user), client_of(world.key_contact.user)]
    statuses = [client.get(SEARCH).status_code for client in clients * 2]
    assert statuses == [200, 200, 200, 429]


def test_a_colleague_at_the_same_desk_is_not_refused(world: World, client_of: ClientOf):
    for _ in range(3):
        client_of(world.key_contact.user).get(SEARCH)
    assert client_of(world.officer.user).get(SEARCH).status_code == 200


def test_after_a_while_there_is_room_again(world: World, client_of: ClientOf):
    now = database_now()
    for seconds in (1, 30, 61):
        Look.objects.create(
            user=world.key_contact.user, roles=[], kind=LookKind.SEARCH, what="learners:caseload", learner_uuids=[],
            at=now - timedelta(seconds=seconds),
        )  # fmt: skip
    client = client_of(world.key_contact.user)
    assert client.get(SEARCH).status_code == 200
    refused = client.get(SEARCH)
    assert refused.status_code == 429
    wait = int(refused.headers["Retry-After"])
    assert 0 < wait <= 30, "as soon as the oldest of the last three is a minute old"


def test_looking_at_records_is_not_limited(world: World, client_of: ClientOf):
    learner = world.learner()
    client = client_of(world.key_contact.user)
    assert {client.get(f"/learners/{learner.uuid}/").status_code for _ in range(6)} == {200}


def test_searches_at_the_same_moment_are_counted_one_after_another(transactional_db: None, world: World):
    """Twelve at once, each on a connection of its own as in several web processes: three get an answer."""

    def ask(_: int) -> int:
        try:
            client = Client()
            client.cookies["sessionid"] = session
            return client.get(SEARCH).status_code
        finally:
            connection.close()

    first = Client()
    first.force_login(world.key_contact.user, backend="django.contrib.auth.backends.ModelBackend")
    session = first.cookies["sessionid"].value
    with ThreadPoolExecutor(12) as threads:
        statuses = sorted(threads.map(ask, range(12)))
    assert statuses == [200] * 3 + [429] * 9
    assert Look.objects.count() == 3


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (61, "2 minutes"), (3600, "60 minutes")],
)
def test_how_long_in_words(seconds: int, words: str):
    assert duration_words(seconds) == words
