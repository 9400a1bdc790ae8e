"""The outbox: what keeping the books of a message costs, and how fast one worker renders and sends.

By hand: the same rows taken, noted and marked as sent by three statements. Sizes: BENCH_MESSAGES.
"""

from pathlib import Path

import pytest
from django.db import connection, transaction

from accounts.clock import database_now
from accounts.models import User
from bench.rows import settle_tables
from bench.servers import Recorder
from bench.sizes import sizes
from bench.table import Goal, Table
from bench.timing import seconds
from config.celery import keep_what_is_loaded
from notifications.models import Delivery, Message
from notifications.services import deliver
from notifications.texts import render_text
from tests.people import World, build_world

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = sizes("BENCH_MESSAGES", small="3000", full="10000")
FREE = "django.core.mail.backends.dummy.EmailBackend"

FILL = """
INSERT INTO notifications_message (uuid, recipient_id, address, channel, kind, subject, body, link, topic, about, dedupe_key, state,
    queued_at, next_try_at, attempts, news_pending)
SELECT gen_random_uuid(), %(recipient)s, %(address)s, 'email', 'reminder', 'XY: education plan, due in 7 days',
    repeat('Sign in to see what has been done so far and what to do next. ', 5), '/deadlines/', 'bench:' || n, NULL,
    'bench:' || gen_random_uuid(), 'queued', now(), now() - interval '1 second', 0, false
FROM generate_series(1, %(count)s) n
"""
_TAKE = """
UPDATE notifications_message SET next_try_at = now() + interval '5 minutes', attempts = attempts + 1 WHERE id IN (
    SELECT id FROM notifications_message WHERE state = 'queued' AND channel = 'email' AND next_try_at <= now()
    ORDER BY next_try_at, id FOR UPDATE SKIP LOCKED) RETURNING id
"""
_NOTE = """
INSERT INTO notifications_delivery (message_id, at, outcome, answer)
SELECT id, now(), 'accepted', '' FROM unnest(%(ids)s::bigint[]) AS id
"""
_MARK = (
    "UPDATE notifications_message SET state = 'sent', settled_at = now(), next_try_at = NULL WHERE id = ANY(%(ids)s)"
)


def test_outbox(table: Table, tmp_path: Path, settings):
    world = build_world()
    person = world.officer.user
    _fill(person, 50)
    deliver(now_source=database_now, backend=FREE)
    keep_what_is_loaded()
    for size in MESSAGES:
        _fill(person, size)
        by_hand = size / seconds(_by_hand)
        _fill(person, size)
        ours = size / seconds(lambda: deliver(now_source=database_now, backend=FREE))
        goal = Goal(10_000, of_ours=True, at_least=True)
        table.add("outbox", "keeping the books", size, ours, limit=by_hand, unit="rows/s", goal=goal)
    _send(table, person, tmp_path, settings, MESSAGES[0] // 3)
    _render(table, world)
    assert not Message.objects.filter(state="queued").exists()


def _send(table: Table, person: User, folder: Path, settings, size: int) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    with Recorder(folder).open() as recorder:
        settings.EMAIL_PORT = recorder.port
        _fill(person, size)
        backend = "django.core.mail.backends.smtp.EmailBackend"
        taken = seconds(lambda: deliver(now_source=database_now, backend=backend))
        assert len(recorder.received()) == size
    goal = Goal(100, of_ours=True, at_least=True)
    table.add("outbox", "sent by SMTP, one worker", size, size / taken, unit="messages/s", goal=goal)


def _render(table: Table, world: World) -> None:
    """The words of a reminder, which are made when it is queued."""
    context = {
        "about": "XY",
        "title": "Education plan",
        "due_words": "due today",
        "due_moment": "by tonight",
        "met_by": "agreed",
    }
    taken = seconds(lambda: [render_text("deadlines/email/coming.txt", context) for _ in range(500)])
    table.add("outbox", "words rendered", 500, 500 / taken, unit="texts/s")


def _fill(person: User, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"recipient": person.pk, "address": person.email, "count": count})
    settle_tables(Message, Delivery)


def _by_hand() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE)
        ids = [pk for (pk,) in cursor.fetchall()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NOTE, {"ids": ids})
        cursor.execute(_MARK, {"ids": ids})
