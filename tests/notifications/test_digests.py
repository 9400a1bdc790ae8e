"""One e-mail a day with counts and links; preferences; what happens to what was held back."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from notifications.enums import CHOOSABLE_KINDS, Frequency, MessageKind, MessageState
from notifications.models import Message, Preference, Silence
from notifications.services import deliver, queue, queue_one, send_digests, set_preferences, silence
from notifications.tasks import deliver_messages, send_daily_digests
from tests.factories import UserFactory
from tests.notifications.conftest import note

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def daily(user, *kinds):
    for kind in kinds or (MessageKind.REMINDER,):
        Preference.objects.create(user=user, kind=kind, frequency=Frequency.DAILY)


def digests(user):
    return list(Message.objects.filter(recipient=user, kind=MessageKind.DIGEST))


def test_one_email_with_counts_and_links_and_nothing_else(mary, now):
    daily(mary, MessageKind.REMINDER, MessageKind.PLAN)
    held = queue(
        [
            note(mary, "1", link="/deadlines/1/"),
            note(mary, "2", link="/deadlines/2/"),
            note(mary, "3", kind=MessageKind.PLAN, link="/learners/1/plan/"),
        ],
        now=now,
        in_app=False,
    )
    assert send_digests(now=now) == 1

    (digest,) = digests(mary)
    assert digest.state == MessageState.QUEUED
    assert digest.subject == "Your Mainstay messages: 3 for 6 October"
    assert (
        "A deadline is coming up: 2\nhttp://localhost:8000/deadlines/1/\nhttp://localhost:8000/deadlines/2/"
        in digest.body
    )
    assert "An education plan or its review: 1\nhttp://localhost:8000/learners/1/plan/" in digest.body
    assert "A B" not in digest.body, "not even initials"
    for message in held:
        message.refresh_from_db()
        assert (message.state, message.digest, message.settled_at) == (MessageState.DIGESTED, digest, now)


def test_a_long_list_is_cut_and_counted(mary, now):
    daily(mary)
    queue([note(mary, str(n), link=f"/deadlines/{n}/") for n in range(14)], now=now)
    send_digests(now=now)
    (digest,) = digests(mary)
    assert digest.body.count("http://") == 10
    assert "and 4 more" in digest.body


def test_once_a_day_by_the_local_calendar(mary, now):
    daily(mary)
    queue([note(mary, "1")], now=now)
    assert send_digests(now=now) == 1
    assert send_digests(now=now) == 0
    late = queue_one(note(mary, "2"), now=now).email
    before_midnight = datetime(2026, 10, 6, 22, 59, tzinfo=UTC)  # 23:59 in London
    assert send_digests(now=before_midnight) == 0
    assert send_digests(now=before_midnight + timedelta(minutes=1)) == 1
    late.refresh_from_db()
    assert late.state == MessageState.DIGESTED
    assert len(digests(mary)) == 2


def test_nothing_held_no_digest(mary, now):
    queue([note(mary)], now=now)
    assert send_digests(now=now) == 0


def test_more_people_than_one_round(now, monkeypatch):
    monkeypatch.setattr("notifications.services.digests.PEOPLE_AT_ONCE", 2)
    people = UserFactory.create_batch(5)
    for person in people:
        daily(person)
    queue([note(person, str(person.pk)) for person in people], now=now)
    assert send_digests(now=now) == 5


def test_what_may_no_longer_be_said_is_left_out(mary, now):
    gone = UserFactory(is_active=True)
    daily(mary)
    daily(gone)
    about = uuid4()
    queue([note(mary, "1", about=about), note(mary, "2"), note(gone, "3")], now=now)
    Silence.objects.create(about=about, since=now)
    gone.is_active = False
    gone.save()
    assert send_digests(now=now) == 1
    (digest,) = digests(mary)
    assert "A deadline is coming up: 1" in digest.body
    assert Message.objects.filter(state=MessageState.CANCELLED).count() == 2


@pytest.mark.parametrize("cancelling_looked", [True, False])
def test_a_digest_that_waits_when_somebody_dies_does_not_leave(mary, mail_server, now, cancelling_looked):
    """It is taken back; what else it told of comes with the next one."""
    daily(mary)
    about = uuid4()
    of_the_dead, other = queue([note(mary, "1", about=about), note(mary, "2")], now=now, in_app=False)
    send_digests(now=now)
    if cancelling_looked:
        silence(about, now=now)
    else:
        Silence.objects.create(about=about, since=now)
    deliver(now_source=lambda: now)
    assert mail_server.received == []

    assert send_digests(now=now + DAY) == 1
    of_the_dead.refresh_from_db()
    other.refresh_from_db()
    assert (of_the_dead.state, other.state) == (MessageState.CANCELLED, MessageState.DIGESTED)
    deliver(now_source=lambda: now + DAY)
    assert "A deadline is coming up: 1" in mail_server.received[0].get_content()


def test_a_digest_leaves_like_any_other_email(mary, mail_server, now):
    daily(mary)
    queue([note(mary)], now=now)
    send_digests(now=now)
    assert deliver(now_source=lambda: now).accepted == 1
    assert mail_server.received[0]["To"] == mary.email


def test_choosing_at_once_releases_what_was_held(mary, now):
    daily(mary, MessageKind.REMINDER, MessageKind.PLAN)
    released = queue_one(note(mary, "1"), now=now).email
    still_held = queue_one(note(mary, "2", kind=MessageKind.PLAN), now=now).email
    choice = dict.fromkeys(CHOOSABLE_KINDS, Frequency.IMMEDIATE) | {MessageKind.PLAN: Frequency.DAILY}
    set_preferences(user=mary, frequencies=choice, now=now)
    released.refresh_from_db()
    still_held.refresh_from_db()
    assert (released.state, released.next_try_at) == (MessageState.QUEUED, now)
    assert still_held.state == MessageState.HELD


def test_choosing_daily_leaves_alone_what_is_on_its_way(mary, now):
    email = queue_one(note(mary), now=now).email
    set_preferences(user=mary, frequencies={MessageKind.REMINDER: Frequency.DAILY}, now=now)
    email.refresh_from_db()
    assert email.state == MessageState.QUEUED
    assert queue_one(note(mary, "later"), now=now).email.state == MessageState.HELD


def test_safety_cannot_be_put_off(mary, now):
    with pytest.raises(ValueError, match="emergency"):
        set_preferences(user=mary, frequencies={MessageKind.EMERGENCY: Frequency.DAILY}, now=now)


def test_the_tasks_do_it_by_the_databases_clock(mary, real_now, mail_server):
    daily(mary)
    queue([note(mary, "1"), note(mary, "2", kind=MessageKind.EMERGENCY)], now=real_now)
    send_daily_digests()
    send_daily_digests()
    deliver_messages()
    assert sorted(str(e["Subject"])[:4] for e in mail_server.received) == ["A pl", "Your"]
