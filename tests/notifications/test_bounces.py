"""An e-mail that came back proves nothing any more."""

from datetime import timedelta

import pytest

from notifications.enums import AttemptOutcome, MessageKind, MessageState
from notifications.models import Message
from notifications.registry import register_delivery_listener, register_failure_audience
from notifications.services import BounceError, queue_one, record_bounce
from tests.factories import UserFactory
from tests.notifications.conftest import note

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def sent(mary, now, mail_server, deliver_at):
    email = queue_one(note(mary, kind=MessageKind.INCIDENT_NOTICE), now=now).email
    deliver_at(now)
    email.refresh_from_db()
    return email


def test_it_is_recorded_told_and_alerted(sent, now):
    told = []
    register_delivery_listener(MessageKind.INCIDENT_NOTICE, lambda *news: told.append(news))
    manager, clerk = UserFactory(), UserFactory()
    register_failure_audience(MessageKind.INCIDENT_NOTICE, lambda message, when: [manager])

    bounced = record_bounce(message=sent, at=now + HOUR, answer="no such\nmailbox", by=clerk, now=now + 2 * HOUR)

    assert bounced.state == MessageState.BOUNCED
    assert not bounced.is_proven
    assert bounced.settled_at == sent.settled_at, "when it was sent stays known"
    news = bounced.deliveries.get(outcome=AttemptOutcome.BOUNCED)
    assert (news.at, news.answer, news.by) == (now + HOUR, "no such mailbox", clerk)
    assert told == [(bounced, AttemptOutcome.BOUNCED, now + HOUR, now + 2 * HOUR)]
    assert Message.objects.inbox_of(manager).get().kind == MessageKind.DELIVERY_FAILED


@pytest.mark.parametrize(
    ("at", "seen", "words"),
    [(-HOUR, HOUR, "before it was sent"), (3 * HOUR, HOUR, "in the future")],
)
def test_the_moment_must_be_possible(sent, now, at, seen, words):
    with pytest.raises(BounceError, match=words):
        record_bounce(message=sent, at=now + at, answer="", by=None, now=now + seen)


def test_only_once(sent, now):
    record_bounce(message=sent, at=now + HOUR, answer="", by=None, now=now + HOUR)
    with pytest.raises(BounceError, match="already"):
        record_bounce(message=sent, at=now + HOUR, answer="", by=None, now=now + HOUR)


def test_only_what_was_handed_over(mary, now):
    both = queue_one(note(mary), now=now)
    with pytest.raises(BounceError, match="has not been handed over"):
        record_bounce(message=both.email, at=now, answer="", by=None, now=now)
    with pytest.raises(BounceError, match="Only an e-mail"):
        record_bounce(message=both.in_app, at=now, answer="", by=None, now=now)


def test_news_that_could_not_be_taken_in_is_brought_again_with_its_own_moment(sent, now, deliver_at):
    told = []

    def listener(message, outcome, at, when):
        told.append((outcome, at))
        if len(told) == 1:
            raise LookupError

    register_delivery_listener(MessageKind.INCIDENT_NOTICE, listener)
    record_bounce(message=sent, at=now + HOUR, answer="", by=None, now=now + 2 * HOUR)
    deliver_at(now + 3 * HOUR)
    assert told == [(AttemptOutcome.BOUNCED, now + HOUR)] * 2
