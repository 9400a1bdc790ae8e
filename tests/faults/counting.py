"""The end of every fault: the tables are counted, against what the ladder asks for."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection

from deadlines.models import Deadline, SweepFault
from notifications.enums import Channel, MessageState
from notifications.models import Delivery, Message
from tests.faults.smtp import Recorder
from tests.faults.world import DueWorld


@dataclass(frozen=True)
class Count:
    """What a sweep left behind; all zero when it did what it should.

    lost, doubled    messages, entries “told” and entries “breached” too few and too many
    without          deadlines that have moved on although one of their messages is missing
    waiting          deadlines that are still to be moved on
    astray           deadlines whose next moment is not the next of their ladder
    set_aside        deadlines that were set aside as faulty
    """

    lost: int
    doubled: int
    without: int
    waiting: int
    astray: int
    set_aside: int


NOTHING_WRONG = Count(lost=0, doubled=0, without=0, waiting=0, astray=0, set_aside=0)

#: One line for each deadline, person and channel, for each step told and for each breach: how often it should be there and is.
LINES = """
WITH wanted (case_name, learner_id, step, person) AS (
    SELECT * FROM unnest(%(cases)s::text[], %(learners)s::bigint[], %(steps)s::text[], %(people)s::bigint[])
), deadline AS (
    SELECT id, 'deadline:' || uuid || ':' || revision AS topic, terms_source, learner_id, next_step_at FROM deadlines_deadline
), line AS (
    SELECT deadline.id, person || '/' || channel AS what, count(*) AS wanted, 0 AS found
    FROM deadline JOIN wanted ON terms_source = case_name AND deadline.learner_id = wanted.learner_id,
        unnest(ARRAY['email', 'in_app']) AS channel
    GROUP BY 1, 2
    UNION ALL
    SELECT deadline.id, recipient_id || '/' || channel, 0, count(*)
    FROM notifications_message JOIN deadline USING (topic) GROUP BY 1, 2
    UNION ALL
    SELECT DISTINCT deadline.id, 'told ' || step, 1, 0
    FROM deadline JOIN wanted ON terms_source = case_name AND deadline.learner_id = wanted.learner_id
    UNION ALL
    SELECT id, 'breached', 1, 0 FROM deadline WHERE terms_source = ANY (%(breached)s)
    UNION ALL
    SELECT deadline_id, CASE verb WHEN 'told' THEN 'told ' || (detail ->> 'step') ELSE verb END, 0, count(*)
    FROM deadlines_deadlineevent GROUP BY 1, 2
), compared AS (
    SELECT id, what, sum(wanted) AS wanted, sum(found) AS found FROM line GROUP BY 1, 2
)
SELECT coalesce(sum(greatest(wanted - found, 0)), 0), coalesce(sum(greatest(found - wanted, 0)), 0),
    (SELECT count(*) FROM deadlines_deadline
     WHERE coalesce(next_step_at > %(now)s, true) AND id IN (SELECT id FROM compared WHERE found < wanted))
FROM compared
"""


def count_sweep(due: DueWorld) -> Count:
    """Whoever wrote the messages, by whatever keys: what counts is how often each person was told over each channel."""
    wanted = due.expected()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE deadlines_deadline; ANALYZE deadlines_deadlineevent; ANALYZE notifications_message")
        cursor.execute(
            LINES,
            {
                "cases": [case for case, _, _, _ in wanted],
                "learners": [learner for _, learner, _, _ in wanted],
                "steps": [step for _, _, step, _ in wanted],
                "people": [person for _, _, _, person in wanted],
                "breached": [case.name for case in due.cases if case.is_breached],
                "now": due.now,
            },
        )
        lost, doubled, without = cursor.fetchone()
    to_come = Deadline.objects.to_move_on(due.now)
    moved_on = Deadline.objects.exclude(pk__in=to_come.values("pk")).order_by()
    astray = sum(
        moved_on.filter(terms_source=case.name).exclude(next_step_at=case.next_moment).count()
        if case.next_moment
        else moved_on.filter(terms_source=case.name, next_step_at__isnull=False).count()
        for case in due.cases
    )
    set_aside = SweepFault.objects.count()
    return Count(int(lost), int(doubled), without, to_come.count(), astray, set_aside)


def keys_missing(due: DueWorld) -> int:
    """Messages that should be there by the key that makes them unique, and are not."""
    wanted = due.expected()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM (
                SELECT 'deadline:' || d.uuid || ':' || d.revision || ':' || step || ':' || person || ':' || channel
                FROM deadlines_deadline d
                JOIN unnest(%s::text[], %s::bigint[], %s::text[], %s::bigint[]) AS wanted (case_name, learner_id, step, person)
                    ON d.terms_source = case_name AND d.learner_id = wanted.learner_id,
                    unnest(ARRAY['email', 'in_app']) AS channel
                EXCEPT SELECT dedupe_key FROM notifications_message
            ) AS missing
            """,
            [list(column) for column in zip(*wanted, strict=True)],
        )
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class Post:
    """What became of the e-mails of the outbox.

    lost         never reached the server, though nobody refused or cancelled them
    unsettled    reached it, and the outbox does not say so
    doubled      reached it again under another Message-ID: nobody can tell that it is a repeat
    repeats      reached it again under the same Message-ID
    attempts     entries of tries that came to an end
    """

    lost: int
    unsettled: int
    doubled: int
    repeats: int
    attempts: int


def count_post(server: Recorder) -> Post:
    """E-mails are told apart by their subject, which the server sees whatever their Message-ID is."""
    emails = Message.objects.filter(channel=Channel.EMAIL)
    given_up = (MessageState.FAILED, MessageState.CANCELLED, MessageState.WITHHELD)
    wanted = Counter(emails.exclude(state__in=given_up).values_list("subject", flat=True))
    by_subject: dict[str, set[str]] = {}
    for subject, message_id in server.seen:
        by_subject.setdefault(subject, set()).add(message_id)
    return Post(
        lost=sum(1 for subject in wanted if subject not in by_subject),
        unsettled=emails.filter(subject__in=by_subject)
        .exclude(state__in=[MessageState.SENT, MessageState.FAILED])
        .count(),
        doubled=sum(len(ids) - wanted.get(subject, 1) for subject, ids in by_subject.items()),
        repeats=server.seen.total() - len(server.seen),
        attempts=Delivery.objects.count(),
    )
