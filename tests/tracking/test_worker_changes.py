"""The same worker throughout: changes counted for each young person and each service (K13)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from learners.models import Learner
from tests.factories import KeyWorkerFactory
from tests.people import World
from tests.tracking.test_activity import said
from tracking.rules.worker_changes import Worked, changes
from tracking.selectors.worker_changes import rows_of, worker_changes

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("people", "changed"),
    [([], []), ([1], []), ([1, 2], [2]), ([1, 1], []), ([1, 2, 1], [2, 1]), ([1, 2, 2, 3], [2, 3])],
)
def test_a_change_is_somebody_else_after_the_first(people: list[int], changed: list[int]):
    workers = [Worked(person, 1, date(2026, 1, 1)) for person in people]
    assert [change.person for change in changes(workers)] == changed


def hand_on(learner: Learner, to: Membership, at: datetime) -> None:
    learner.key_workers.filter(ends_at__isnull=True).update(ends_at=at)
    KeyWorkerFactory(learner=learner, membership=to, starts_at=at, assigned_at=at)


def test_changes_are_counted_by_young_person_and_by_service(world: World, now: datetime):
    ann, bo, cy = (world.learner(given_name=name, family_name=name) for name in ("Ann", "Bo", "Cy"))
    hand_on(ann, world.personal_adviser, now - 200 * DAY)
    hand_on(ann, world.officer, now - 100 * DAY)
    hand_on(bo, world.personal_adviser, datetime(2024, 6, 1, tzinfo=UTC))
    user = world.team_manager.user
    found = worker_changes(user, period="", service="", now=now)
    assert [(row.learner, row.changes) for row in rows_of(found.changed)] == [(ann, 2)]
    assert {row.service: (row.young_people, row.with_changes, row.changes) for row in found.services} == {
        world.social_care: (3, 1, 1), world.virtual_school: (1, 1, 1)
    }  # fmt: skip
    assert found.services[0].average in (1.0, 0.3)
    ever = worker_changes(user, period="ever", service=str(world.social_care.uuid), now=now)
    assert {row.learner: row.changes for row in rows_of(ever.changed)} == {ann: 1, bo: 1}
    assert cy.pk not in [each.learner_id for each in ever.changed]
    assert worker_changes(world.stranger.user, period="ever", service="", now=now).changed == []


def test_the_page_says_it_and_costs_the_same_for_many(world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.team_manager.user)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/worker-changes/").status_code == 200
        return len(asked.captured_queries)

    learner = world.learner()
    hand_on(learner, world.personal_adviser, real_now - 20 * DAY)
    text = said(client.get("/worker-changes/", {"period": "nonsense", "service": "x"}))
    assert learner.full_name in text
    assert "Pat Adviser, Home Social Care" in text
    few = cost()
    for _ in range(10):
        hand_on(world.learner(), world.personal_adviser, real_now - 20 * DAY)
    assert cost() == few
    assert client_of(world.designated_person.user).get("/worker-changes/").status_code == 403
