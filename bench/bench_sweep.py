"""The sweep against one SQL statement that only moves the rows on: a thousand due among many open."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from accounts.models import Agency
from deadlines.models import Deadline
from deadlines.services import run_sweep, sweep
from tests.people import build_world

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 6, 7, 0, tzinfo=UTC)
DUE = 1_000
SIZES = (20_000, 100_000)
ROUNDS = 3
IDLE_LOOKS = 25

#: Open deadlines with one step each, COPY-like: written by PostgreSQL itself.
FILL = """
WITH made AS (
    INSERT INTO deadlines_deadline (
        uuid, duty_code, learner_id, agreement_id, owner_id, subject_kind, subject_uuid, starts_at, limit_amount, limit_unit,
        terms_source, morning_hour, opened_at, original_due_at, due_at, due_on, state, breach_recorded, was_moved, was_paused,
        is_tracked, revision, next_step_at
    )
    SELECT gen_random_uuid(), 'education_plan', %(learner)s, NULL, %(owner)s, 'enrolment', gen_random_uuid(),
        %(now)s - interval '20 days', 30, 'days', 'bench', 8, %(now)s - interval '20 days', due, due,
        (due - interval '1 day')::date, 'open', false, false, false, true, 1, step
    FROM (SELECT n, %(now)s + interval '10 days' + n * interval '1 minute' AS due, %(first)s + n * %(gap)s AS step
        FROM generate_series(1, %(count)s) AS n) AS rows
    RETURNING id, next_step_at
)
INSERT INTO deadlines_deadlinestep (deadline_id, revision, key, at, audiences, state)
SELECT id, 1, '7 days before', next_step_at, '["key_worker"]', 'pending' FROM made
"""

LIMIT = """
UPDATE deadlines_deadline SET next_step_at = due_at
WHERE id IN (SELECT id FROM deadlines_deadline WHERE next_step_at <= %s FOR UPDATE SKIP LOCKED)
"""


def test_a_thousand_due_among_many_open():
    world = build_world()
    learner = world.learner()
    print(f"\n{'open':>9} {'sweep ms':>9} {'rows/s':>8} {'SQL ms':>7}  × SQL   idle look ms   with its trace")
    present = 0
    for size in SIZES:
        _fill(learner.pk, world.social_care, count=size - present - DUE * ROUNDS * 2, due=False)
        present = size
        swept, limit = [], []
        for _ in range(ROUNDS):
            _fill(learner.pk, world.social_care, count=DUE, due=True)
            _analyze()
            swept.append(_time(lambda: sweep(now=NOW)))
            _fill(learner.pk, world.social_care, count=DUE, due=True)
            limit.append(_time(_plain_sql))
        idle = statistics.median(_time(lambda: sweep(now=NOW)) for _ in range(IDLE_LOOKS))
        traced = statistics.median(_time(lambda: run_sweep(now=NOW)) for _ in range(IDLE_LOOKS))
        ours, least = statistics.median(swept), statistics.median(limit)
        print(
            f"{size:>9,} {ours * 1000:>9.0f} {DUE / ours:>8.0f} {least * 1000:>7.1f}  {ours / least:>5.1f}   "
            f"{idle * 1000:>12.1f}   {traced * 1000:>14.1f}"
        )
        assert Deadline.objects.filter(next_step_at__lte=NOW).count() == 0


def _fill(learner_id: int, owner: Agency, *, count: int, due: bool) -> None:
    first = NOW - timedelta(hours=1) if due else NOW + timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(
            FILL,
            {
                "learner": learner_id, "owner": owner.pk, "now": NOW, "count": count, "first": first,
                "gap": timedelta(milliseconds=1) if due else timedelta(seconds=1),
            },
        )  # fmt: skip


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE deadlines_deadline; ANALYZE deadlines_deadlinestep")


def _plain_sql() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LIMIT, [NOW])


def _time(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
