"""Many e-mails in the outbox, written by the database itself."""

from datetime import datetime

from django.db import connection

from tests.factories import UserFactory

FILL = """
INSERT INTO notifications_message (
    uuid, recipient_id, address, channel, kind, subject, body, link, topic, dedupe_key, state, queued_at, next_try_at,
    attempts, news_pending
)
SELECT gen_random_uuid(), %(person)s, %(mood)s || '-' || n || '@example.org', 'email', 'reminder', 'Message ' || %(mood)s || ' ' || n,
    'The plan is due.', '/deadlines/', '', 'faults:' || %(mood)s || ':' || n || ':email', 'queued', %(now)s, %(now)s, 0, false
FROM generate_series(1, %(count)s) AS n
"""


def fill_outbox(count: int, *, now: datetime, mood: str = "well") -> None:
    """`count` e-mails that are ready, each to an address of its own whose server is in that `mood`."""
    with connection.cursor() as cursor:
        cursor.execute(
            FILL,
            {"person": UserFactory().pk, "mood": mood, "now": now, "count": count},
        )
        cursor.execute("ANALYZE notifications_message")
