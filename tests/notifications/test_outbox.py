"""A message is a row in the transaction of the act that causes it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from notifications.enums import AttemptOutcome, Channel, Frequency, MessageKind, MessageState
from notifications.models import Delivery, Message, Preference
from notifications.rules import ACCOUNT_MAILS_AN_HOUR
from notifications.services import (
    cancel_topic,
    cancel_topics,
    queue,
    queue_account_mail,
    queue_one,
    silence,
)
from tests.factories import UserFactory
from tests.notifications.conftest import note

pytestmark = pytest.mark.django_db


def test_a_note_becomes_an_email_that_waits_and_a_message_in_the_inbox(mary, now):
    both = queue_one(note(mary, topic="deadline:1:1", about=uuid4()), now=now)

    assert (both.email.state, both.email.address, both.email.next_try_at) == (MessageState.QUEUED, mary.email, now)
    assert (both.in_app.state, both.in_app.settled_at, both.in_app.address) == (MessageState.SENT, now, "")
    assert both.email.key == both.in_app.key == "a"
    assert list(Message.objects.inbox_of(mary)) == [both.in_app]


def test_one_channel_only(mary, now):
    assert [m.channel for m in queue([note(mary, "e")], now=now, in_app=False)] == [Channel.EMAIL]
    assert [m.channel for m in queue([note(mary, "i")], now=now, email=False)] == [Channel.IN_APP]


def test_queued_again_with_the_same_key_nothing_happens_and_the_first_rows_come_back(mary, now):
    first = queue([note(mary)], now=now)
    again = queue([note(mary, subject="Something else"), note(mary)], now=now)
    assert [m.pk for m in again] == [m.pk for m in first]
    assert Message.objects.count() == 2
    assert again[0].subject == "A plan is due"


def test_one_key_for_two_people_is_a_mistake_and_said_so(mary, now):
    with pytest.raises(ValueError, match="Two people"):
        queue([note(mary), note(UserFactory())], now=now)


def test_nothing_for_a_deactivated_person(mary, now):
    mary.is_active = False
    mary.save()
    assert queue([note(mary)], now=now) == []
    assert queue_one(note(mary), now=now).email is None


def test_nothing_about_somebody_silenced_and_what_waits_is_cancelled(mary, now):
    about, other = uuid4(), uuid4()
    waiting = queue_one(note(mary, "before", about=about), now=now)
    kept = queue_one(note(mary, "other", about=other), now=now)

    assert silence(about, now=now) == 1
    assert silence(about, now=now) == 0

    waiting.email.refresh_from_db()
    kept.email.refresh_from_db()
    assert (waiting.email.state, waiting.email.settled_at) == (MessageState.CANCELLED, now)
    assert kept.email.state == MessageState.QUEUED
    assert queue([note(mary, "after", about=about)], now=now) == []


def test_nothing_to_somebody_silenced(mary, now):
    waiting = queue_one(note(mary), now=now).email
    assert silence(mary.uuid, now=now) == 1
    waiting.refresh_from_db()
    assert waiting.state == MessageState.CANCELLED
    assert queue([note(mary, "after")], now=now) == []


def test_held_for_the_digest_unless_it_is_about_safety(mary, now):
    for kind in (MessageKind.REMINDER, MessageKind.INCIDENT_NOTICE):
        Preference.objects.create(user=mary, kind=kind, frequency=Frequency.DAILY)
    held = queue_one(note(mary, "1"), now=now)
    other_kind = queue_one(note(mary, "2", kind=MessageKind.DUE), now=now)
    urgent = queue_one(note(mary, "3", kind=MessageKind.INCIDENT_NOTICE), now=now)

    assert (held.email.state, held.email.next_try_at) == (MessageState.HELD, None)
    assert held.in_app.state == MessageState.SENT
    assert other_kind.email.state == urgent.email.state == MessageState.QUEUED


def test_cancelling_a_topic_leaves_others_and_what_is_sent(mary, now):
    queue([note(mary, "1", topic="t:1"), note(mary, "2", topic="t:10"), note(mary, "3", topic="t:2")], now=now)
    assert cancel_topic("t:1", now=now) == 1
    assert cancel_topics(["t:10", "t:2"], now=now) == 2
    assert cancel_topic("t:1", now=now) == 0
    assert Message.objects.inbox_of(mary).count() == 3


def test_an_empty_topic_is_refused(mary, now):
    queue([note(mary)], now=now)
    with pytest.raises(ValueError, match="empty topic"):
        cancel_topics(["", "t"], now=now)


def test_the_message_shares_the_fate_of_the_act(mary, now):
    with transaction.atomic():
        queue([note(mary)], now=now)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_a_thousand_notes_take_as_few_queries_as_one(mary, now, django_assert_max_num_queries):
    people = UserFactory.create_batch(20)
    Preference.objects.create(user=people[0], kind=MessageKind.REMINDER, frequency=Frequency.DAILY)
    notes = [note(people[n % 20], f"many:{n}", about=uuid4()) for n in range(1000)]
    with django_assert_max_num_queries(6 + 2):  # and a savepoint; the sixth asks whether these are young people
        assert len(queue(notes, now=now)) == 2000
    with django_assert_max_num_queries(6 + 2):
        queue([note(mary, about=uuid4())], now=now)


def test_a_subject_is_one_line_of_bounded_length(mary, now):
    email = queue_one(note(mary, subject="A\nBcc: all@example.org " + "x" * 300), now=now).email
    assert "\n" not in email.subject
    assert len(email.subject) == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"state": MessageState.QUEUED, "next_try_at": None},
        {"state": MessageState.SENT, "settled_at": None},
        {"recipient": None, "address": ""},
    ],
)
def test_the_database_refuses_half_a_message(mary, now, fields):
    whole = {
        "recipient": mary,
        "channel": Channel.EMAIL,
        "kind": MessageKind.DUE,
        "subject": "s",
        "dedupe_key": "k",
        "queued_at": now,
        "next_try_at": now,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(**{**whole, **fields})


def test_the_database_keeps_every_attempt(mary, now):
    email = queue_one(note(mary), now=now).email
    attempt = Delivery.objects.create(message=email, at=now, outcome=AttemptOutcome.DEFERRED)
    for change in ("UPDATE notifications_delivery SET outcome = 'accepted'", "DELETE FROM notifications_delivery"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    attempt.refresh_from_db()
    assert attempt.outcome == AttemptOutcome.DEFERRED


def test_account_mail_to_one_person_is_limited_and_comes_back_with_the_hour(mary, now):
    def ask(moment):
        return queue_account_mail(address=mary.email, subject="Reset", body="https://x/secret", now=moment)

    assert all(ask(now) for _ in range(ACCOUNT_MAILS_AN_HOUR))
    assert ask(now) is None
    assert ask(now + timedelta(minutes=59)) is None
    assert ask(now + timedelta(hours=1)) is not None
