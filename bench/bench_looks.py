"""What recording who has looked costs a page, and how long its two pages take over 200,000 looks."""

import statistics

import pytest
from django.db import connection
from django.test import Client

from accounts.clock import database_now
from accounts.looks import noting
from accounts.models import Membership
from bench.table import Table
from bench.timing import milliseconds, seconds
from oversight.selectors import unusual_access, who_looked
from oversight.selectors.who_looked import LookFilters
from tests.factories import UserFactory
from tests.people import build_world
from tests.things import build_things

pytestmark = pytest.mark.django_db

LOOKS = 200_000
ROUNDS = 15


def test_looks(table: Table, monkeypatch: pytest.MonkeyPatch):
    world = build_world()
    learner, head = build_things(world).learner, world.head
    client = Client()
    client.force_login(head.user, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/learners/{learner.uuid}/"

    with_row, without = [], []
    for _ in range(ROUNDS):  # in turn, so that a busy machine weighs on both alike
        with_row.append(seconds(lambda: client.get(address)))
        with monkeypatch.context() as unrecorded:
            unrecorded.setattr(noting, "_paths", {})
            without.append(seconds(lambda: client.get(address)))
    table.add("looks", "case file, against one that nothing notes", "one", _ms(with_row), limit=_ms(without))
    _fill(head)
    now = database_now()
    for what, act in {
        "unusual access of one agency, 30 days": lambda: unusual_access(head.agency, now=now),
        "who looked at one of 3,000": lambda: who_looked(learner, LookFilters(), None),
        "who looked, the page": lambda: client.get(address + "who-looked/"),
    }.items():
        table.add("looks", what, f"{LOOKS:,} looks", milliseconds(act, 5))


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


def _ms(taken: list[float]) -> float:
    return statistics.median(taken) * 1000
