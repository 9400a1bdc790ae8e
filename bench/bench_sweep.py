"""The sweep against one hand-written SQL statement that does the same job, and a look that finds nothing to do.

Some of many open deadlines fall due. Both sides lock them, fire their step, tell the key worker by e-mail and in the inbox,
note it in the ledger and set the next moment; rows that the other side has done are not there again, so each round has its
own. Sizes: BENCH_OPEN (how many are open) and BENCH_DUE (how many of them fall due).
"""

import statistics
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from accounts.enums import RoleCode
from bench.rows import multiply, settle_tables
from bench.sizes import rounds, sizes
from bench.table import Goal, Table
from bench.timing import by_turns, seconds
from config.celery import keep_what_is_loaded
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep
from deadlines.services import run_sweep, sweep
from learners.models import AgencyLink, KeyWorker, Learner
from notifications.models import Message
from tests.factories import MembershipFactory, UserFactory
from tests.people import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)  # as the worker works: each batch is a transaction of its own

NOW = datetime(2026, 10, 6, 7, 0, tzinfo=UTC)
OPEN = sizes("BENCH_OPEN", small="20000 60000", full="100000 300000 1000000 3000000")
DUE = sizes("BENCH_DUE", small="1000", full="1000 10000")
ROUNDS = rounds(3, 5)
IDLE_LOOKS = 25
#: Young people who have open deadlines, and those who answer for them.
PEOPLE, KEY_WORKERS = 2_000, 100
#: The ids of the young people begin here.
BASE = 10_000_000

#: Open deadlines with one step each.
FILL = """
WITH made AS (
    INSERT INTO deadlines_deadline (
        uuid, duty_code, learner_id, agreement_id, owner_id, subject_kind, subject_uuid, starts_at, limit_amount, limit_unit,
        terms_source, morning_hour, opened_at, original_due_at, due_at, due_on, state, breach_recorded, was_moved, was_paused,
        is_tracked, revision, next_step_at
    )
    SELECT gen_random_uuid(), 'education_plan', %(base)s + 1 + n %% %(people)s, NULL, %(owner)s, 'enrolment', gen_random_uuid(),
        %(now)s - interval '20 days', 30, 'days', 'bench', 8, %(now)s - interval '20 days', due, due,
        (due - interval '1 day')::date, 'open', false, false, false, true, 1, step
    FROM (SELECT n, %(now)s + interval '10 days' + n * interval '1 minute' AS due, %(first)s + n * %(gap)s AS step
        FROM generate_series(1, %(count)s) AS n) AS rows
    RETURNING id, next_step_at
)
INSERT INTO deadlines_deadlinestep (deadline_id, revision, key, at, audiences, state)
SELECT id, 1, '7 days before', next_step_at, '["key_worker"]', 'pending' FROM made
"""

#: The same by hand: all of it in one statement, words and all.
BY_HAND = """
WITH due AS MATERIALIZED (
    SELECT id FROM deadlines_deadline WHERE next_step_at <= %(now)s ORDER BY next_step_at, id FOR UPDATE SKIP LOCKED
), fired AS (
    UPDATE deadlines_deadlinestep step SET state = 'fired', settled_at = %(now)s
    FROM due JOIN deadlines_deadline deadline USING (id)
    WHERE step.deadline_id = due.id AND step.revision = deadline.revision AND step.state = 'pending' AND step.at <= %(now)s
    RETURNING step.deadline_id, step.key, step.at, step.revision
), told AS MATERIALIZED (
    SELECT deadline.id, fired.key, fired.at, fired.revision, person.id AS person_id, person.email, learner.uuid AS about,
        'deadline:' || deadline.uuid || ':' || deadline.revision AS topic, '/deadlines/' || deadline.uuid || '/' AS link,
        format('%%s%%s: education plan in place, due in %%s days', left(learner.given_name, 1), left(learner.family_name, 1),
            deadline.due_on - %(now)s::date) AS subject,
        format(E'For %%s%%s: education plan in place.\n\nThis is due in %%s days: by the end of %%s.\n'
            'It counts as done when the plan is agreed.\n\nSign in to see what has been done so far and what to do next. '
            'If you cannot do it in time, tell your manager now.', left(learner.given_name, 1), left(learner.family_name, 1),
            deadline.due_on - %(now)s::date, to_char(deadline.due_on, 'FMDay FMDD FMMonth YYYY')) AS body
    FROM fired JOIN deadlines_deadline deadline ON deadline.id = fired.deadline_id
    JOIN learners_learner learner ON learner.id = deadline.learner_id
    JOIN learners_keyworker worker ON worker.learner_id = learner.id AND worker.ends_at IS NULL
    JOIN accounts_membership hat ON hat.id = worker.membership_id AND (hat.ends_at IS NULL OR hat.ends_at > %(now)s)
    JOIN accounts_user person ON person.id = hat.user_id AND person.is_active
    WHERE NOT learner.is_restricted
        AND NOT EXISTS (SELECT FROM notifications_silence silence WHERE silence.about IN (learner.uuid, person.uuid))
), sent AS (
    INSERT INTO notifications_message (uuid, recipient_id, address, channel, kind, subject, body, link, topic, about, dedupe_key,
        state, queued_at, next_try_at, attempts, settled_at, news_pending)
    SELECT gen_random_uuid(), person_id, CASE channel WHEN 'email' THEN email ELSE '' END, channel, 'reminder', subject, body,
        link, topic, about, topic || ':' || key || ':' || person_id || ':' || channel,
        CASE channel WHEN 'email' THEN 'queued' ELSE 'sent' END, %(now)s, CASE channel WHEN 'email' THEN %(now)s END, 0,
        CASE channel WHEN 'in_app' THEN %(now)s END, false
    FROM told CROSS JOIN (VALUES ('email'), ('in_app')) AS channels (channel)
    ON CONFLICT DO NOTHING
), noted AS (
    INSERT INTO deadlines_deadlineevent (deadline_id, verb, at, recorded_at, reason, revision, detail)
    SELECT id, 'told', %(now)s, %(now)s, '', revision, jsonb_build_object('step', key, 'planned_at', at, 'nobody', '[]'::jsonb,
        'told', jsonb_build_array(jsonb_build_object('user', person_id, 'audience', 'key_worker')))
    FROM told
), forgotten AS (
    DELETE FROM deadlines_sweepfault fault USING due WHERE fault.deadline_id = due.id
)
UPDATE deadlines_deadline deadline SET next_step_at = LEAST(
    (SELECT min(at) FROM deadlines_deadlinestep step WHERE step.deadline_id = deadline.id AND step.revision = deadline.revision
        AND step.state = 'pending' AND step.at > %(now)s),
    CASE WHEN deadline.is_tracked AND NOT deadline.breach_recorded THEN deadline.due_at END)
FROM due WHERE deadline.id = due.id
"""


def test_sweep(table: Table):
    world = build_world()
    _people(world)
    _fill(world, count=10, due=True)
    sweep(now=NOW)  # templates and all else that a worker loads once
    keep_what_is_loaded()
    ours: dict[int, dict[int, float]] = {due: {} for due in DUE}
    hand: dict[int, dict[int, float]] = {due: {} for due in DUE}
    present = 0
    for size in OPEN:
        _fill(world, count=size - present, due=False)
        present = size
        _settle()
        for due in DUE:
            ours[due][size], hand[due][size] = _measured(world, due)
            what = f"sweep of {due:,} due"
            table.add("sweep", what, f"{size:,} open", ours[due][size], limit=hand[due][size], goal=Goal(4))
        _settle()
        looks = by_turns({"idle": lambda: sweep(now=NOW), "traced": lambda: run_sweep(now=NOW)}, IDLE_LOOKS)
        table.add("sweep", "idle look", f"{size:,} open", looks["idle"], goal=Goal(3, of_ours=True))
        table.add(
            "sweep", "idle look with its trace, against without", f"{size:,} open", looks["traced"], limit=looks["idle"]
        )
    for due in DUE:
        table.growth("sweep", f"sweep of {due:,} due", ours[due], goal=Goal(1.2))
        table.growth("sweep", f"{due:,} due by hand", hand[due])


def _measured(world: World, due: int) -> tuple[float, float]:
    """Medians in milliseconds, by turns. What both sides have left behind is the same."""
    swept, by_hand = [], []
    for _ in range(ROUNDS):
        for times, act in ((swept, lambda: sweep(now=NOW)), (by_hand, _by_hand)):
            before = _left_behind()
            _fill(world, count=due, due=True)
            times.append(seconds(act) * 1000)
            after = _left_behind()
            assert [b - a for a, b in zip(before, after, strict=True)] == [due, due, due, due]
            assert not Deadline.objects.to_move_on(NOW).exists()
    return statistics.median(swept), statistics.median(by_hand)


def _left_behind() -> list[int]:
    """What one more deadline that was told leaves behind, one of each: counted without reading what is still to come."""
    messages = Message.objects.filter(queued_at=NOW)
    return [
        DeadlineEvent.objects.filter(verb="told").count(),
        messages.filter(channel="email", state="queued").count(),
        messages.filter(channel="in_app", state="sent").count(),
        DeadlineStep.objects.filter(state="fired", settled_at=NOW).count(),
    ]


def _by_hand() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"now": NOW})


def _people(world: World) -> None:
    """Young people of Home, each with a key worker out of a hundred."""
    hats = [
        MembershipFactory(user=UserFactory(), agency=world.social_care, role=RoleCode.SOCIAL_WORKER).pk
        for _ in range(KEY_WORKERS)
    ]
    learner = world.learner()
    with transaction.atomic():
        numbers, person, new = f"generate_series(1, {PEOPLE}) n", f"{BASE} + n", "gen_random_uuid()"
        multiply(learner, numbers, {"id": person, "uuid": new, "uln": "''", "family_name": "'Name' || n"})
        for link in AgencyLink.objects.filter(learner=learner):
            multiply(link, numbers, {"uuid": new, "learner_id": person})
        key_worker = KeyWorker.objects.get(learner=learner)
        chosen = f"(ARRAY{hats})[1 + n % {KEY_WORKERS}]"
        multiply(key_worker, numbers, {"uuid": new, "learner_id": person, "membership_id": chosen})


def _fill(world: World, *, count: int, due: bool) -> None:
    first = NOW - timedelta(hours=1) if due else NOW + timedelta(days=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            FILL,
            {
                "base": BASE, "people": PEOPLE, "owner": world.social_care.pk, "now": NOW, "count": count, "first": first,
                "gap": timedelta(milliseconds=1) if due else timedelta(seconds=1),
            },
        )  # fmt: skip


def _settle() -> None:
    settle_tables(Deadline, DeadlineStep, DeadlineEvent, Message, Learner, KeyWorker, AgencyLink)
