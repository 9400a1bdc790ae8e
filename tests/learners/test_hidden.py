"""A restricted record is absent everywhere for everybody who is not named, and counts agree with lists for everybody."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from accounts.clock import database_now, local_date
from accounts.form_fields import day_data
from deadlines.services import sweep
from education_plans.services import begin_plan
from learners.models import Learner
from learners.selectors.caseload import key_worker_choices
from learners.services import enrol, restrict, unrestrict
from notifications.enums import Channel, Frequency, MessageKind, MessageState
from notifications.models import Message
from notifications.services import deliver, send_digests, set_preferences
from tests.crawling import pages_reached
from tests.oversight.test_numbers import NUMBERED
from tests.things import build_things
from tracking.enums import IncidentKind
from tracking.services import log_incident, raise_emergency

pytestmark = pytest.mark.django_db

NAME = "Quillfeather"
NAMED = ("head", "social_worker")
UNNAMED = (
    "key_contact", "officer", "team_manager", "personal_adviser", "carer", "signatory", "designated_person", "cover_person",
    "mentor", "administrator", "viewer", "host_key_contact", "stranger",
)  # fmt: skip

#: Whose Mainstay is read at every run, a few pages of each kind; everybody’s with the exhaustive tests.
EVERY_TIME = ("designated_person",)
#: Whose every page is read with them.
EVERY_PAGE = ("designated_person", "key_contact", "team_manager")


@pytest.fixture
def hidden(world) -> Learner:
    """With a place, a plan, an incident, an emergency and late clocks of its own, beside one that everybody sees."""
    build_things(world)
    now = database_now()
    learner = world.learner(enrolled=False, given_name="Xanthe", family_name=NAME, key_worker=world.social_worker)
    by = world.designated_person.user
    place = enrol(
        learner=learner, provider=world.college, course="Zymurgy", level="2", mentor=world.mentor,
        starts_on=local_date(now) - timedelta(days=60), by=by, now=now - timedelta(days=61),
    )  # fmt: skip
    begin_plan(enrolment=place, by=by, now=now)
    kind, occurred = IncidentKind.SUSPENSION, now - timedelta(days=2)
    log_incident(enrolment=place, kind=kind, occurred_at=occurred, description="A quarrel.", by=by, now=now)
    raise_emergency(learner=learner, description="Alone tonight.", by=by, now=now - timedelta(hours=30))
    sweep(now=now)
    restrict(learner=learner, people=[], reason="At risk", by=world.head.user, now=now)
    learner.refresh_from_db()
    return learner


def pages(client: Client, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Pages and files that links lead to from the first one, and every list asked for the young person by name."""
    start = (
        "/", f"/learners/?q={NAME}", "/learners/?q=quilfether", "/learners/?show=overdue", "/learners/export.csv",
        f"/learners/export.csv?q={NAME}", "/deadlines/?state=any", "/incidents/", "/emergencies/", "/oversight/",
        "/oversight/undelivered/", "/messages/", "/support/", "/emergency-access/",
    )  # fmt: skip
    for address, text in pages_reached(client, start, whole=whole):
        yield address, text.replace(address, "").replace(f'value="{NAME}"', "").replace(f"“{NAME}”", "")


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        *((part, False) for part in EVERY_TIME),
        *(pytest.param(part, part in EVERY_PAGE, marks=pytest.mark.exhaustive) for part in UNNAMED),
    ],
)
def test_nobody_who_is_not_named_reads_of_it_anywhere(world, hidden, client_of, part, whole):
    for address, text in pages(client_of(world.people()[part]), whole=whole):
        for words in ("Xanthe", str(hidden.uuid), "Zymurgy", "XQ"):
            assert not re.search(rf"\b{words}\b", text), f"{words} on {address}"
        if f"q={NAME}" not in address:
            assert NAME not in text, address


@pytest.mark.parametrize("part", NAMED)
def test_whoever_is_named_finds_it(world, hidden, client_of, part):
    client = client_of(world.people()[part])
    assert client.get(f"/learners/?q={NAME}").context["page_obj"].paginator.count == 1
    assert client.get(f"/learners/{hidden.uuid}/").status_code == 200
    assert "Xanthe" in client.get("/incidents/").content.decode()


@pytest.mark.parametrize("part", ["head", "key_contact", "team_manager", "signatory", "viewer"])
def test_every_number_is_the_length_of_its_list(world, hidden, client_of, part):
    client = client_of(world.people()[part])
    today = local_date(database_now())
    period = day_data("due_from", today - timedelta(days=300)) | day_data("due_until", today + timedelta(days=300))
    for page in ("/", "/oversight/"):
        text = client.get(page, period).content.decode()
        for url, number in NUMBERED.findall(text):
            listed = client.get(unescape(url)).context
            assert listed["page_obj"].paginator.count == int(number), url


@pytest.mark.parametrize("part", ["key_contact", "team_manager", "signatory"])
def test_for_who_is_not_named_the_numbers_are_as_if_it_were_not_there(world, hidden, client_of, part):
    client = client_of(world.people()[part])
    without = [card.count for card in client.get("/oversight/").context["board"].cards]
    unrestrict(learner=hidden, reason="Over", by=world.head.user, now=database_now())
    with_it = [card.count for card in client.get("/oversight/").context["board"].cards]
    assert without != with_it
    assert all(fewer <= more for fewer, more in zip(without, with_it, strict=True))
    restrict(learner=hidden, people=[], reason="Again", by=world.head.user, now=database_now())
    assert [card.count for card in client.get("/oversight/").context["board"].cards] == without


def test_nobody_is_offered_as_a_filter_for_what_is_hidden(world, real_now):
    secret = world.learner(key_worker=world.carer)
    offered = {name for _, name in key_worker_choices(world.officer.user)}
    assert "Cora Carer" in offered
    restrict(learner=secret, people=[], reason="At risk", by=world.head.user, now=real_now)
    assert "Cora Carer" not in {name for _, name in key_worker_choices(world.officer.user)}


def test_what_was_queued_is_called_back_and_inboxes_are_cleared(world, hidden):
    about = Message.objects.filter(about=hidden.uuid).select_related("recipient")
    insiders = {world.head.user, world.social_worker.user}
    others = about.exclude(recipient__in=insiders)
    assert {m.state for m in others} == {MessageState.WITHHELD}
    assert about.filter(recipient__in=insiders, state=MessageState.QUEUED).exists()
    for part in UNNAMED:
        assert not Message.objects.inbox_of(world.people()[part]).filter(about=hidden.uuid).exists()


def test_a_message_to_who_may_not_know_is_held_back_before_it_leaves(world, real_now, mail_server):
    """Queued for the key contact while the record was open; restricted behind the outbox's back."""
    learner = world.learner()
    enrol(
        learner=learner, provider=world.college, course="Art", level="2", starts_on=local_date(real_now),
        by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    waiting = Message.objects.filter(about=learner.uuid, channel=Channel.EMAIL, state=MessageState.QUEUED)
    assert {m.recipient.name for m in waiting} >= {"Kay Contact", "Dina Designated"}
    Learner.objects.filter(pk=learner.pk).update(is_restricted=True)
    result = deliver(now_source=lambda: real_now)
    assert result.withheld == 2
    assert {m["To"] for m in mail_server.received} & {world.key_contact.user.email} == set()
    held_back = Message.objects.get(about=learner.uuid, recipient=world.key_contact.user, channel=Channel.EMAIL)
    assert held_back.state == MessageState.WITHHELD
    assert "may not know" in held_back.get_state_display()
    assert deliver(now_source=lambda: real_now + timedelta(minutes=1)).total == 0


def test_a_digest_says_nothing_of_it(world, real_now, mail_server):
    learner, other = world.learner(enrolled=False), world.learner(enrolled=False)
    set_preferences(user=world.key_contact.user, frequencies={MessageKind.ENROLMENT: Frequency.DAILY}, now=real_now)
    for each in (learner, other):
        enrol(
            learner=each, provider=world.college, course="Art", level="2", starts_on=local_date(real_now),
            by=world.social_worker.user, now=real_now,
        )  # fmt: skip
    send_digests(now=real_now)
    digest = Message.objects.get(kind=MessageKind.DIGEST)
    assert str(learner.uuid) in digest.body
    restrict(learner=learner, people=[], reason="At risk", by=world.head.user, now=real_now)
    digest.refresh_from_db()
    assert digest.state == MessageState.CANCELLED
    held = Message.objects.filter(recipient=world.key_contact.user, channel=Channel.EMAIL, kind=MessageKind.ENROLMENT)
    assert dict(held.values_list("about", "state")) == {learner.uuid: "withheld", other.uuid: "held"}
    send_digests(now=real_now + timedelta(days=1))
    after = Message.objects.filter(kind=MessageKind.DIGEST, state=MessageState.QUEUED).get()
    assert str(learner.uuid) not in after.body
    assert str(other.uuid) in after.body


@pytest.mark.parametrize("known", [True, False])
def test_a_taken_learner_number_says_the_same_whoever_has_it(world, hidden, client_of, known):
    uln = "9276308686"
    Learner.objects.filter(pk=hidden.pk).update(uln=uln)
    if known:
        unrestrict(learner=hidden, reason="Over", by=world.head.user, now=database_now())
    page = client_of(world.key_contact.user).post(
        "/learners/new/",
        {
            "given_name": "A", "family_name": "B", "uln": uln, "care_status": "looked_after",
            "home_virtual_school": world.virtual_school.pk, "social_care": world.social_care.pk,
            **day_data("date_of_birth", local_date(database_now()) - timedelta(days=6200)),
        },
    )  # fmt: skip
    assert [str(each) for each in page.context["form"].errors["uln"]] == [
        "This unique learner number cannot be used here. Check the ten digits. If they are right, leave it empty and ask "
        "the Virtual School."
    ]
    assert (f"/learners/{hidden.uuid}/" in page.content.decode()) == known
    assert ("Xanthe" in re.sub(r"\s+", " ", page.content.decode())) == known
