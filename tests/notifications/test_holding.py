"""After a restore: what waited is on hold until somebody says what becomes of it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from notifications.enums import AttemptOutcome, Frequency, MessageKind, MessageState
from notifications.models import Delivery, Message, Preference
from notifications.services import NoReason, hold_undelivered, queue_one, release, send_digests, throw_away
from tests.notifications.conftest import note

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def said(*words: str) -> str:
    out = StringIO()
    call_command("held_messages", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def waiting(mary, now):
    """An e-mail for now, one for the daily digest, one that was sent, each held if it can be."""
    Preference.objects.create(user=mary, kind=MessageKind.PLAN, frequency=Frequency.DAILY)
    urgent = queue_one(note(mary, "u", kind=MessageKind.EMERGENCY), now=now).email
    daily = queue_one(note(mary, "d", kind=MessageKind.PLAN), now=now).email
    sent = queue_one(note(mary, "s"), now=now).email
    Message.objects.filter(pk=sent.pk).update(state=MessageState.SENT, settled_at=now, next_try_at=None)
    assert hold_undelivered(now=now) == 2
    assert hold_undelivered(now=now) == 0, "once"
    return urgent, daily, sent


def test_nothing_that_waited_leaves_and_what_comes_after_does(waiting, mary, mail_server, deliver_at, now):
    assert send_digests(now=now + HOUR) == 0
    assert deliver_at(now + HOUR).total == 0
    queue_one(note(mary, "after"), now=now + HOUR)
    assert deliver_at(now + 2 * HOUR).accepted == 1
    assert [message.state for message in Message.objects.on_hold().order_by("pk")] == ["queued", "held"]


def test_released_it_leaves_as_if_nothing_had_been(waiting, mail_server, deliver_at, now):
    urgent, daily, _ = waiting
    assert release(Message.objects.filter(kind=MessageKind.EMERGENCY)) == 1
    assert deliver_at(now + HOUR).accepted == 1
    assert release(Message.objects.all()) == 1
    assert send_digests(now=now + HOUR) == 1
    daily.refresh_from_db()
    assert daily.state == MessageState.DIGESTED


def test_thrown_away_it_never_leaves_and_says_why(waiting, mail_server, deliver_at, now):
    urgent, _, sent = waiting
    with pytest.raises(NoReason):
        throw_away(Message.objects.all(), reason=" ", now=now)
    assert throw_away(Message.objects.all(), reason="The log shows that it arrived.", now=now) == 2
    assert not Message.objects.waiting().exclude(channel="in_app").exists()
    kept = Delivery.objects.get(message=urgent)
    assert (kept.outcome, kept.answer, kept.at) == (AttemptOutcome.DROPPED, "The log shows that it arrived.", now)
    assert deliver_at(now + HOUR).total == 0
    sent.refresh_from_db()
    assert sent.state == MessageState.SENT, "what was sent is not touched"


def test_nothing_is_thrown_away_when_its_reason_cannot_be_kept(waiting, now, monkeypatch):
    def refuse(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Delivery.objects, "bulk_create", refuse)
    with pytest.raises(RuntimeError):
        throw_away(Message.objects.all(), reason="They arrived.", now=now)
    assert Message.objects.on_hold().count() == 2
    assert not Delivery.objects.exists()


def test_the_command_lists_and_narrows(waiting):
    listed = said()
    assert "emergency" in listed
    assert "plan" in listed
    assert listed.splitlines()[-1].split() == ["all", "2"]
    with pytest.raises(CommandError, match="Say which"):
        said("--release")
    with pytest.raises(CommandError, match="Say why"):
        said("--throw-away", "--all")
    assert "0 e-mails are released." in said("--release", "--queued-until", "2026-10-05")
    assert "1 e-mails are released." in said("--release", "--kind", "emergency", "--queued-from", "2026-10-06")
    assert "1 e-mails are thrown away." in said("--throw-away", "--all", "--reason", "They arrived.")
    assert said() == "Nothing is on hold.\n"
    assert "1 e-mails are put on hold." in said("--hold"), "the released one has not left yet"
