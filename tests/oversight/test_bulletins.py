"""The carers’ bulletin: once to each address, with a way off the list that a mail program can use (W13)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.clock import local_date
from accounts.models import User
from learners.services.carers import WrittenDownAlready, end_carer
from notifications.enums import MessageKind, MessageState
from notifications.models import Message
from notifications.services import record_bounce
from oversight.models import Bulletin, BulletinCopy, Unsubscription
from oversight.selectors.bulletins import (
    arrived,
    bulletins_kept,
    copy_behind,
    goes_to,
    still_wanted,
    young_people_named,
)
from oversight.services import bulletins as services
from oversight.services.bulletins import (
    BulletinSent,
    NobodyToWriteTo,
    OnTheListAlready,
    WhyAgain,
    change_bulletin,
    send_bulletin,
    subscribe_again,
    unsubscribe,
    write_bulletin,
)
from tests.agreement_things.registers import build as build_registers
from tests.oversight.feedback import carer_of
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def drafted(world: World, now: datetime, **more: Any) -> Bulletin:
    return write_bulletin(
        **{
            "virtual_school": world.virtual_school, "title": "Open days", "text": "Colleges open their doors in May.",
            "lists_events": False, "lists_opportunities": False, "by": world.officer.user, "now": now, **more,
        }
    )  # fmt: skip


def sent(world: World, now: datetime, **more: Any) -> Bulletin:
    return send_bulletin(bulletin=drafted(world, now, **more), by=world.officer.user, now=now)


def token_in(text: str) -> str:
    return text.partition("/bulletins/stop/")[2].partition("/")[0]


def test_it_goes_once_to_each_address(world: World, now: datetime):
    with pytest.raises(NobodyToWriteTo):
        sent(world, now)
    carer_of(world.learner(), world, now, email="fay@example.com")
    carer_of(world.learner(), world, now, email="Fay@Example.com")  # looks after two
    left = carer_of(world.learner(), world, now, email="left@example.com")
    end_carer(carer=left, ends_on=local_date(now), by=world.social_worker.user, now=now)
    later = now + timedelta(days=1)
    carer_of(world.learner(), world, later, email="", name="No address")
    world.learner(key_worker=world.carer)  # a foster carer with an account, as social worker on record
    bulletin = sent(world, later)
    assert list(bulletin.copies.values_list("address", flat=True)) == ["fay@example.com"]
    message = Message.objects.get(kind=MessageKind.BULLETIN)
    assert (message.address, message.state, message.recipient) == ("fay@example.com", MessageState.QUEUED, None)
    assert (bulletin.sent_by, bulletin.sent_text) == (world.officer.user, "Colleges open their doors in May.")
    for act in (
        lambda: send_bulletin(bulletin=bulletin, by=world.officer.user, now=now),  # pressed twice
        lambda: change_bulletin(
            bulletin=bulletin, title="x", text="x", lists_events=False, lists_opportunities=False,
            by=world.officer.user, now=now,
        ),
    ):  # fmt: skip
        with pytest.raises(BulletinSent):
            act()
    assert Message.objects.filter(kind=MessageKind.BULLETIN).count() == 1


def test_when_the_last_write_fails_nothing_is_sent(world: World, now: datetime, monkeypatch: pytest.MonkeyPatch):
    carer_of(world.learner(), world, now)
    bulletin = drafted(world, now)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("the last write fails")

    monkeypatch.setattr(services.history, "save", broken)
    with pytest.raises(IntegrityError):
        send_bulletin(bulletin=bulletin, by=world.officer.user, now=now)
    bulletin.refresh_from_db()
    assert bulletin.sent_at is None
    assert not BulletinCopy.objects.exists()
    assert not Message.objects.filter(kind=MessageKind.BULLETIN).exists()


def test_the_email_can_be_stopped_by_one_click_and_not_by_looking(
    world: World, real_now: datetime, deliver_at: Callable[[datetime], Any]
):
    carer_of(world.learner(), world, real_now)
    bulletin = sent(world, real_now)
    deliver_at(real_now)
    email: EmailMessage = mail.outbox[-1].message()
    address = email["List-Unsubscribe"].strip("<>")
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in mail.outbox[-1].body
    assert Message.objects.get(kind=MessageKind.BULLETIN).body == ""  # nothing stays that opens the way off the list
    path = address.partition("/bulletins/")[1] + address.partition("/bulletins/")[2]
    client = Client(enforce_csrf_checks=True)  # a mail program has no cookie
    for _ in range(2):
        assert b"Send me no more bulletins" in client.get(path).content
    assert not Unsubscription.objects.exists()
    for _ in range(2):  # pressed twice
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    off = Unsubscription.objects.get()
    assert (off.address, off.virtual_school) == ("fay@example.com", world.virtual_school)
    assert b"no more bulletins" in client.get(path).content
    with pytest.raises(NobodyToWriteTo):
        sent(world, real_now, title="The next")
    assert arrived(bulletin).sent == 1


@pytest.mark.parametrize("token", ["x", "x.y", "00000000-0000-0000-0000-000000000000", "a.b.c", "%00", "²"])
def test_a_token_we_have_not_signed_opens_nothing(token: str, world: World, now: datetime):
    carer_of(world.learner(), world, now)
    copy = sent(world, now).copies.get()
    client = Client()
    for hostile in (token, str(copy.uuid), f"{copy.uuid}.{token}"):
        assert copy_behind(hostile) is None
        for answer in (client.get(f"/bulletins/stop/{hostile}/"), client.post(f"/bulletins/stop/{hostile}/")):
            assert answer.status_code == 404
    assert not Unsubscription.objects.exists()


def test_what_waits_is_called_back_when_somebody_wants_no_more(world: World, now: datetime):
    learner = world.learner()
    for email in ("fay@example.com", "gus@example.com"):
        carer_of(learner, world, now, email=email)
    bulletin = sent(world, now)
    copy = bulletin.copies.get(address="fay@example.com")
    other = sent(world, now, title="Another")
    unsubscribe(copy=copy, now=now)
    assert not still_wanted(copy.message, now)
    for one in (bulletin, other):
        found = arrived(one)
        assert (found.copies, found.waiting, found.cancelled) == (2, 1, 1)
    assert [one.address for one in sent(world, now, title="Third").copies.all()] == ["gus@example.com"]


def test_back_on_the_list_only_with_a_reason(world: World, now: datetime):
    carer_of(world.learner(), world, now)
    off = unsubscribe(copy=sent(world, now).copies.get(), now=now)
    with pytest.raises(WhyAgain):
        subscribe_again(unsubscription=off, reason=" ", by=world.officer.user, now=now)
    subscribe_again(unsubscription=off, reason="She rang", by=world.officer.user, now=now)
    with pytest.raises(OnTheListAlready):
        subscribe_again(unsubscription=off, reason="She rang", by=world.officer.user, now=now)
    assert goes_to(drafted(world, now), world.officer.user, now) == ["fay@example.com"]


def test_the_sender_sees_what_did_not_arrive(world: World, now: datetime, client_of: ClientOf):
    learner = world.learner()
    for number in range(5):
        carer_of(learner, world, now, email=f"c{number}@example.com")
    bulletin = sent(world, now)
    message = bulletin.copies.first().message
    message.state, message.settled_at, message.next_try_at = MessageState.SENT, now, None
    message.save()
    record_bounce(message=message, answer="no such mailbox", by=world.operator.user, at=now, now=now)
    assert (arrived(bulletin).undelivered, arrived(bulletin).waiting) == (1, 4)
    assert bulletins_kept(world.officer.user).get().failed == 1
    client = client_of(world.officer.user)
    page = client.get(f"/bulletins/{bulletin.uuid}/").content.decode()
    assert "1 not delivered" in page
    assert "4 waiting" in page
    client.get("/bulletins/")
    with CaptureQueriesContext(connection) as one:
        client.get("/bulletins/")
    for number in range(3):
        sent(world, now, title=f"More {number}")
    with CaptureQueriesContext(connection) as four:
        client.get("/bulletins/")
    assert len(four) == len(one)
    assert client_of(world.host_key_contact.user).get(f"/bulletins/{bulletin.uuid}/").status_code == 404
    assert client_of(world.social_worker.user).get("/bulletins/").status_code == 403


def test_a_name_in_it_is_seen_before_it_is_sent(world: World, now: datetime, client_of: ClientOf):
    carer_of(world.learner(given_name="Zoë", family_name="Quill"), world, now)
    bulletin = drafted(world, now, text="Well done Zoe Quill!")
    assert young_people_named(bulletin, world.officer.user) == ["Zoë Quill"]
    assert young_people_named(bulletin, world.host_key_contact.user) == []
    client = client_of(world.officer.user)
    for path in (f"/bulletins/{bulletin.uuid}/", f"/bulletins/{bulletin.uuid}/send/"):
        assert "Zoë Quill" in client.get(path).content.decode()


def test_what_is_coming_can_stand_below_it(world: World, now: datetime):
    build_registers(world, now)
    carer_of(world.learner(), world, now)
    bulletin = sent(world, now, lists_events=True, lists_opportunities=True)
    assert bulletin.sent_text.startswith("Colleges open")
    assert Message.objects.get(kind=MessageKind.BULLETIN).body.startswith(bulletin.sent_text)


def test_one_address_is_written_down_once(world: World, now: datetime):
    learner = world.learner()
    carer_of(learner, world, now)
    with pytest.raises(WrittenDownAlready):
        carer_of(learner, world, now, email="FAY@example.com")
