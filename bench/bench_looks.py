"""What recording who has looked costs a page, and how long its two pages take over 200,000 looks."""

import statistics
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from accounts.clock import database_now
from accounts.looks import noting
from accounts.models import Look, Membership
from oversight.selectors import unusual_access, who_looked
from oversight.selectors.who_looked import LookFilters
from tests.factories import UserFactory
from tests.people import build_world
from tests.things import build_things

pytestmark = pytest.mark.django_db

LOOKS = 200_000
ROUNDS = 15


def test_looks(db: None, monkeypatch: pytest.MonkeyPatch):
    world = build_world()
    learner, head = build_things(world).learner, world.head
    client = Client()
    client.force_login(head.user, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/learners/{learner.uuid}/"

    with_row, without = [], []
    for _ in range(ROUNDS):  # in turn, so that a busy machine weighs on both alike
        with_row.append(_taken(lambda: client.get(address)))
        with monkeypatch.context() as unrecorded:
            unrecorded.setattr(noting, "_paths", {})
            without.append(_taken(lambda: client.get(address)))
    print(f"\ncase file: {_ms(with_row)} ms with its look, {_ms(without)} ms without")

    _fill(head)
    print(f"looks: {Look.objects.count()}")
    now = database_now()
    print(
        f"unusual access, {LOOKS} looks of one agency in 30 days: {_ms(_rounds(lambda: unusual_access(head.agency, now=now)))} ms"
    )
    print(f"who looked, one of 3,000 young people: {_ms(_rounds(lambda: who_looked(learner, LookFilters(), None)))} ms")
    print(f"who looked, the page: {_ms(_rounds(lambda: client.get(address + 'who-looked/')))} ms")


def _fill(head: Membership) -> None:
    """One agency's looks of thirty days by forty people at three thousand young people, between eight and seven."""
    UserFactory.create_batch(40)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_look (at, user_id, agency_id, roles, kind, what, learner_uuids, label, basis)
            SELECT date_trunc('day', now()) - (n %% 30) * interval '1 day' + interval '8 hours'
                    + ((n / 7) %% 997) * interval '40 seconds',
                people.ids[1 + (n / 30) %% cardinality(people.ids)], %s, '{virtual_school_officer}', 'view', 'oversight:case-file',
                ARRAY[(young.ids)[1 + (n * 7919) %% cardinality(young.ids)]], '', ''
            FROM generate_series(1, %s) n,
                (SELECT array_agg(id ORDER BY id) AS ids FROM (SELECT id FROM accounts_user ORDER BY id DESC LIMIT 40) p) people,
                (SELECT array_agg(uuid) || (SELECT array_agg(md5(g::text)::uuid) FROM generate_series(1, 2900) g) AS ids
                 FROM learners_learner) young
            """,
            [head.agency.pk, LOOKS],
        )
        cursor.execute("ANALYZE accounts_look")


def _rounds(act: Callable[[], object]) -> list[float]:
    return [_taken(act) for _ in range(5)]


def _taken(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _ms(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.1f}"
