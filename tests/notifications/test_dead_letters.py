"""E-mails that did not arrive: sent again, or given up with a reason, by an operator."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import User
from notifications import registry
from notifications.enums import AttemptOutcome, Channel, MessageKind, MessageState
from notifications.models import Delivery, Message
from notifications.rules import plain_answer
from notifications.services import DeliveryResult, dead_letters, give_up, send_again, send_all_again, silence
from notifications.services.dead_letters import (
    AppliesNoMore,
    DeadLetterError,
    NoAccount,
    NobodyThere,
    NotDead,
    OutOfDate,
    ReasonMissing,
    TextErased,
)
from notifications.services.settling import bring_news
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DeliverAt = Callable[[datetime], DeliveryResult]


@pytest.fixture
def operator() -> User:
    user: User = UserFactory()
    return user


def letter(now: datetime, **fields: Any) -> Message:
    person = fields.pop("recipient", None) or UserFactory()
    values = {
        "recipient": person, "address": "old@college.example", "channel": Channel.EMAIL, "kind": MessageKind.PANEL,
        "subject": "Something to do", "body": "See Mainstay.", "dedupe_key": f"{Message.objects.count()}:email",
        "state": MessageState.FAILED, "queued_at": now - timedelta(minutes=3), "settled_at": now, "attempts": 8,
    }  # fmt: skip
    message: Message = Message.objects.create(**values | fields)
    return message


def test_sent_again_it_goes_to_the_address_of_today_with_all_its_tries(
    operator: User, now: datetime, deliver_at: DeliverAt
) -> None:
    message = letter(now)
    send_again(message=message, by=operator, now=now)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.settled_at) == (MessageState.QUEUED, 0, None)
    entry = message.deliveries.get()
    assert (entry.outcome, entry.by) == (AttemptOutcome.RETRIED, operator)
    assert deliver_at(now).accepted == 1
    assert mail.outbox[0].to == [message.recipient.email]
    message.refresh_from_db()
    assert message.state == MessageState.SENT


def test_news_that_waited_for_the_first_failure_stops_no_mail(
    operator: User, now: datetime, deliver_at: DeliverAt
) -> None:
    message = letter(now, news_pending=True)
    send_again(message=message, by=operator, now=now)
    assert deliver_at(now).accepted == 1
    odd = letter(now, news_pending=True, state=MessageState.QUEUED, settled_at=None, next_try_at=now)
    assert deliver_at(now).accepted == 1
    odd.refresh_from_db()
    assert odd.state == MessageState.SENT


def test_the_second_failure_of_what_safety_hangs_on_is_told_too(
    operator: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    person: User = UserFactory()
    monkeypatch.setitem(registry._failure_audiences, MessageKind.EMERGENCY, lambda message, moment: [person])
    message = letter(now, kind=MessageKind.EMERGENCY)
    for _ in range(2):
        bring_news(message, outcome=AttemptOutcome.REFUSED, at=now, now=now)
        send_again(message=message, by=operator, now=now)
        Message.objects.filter(pk=message.pk).update(state=MessageState.FAILED, settled_at=now, next_try_at=None)
        message.refresh_from_db()
    told = Message.objects.filter(recipient=person, kind=MessageKind.DELIVERY_FAILED)
    assert told.count() == 2


def test_somebody_without_an_account_is_written_to_by_whoever_knows_them(operator: User, now: datetime) -> None:
    message = letter(now)
    Message.objects.filter(pk=message.pk).update(recipient=None)
    with pytest.raises(NoAccount):
        send_again(message=message, by=operator, now=now)


def test_many_that_are_out_of_date_hide_none_that_is_not(operator: User, now: datetime, monkeypatch) -> None:
    monkeypatch.setattr(dead_letters, "MOST_AT_ONCE", 2)
    for _ in range(3):
        letter(now - timedelta(days=2), kind=MessageKind.REMINDER)
    letter(now)
    assert send_all_again(messages=Message.objects.dead_letters(), by=operator, now=now) == (1, 3)


def test_refused_again_it_is_a_dead_letter_again(operator: User, now: datetime) -> None:
    message = letter(now)
    send_again(message=message, by=operator, now=now)
    assert not Message.objects.dead_letters().exists()
    with pytest.raises(NotDead):
        send_again(message=message, by=operator, now=now)


def test_what_must_not_be_sent_again_stays(operator: User, now: datetime) -> None:
    gone: User = UserFactory(is_active=False)
    registry.register_relevance("test", lambda message, moment: False)
    refused: list[tuple[Message, type[DeadLetterError]]] = [
        (letter(now, kind=MessageKind.ACCOUNT, body=""), TextErased),
        (letter(now, kind=MessageKind.DUE, queued_at=now - timedelta(days=1)), OutOfDate),
        (letter(now, recipient=gone), NobodyThere),
        (letter(now, topic="test:7"), AppliesNoMore),
    ]
    for message, error in refused:
        with pytest.raises(error):
            send_again(message=message, by=operator, now=now)
    right = letter(now, kind=MessageKind.DUE)
    assert send_all_again(messages=Message.objects.dead_letters(), by=operator, now=now) == (1, 4)
    assert set(Message.objects.dead_letters()) == {message for message, _ in refused}
    assert Delivery.objects.get().message == right
    del registry._relevance["test"]


def test_nothing_about_somebody_who_has_died_leaves(operator: User, now: datetime, deliver_at: DeliverAt) -> None:
    message = letter(now, about=UserFactory().uuid)
    silence(message.about, now=now)
    send_again(message=message, by=operator, now=now)
    assert deliver_at(now).cancelled == 1
    assert mail.outbox == []


def test_given_up_it_says_so_wherever_it_is_shown_and_people_are_told(operator: User, now: datetime) -> None:
    manager: User = UserFactory()
    registry.register_failure_audience(MessageKind.PANEL, lambda message, moment: [manager])
    message = letter(now, link="/panels/")
    give_up(message=message, reason="  The college\nhas closed. ", by=operator, now=now)
    del registry._failure_audiences[MessageKind.PANEL]
    message.refresh_from_db()
    assert message.fate == "Could not be delivered, and will not be sent again"
    entry = message.deliveries.get()
    assert (entry.outcome, entry.answer, entry.by) == (AttemptOutcome.GIVEN_UP, "The college has closed.", operator)
    assert not Message.objects.dead_letters().exists()
    assert Message.objects.given_up().get() == message
    told = Message.objects.get(recipient=manager)
    assert (told.channel, told.kind, told.link) == (Channel.IN_APP, MessageKind.DELIVERY_FAILED, "/panels/")
    assert "college has closed" not in told.body
    with pytest.raises(NotDead):
        give_up(message=message, reason="Again", by=operator, now=now)


def test_a_reason_is_needed(operator: User, now: datetime) -> None:
    message = letter(now)
    with pytest.raises(ReasonMissing):
        give_up(message=message, reason=" \n ", by=operator, now=now)
    assert Message.objects.dead_letters().get() == message


@pytest.mark.parametrize("act", [send_again, partial(give_up, reason="Closed")])
def test_when_the_last_write_fails_nothing_has_happened(
    operator: User, now: datetime, act: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    message = letter(now)

    def fails(**_: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(Delivery.objects, "create", fails)
    with pytest.raises(IntegrityError):
        act(message=message, by=operator, now=now)
    assert Message.objects.dead_letters().get() == message
    assert not Delivery.objects.exists()


def test_only_what_did_not_arrive_can_be_given_up(now: datetime) -> None:
    sent = letter(now, state=MessageState.SENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=sent.pk).update(given_up_at=now)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("550 5.1.1 <ada@college.example>: Ada Okafor is unknown", "550 5.1.1: there is no such mailbox"),
        ("552 5.2.2 Mailbox of Ada Okafor is full", "552 5.2.2: the mailbox is full"),
        ("550-5.7.1 Ada", "550 5.7.1: refused by a rule of the mail server"),
        ("550 #5.1.0 Address rejected ada@college.example", "550 5.1.0"),
        ("421 Ada, come back later", "421"),
        ("450", "450"),
        ("5501 is no code", "An answer that is not shown here"),
        ("[Errno 111] Connection refused", "[Errno 111] Connection refused"),
        ("[Errno 2] No such file: ada@college.example", "An answer that is not shown here"),
        ("timed out", "timed out"),
        ("SMTPServerDisconnected", "SMTPServerDisconnected"),
        ("It could not be put together (KeyError).", "It could not be put together (KeyError)."),
        ("Ada told me", "An answer that is not shown here"),
        ("", "No answer"),
    ],
)
def test_an_answer_is_shown_without_what_a_foreign_server_wrote(answer: str, words: str) -> None:
    assert plain_answer(answer) == words
