"""Delivery talks to a real mail server on loopback; every answer it can give has its state."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from notifications.enums import AttemptOutcome, MessageKind, MessageState
from notifications.models import Delivery, Message, Silence
from notifications.registry import register_delivery_listener, register_failure_audience
from notifications.rules import BACK_OFF, BATCH, LEASE, MOST_TRIES
from notifications.services import cancel_topic, deliver, queue, queue_account_mail, queue_one
from notifications.services import delivery as delivery_module
from tests.factories import UserFactory
from tests.notifications.conftest import note

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def news():
    """What a listener for incident notices was told, in order."""
    told = []
    register_delivery_listener(
        MessageKind.INCIDENT_NOTICE, lambda message, outcome, at, now: told.append((message.pk, outcome))
    )
    return told


def to(part: str, key: str = "", **fields):
    person = UserFactory(email=f"{part}@example.org")
    return note(person, key or part, kind=fields.pop("kind", MessageKind.INCIDENT_NOTICE), **fields)


def email_to(part: str, now, **fields) -> Message:
    return queue_one(to(part, **fields), now=now).email


def outcomes(message: Message) -> list[str]:
    return list(message.deliveries.order_by("at", "pk").values_list("outcome", flat=True))


def test_accepted(mail_server, deliver_at, news, now):
    email = email_to("mary", now)
    result = deliver_at(now)

    email.refresh_from_db()
    assert (result.accepted, result.total) == (1, 1)
    assert email.state == MessageState.SENT
    assert email.is_proven
    assert now <= email.settled_at < now + 5 * SECOND
    assert outcomes(email) == [AttemptOutcome.ACCEPTED]
    assert news == [(email.pk, AttemptOutcome.ACCEPTED)]


def test_what_arrives(mail_server, deliver_at, now, settings):
    email = email_to("mary", now, subject="A plan is due – A B")
    deliver_at(now)
    (arrived,) = mail_server.received
    assert UUID(arrived["Message-ID"].strip("<>").split("@")[0]) == email.uuid
    assert arrived["Subject"] == "A plan is due – A B"
    assert arrived["To"] == "mary@example.org"
    assert arrived["From"] == settings.DEFAULT_FROM_EMAIL
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_content().rstrip().endswith("http://localhost:8000/deadlines/")


def test_nothing_is_sent_twice(mail_server, deliver_at, now):
    email_to("mary", now)
    deliver_at(now)
    assert deliver_at(now + MINUTE).total == 0
    assert len(mail_server.received) == 1


@pytest.mark.parametrize("part", ["gone", "spam"])
def test_refused_for_good_fails_at_once(mail_server, deliver_at, news, now, part):
    email = email_to(part, now)
    assert deliver_at(now).refused == 1
    email.refresh_from_db()
    assert email.state == MessageState.FAILED
    assert email.settled_at >= now
    assert outcomes(email) == [AttemptOutcome.REFUSED]
    assert email.deliveries.get().answer.startswith("55")
    assert news == [(email.pk, AttemptOutcome.REFUSED)]
    assert deliver_at(now + timedelta(days=2)).total == 0


@pytest.mark.parametrize("part", ["full", "busy", "drop", "stall"])
def test_a_temporary_failure_is_tried_again_later(mail_server, deliver_at, news, now, part, settings):
    settings.EMAIL_TIMEOUT = 0.5
    email = email_to(part, now)
    assert deliver_at(now).deferred == 1
    email.refresh_from_db()
    assert email.state == MessageState.QUEUED
    assert email.is_retrying
    assert timedelta() <= email.next_try_at - now - BACK_OFF[0] < 5 * SECOND
    assert outcomes(email) == [AttemptOutcome.DEFERRED]
    assert email.deliveries.get().answer
    assert news == []
    assert deliver_at(now + MINUTE / 2).total == 0


def test_a_dropped_one_is_repeated_under_the_same_message_id(mail_server, deliver_at, now):
    email = email_to("drop", now)
    deliver_at(now)
    Message.objects.filter(pk=email.pk).update(address="mary@example.org")
    deliver_at(now + 2 * MINUTE)
    assert mail_server.dropped[0]["Message-ID"] == mail_server.received[0]["Message-ID"]


def test_every_try_of_the_ladder_then_given_up(mail_server, deliver_at, news, now):
    email = email_to("full", now)
    moment = now
    for expected in range(1, MOST_TRIES + 1):
        assert deliver_at(moment).deferred == 1
        email.refresh_from_db()
        assert email.attempts == expected
        moment = email.next_try_at or moment
    assert email.state == MessageState.FAILED
    assert outcomes(email) == [AttemptOutcome.DEFERRED] * MOST_TRIES
    assert timedelta(hours=24) < email.settled_at - now < timedelta(hours=30)
    assert news == [(email.pk, AttemptOutcome.REFUSED)]


def test_server_down_puts_off_and_comes_back(mail_server, deliver_at, now, settings):
    emails = queue([to(f"p{n}") for n in range(5)], now=now, in_app=False)
    mail_server.stop()
    result = deliver_at(now)
    assert (result.accepted, result.deferred) == (0, 2), "after two broken conversations the rest is not even tried"
    states = Message.objects.filter(pk__in=[m.pk for m in emails])
    assert set(states.values_list("state", flat=True)) == {MessageState.QUEUED}
    assert sorted(states.values_list("attempts", flat=True)) == [0, 0, 0, 1, 1]

    mail_server.start()
    settings.EMAIL_PORT = mail_server.port
    assert deliver_at(now + 2 * MINUTE).accepted == 5
    assert set(mail_server.ids().values()) == {1}


def test_every_case_in_one_batch_and_none_stops_the_others(mail_server, deliver_at, news, now, settings):
    settings.EMAIL_TIMEOUT = 0.5
    parts = ["a", "gone", "b", "drop", "c", "full", "d", "spam", "e", "stall", "f", "busy", "g"]
    queue([to(part) for part in parts], now=now, in_app=False)
    result = deliver_at(now)
    assert (result.accepted, result.refused, result.deferred) == (7, 2, 4)
    assert {e["To"].split("@")[0] for e in mail_server.received} >= set("abcdefg")
    assert Delivery.objects.count() == len(parts)


def test_one_conversation_for_many_messages(mail_server, deliver_at, now):
    queue([to(f"p{n}") for n in range(30)], now=now, in_app=False)
    assert deliver_at(now).accepted == 30
    assert mail_server.conversations == 1


def test_a_hundred_messages_take_few_queries(now, deliver_at, django_assert_max_num_queries):
    people = UserFactory.create_batch(100)
    queue([note(person, str(person.pk)) for person in people], now=now, in_app=False)
    with django_assert_max_num_queries(45):
        assert deliver_at(now).accepted == 100


def test_more_than_a_batch_leaves_in_one_run(mail_server, deliver_at, now):
    queue([note(UserFactory(), f"n{n}") for n in range(BATCH + 5)], now=now, in_app=False)
    assert deliver_at(now).accepted == BATCH + 5


def test_urgent_ones_go_first(mail_server, deliver_at, now):
    queue([note(UserFactory(), f"r{n}") for n in range(5)], now=now - MINUTE, in_app=False)
    email_to("urgent", now)
    deliver_at(now)
    assert mail_server.received[0]["To"] == "urgent@example.org"


def test_an_address_that_cannot_be_written_fails_alone(mail_server, deliver_at, now):
    bad = email_to("mary", now)
    Message.objects.filter(pk=bad.pk).update(address="not an address\n")
    good = email_to("paul", now)
    deliver_at(now)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == (MessageState.FAILED, MessageState.SENT)


# --- What changes between queueing and sending ----------------------------------------------------------------------


def test_deactivated_since(mail_server, deliver_at, now):
    email = email_to("mary", now)
    email.recipient.is_active = False
    email.recipient.save()
    assert deliver_at(now).cancelled == 1
    email.refresh_from_db()
    assert (email.state, email.deliveries.count(), mail_server.received) == (MessageState.CANCELLED, 0, [])


@pytest.mark.parametrize("whom", ["about", "recipient"])
def test_silenced_since_even_when_the_cancelling_missed_it(mail_server, deliver_at, now, whom):
    """A queueing that commits after the silence has looked: delivery itself looks again."""
    email = email_to("mary", now, about=uuid4())
    Silence.objects.create(about=email.about if whom == "about" else email.recipient.uuid, since=now)
    assert deliver_at(now).cancelled == 1
    assert mail_server.received == []


def test_cancelled_while_its_batch_is_under_way(mail_server, deliver_at, now, monkeypatch):
    """The permission to send is asked for again before each group."""
    monkeypatch.setattr(delivery_module, "SETTLE_EVERY", 1)
    first, second = queue([to("a"), to("b", topic="t")], now=now, in_app=False)
    settle = delivery_module.settle

    def settle_and_cancel(*args, **kwargs):
        settle(*args, **kwargs)
        cancel_topic("t", now=now)

    monkeypatch.setattr(delivery_module, "settle", settle_and_cancel)
    deliver_at(now)
    second.refresh_from_db()
    assert second.state == MessageState.CANCELLED
    assert [e["To"] for e in mail_server.received] == ["a@example.org"]
    assert first.deliveries.count() == 1


def test_cancelled_too_late_is_still_the_truth(mail_server, deliver_at, now, monkeypatch):
    """Sent, then cancelled before the settling: it left, and the row says so."""
    email = email_to("mary", now, topic="t")
    settle = delivery_module.settle

    def cancel_and_settle(*args, **kwargs):
        cancel_topic("t", now=now)
        settle(*args, **kwargs)

    monkeypatch.setattr(delivery_module, "settle", cancel_and_settle)
    deliver_at(now)
    email.refresh_from_db()
    assert email.state == MessageState.SENT


def test_a_lease_that_ran_out_gives_the_message_to_another(mail_server, deliver_at, now, monkeypatch):
    """A deliverer that died after sending: the message comes back when its lease ends, once more and not for ever."""
    email = email_to("mary", now)
    monkeypatch.setattr(delivery_module, "settle", lambda *args, **kwargs: None)
    deliver_at(now)
    monkeypatch.undo()
    assert deliver_at(now + LEASE / 2).total == 0
    assert deliver_at(now + LEASE + SECOND).accepted == 1
    assert mail_server.ids() == {str(email.uuid): 2}


# --- Who is told ---------------------------------------------------------------------------------------------------


def test_a_listener_that_fails_neither_repeats_the_email_nor_loses_the_news(mail_server, deliver_at, now, caplog):
    calls = []

    def listener(message, outcome, at, when):
        UserFactory(email="undone@example.org")
        calls.append((outcome, at))
        if len(calls) == 1:
            raise LookupError("no such incident")

    register_delivery_listener(MessageKind.INCIDENT_NOTICE, listener)
    email = email_to("mary", now)
    deliver_at(now)
    email.refresh_from_db()
    assert (email.state, email.news_pending) == (MessageState.SENT, True)

    assert deliver_at(now + MINUTE).news_brought == 1
    email.refresh_from_db()
    assert not email.news_pending
    assert calls == [(AttemptOutcome.ACCEPTED, email.settled_at)] * 2
    assert len(mail_server.received) == 1
    assert deliver_at(now + MINUTE).news_brought == 0


def test_a_failed_safeguarding_message_alerts_those_the_registry_names(mail_server, deliver_at, now):
    manager = UserFactory()
    register_failure_audience(MessageKind.INCIDENT_NOTICE, lambda message, when: [manager])
    email = email_to("gone", now, link="/incidents/1/", about=uuid4())
    deliver_at(now)
    alert = Message.objects.inbox_of(manager).get()
    assert (alert.kind, alert.link, alert.about) == (MessageKind.DELIVERY_FAILED, email.link, email.about)
    assert email.recipient.name in alert.body
    assert not Message.objects.filter(recipient=manager).exclude(pk=alert.pk).exists(), "in Mainstay only"


def test_without_an_audience_the_state_alone_shows_it(mail_server, deliver_at, now):
    email = email_to("gone", now)
    deliver_at(now)
    assert list(Message.objects.failed()) == [email]
    assert not Message.objects.filter(kind=MessageKind.DELIVERY_FAILED).exists()


def test_the_text_of_account_mail_is_erased_once_sent_or_given_up(mail_server, deliver_at, now):
    sent = queue_account_mail(address="mary@example.org", subject="Reset", body="https://x/secret", now=now)
    failed = queue_account_mail(address="gone@example.org", subject="Reset", body="https://x/secret", now=now)
    waiting = queue_account_mail(address="full@example.org", subject="Reset", body="https://x/secret", now=now)
    deliver_at(now)
    bodies = {m.pk: m.body for m in Message.objects.all()}
    assert bodies == {sent.pk: "", failed.pk: "", waiting.pk: "https://x/secret"}
    assert "https://x/secret" in mail_server.received[0].get_content()


def test_the_moment_is_that_of_the_acceptance_not_of_the_run(mail_server, now):
    """`now_source` is read when a batch begins; a minute of sending is added to it."""
    email = email_to("mary", now)
    deliver(now_source=lambda: now)
    email.refresh_from_db()
    assert email.deliveries.get().at == email.settled_at > now
