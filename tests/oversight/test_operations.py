"""Pages of the people who run Mainstay: what they show, what they never show, and who gets in."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from deadlines.models import Deadline, SweepRun
from learners.models import Learner
from notifications.enums import AttemptOutcome, Channel, MessageKind, MessageState
from notifications.models import Message
from oversight.enums import DriftKind, DriftState
from oversight.models import DriftCheck
from oversight.services.drift import run_drift_checks
from tests.oversight_things.operations import dead_letter, set_aside
from tests.people import World
from tests.test_hostile_input import MARKUP, VALUES
from tracking.enums import IncidentKind
from tracking.services import log_incident

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]

LISTS = (
    "/operations/",
    "/operations/dead-letters/",
    "/operations/sweeps/",
    "/operations/faults/",
    "/operations/drift/",
    "/operations/drift/check/",
)


@pytest.fixture
def learner(world: World) -> Learner:
    return world.learner(given_name="Canaria", family_name="Serinus")


@pytest.fixture
def operator(world: World, client_of: ClientOf) -> Client:
    return client_of(world.operator.user)


def rows_of(page: str) -> int:
    return page.count("data-row")


def text_of(client: Client, path: str, **parameters: Any) -> str:
    answer = client.get(path, parameters)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def deadline_of(world: World, learner: Learner, now: datetime) -> Deadline:
    log_incident(
        enrolment=world.enrolment(learner), kind=IncidentKind.SUSPENSION, occurred_at=now, description="Private.",
        by=world.designated_person.user, now=now,
    )  # fmt: skip
    return Deadline.objects.get(learner=learner)


# --- Who gets in, and what nobody reads here --------------------------------------------------------------------------


def test_a_manager_and_an_administrator_are_no_operators(world: World, client_of: ClientOf) -> None:
    for membership in (world.head, world.administrator, world.team_manager, world.stranger):
        client = client_of(membership.user)
        assert [client.get(path).status_code for path in LISTS] == [403] * len(LISTS)
        assert "/operations/" not in client.get("/").content.decode()


def test_an_operator_finds_operations_in_the_menu_and_no_young_people(operator: Client) -> None:
    page = text_of(operator, "/")
    assert 'href="/operations/"' in page
    assert 'href="/learners/"' not in page
    assert operator.get("/learners/").status_code == 403


def test_no_page_names_anybody_or_says_what_a_message_says(
    world: World, learner: Learner, operator: Client, real_now: datetime
) -> None:
    deadline = deadline_of(world, learner, real_now)
    letter = dead_letter(world, learner, real_now)
    set_aside(deadline, real_now)
    manager = world.team_manager.user
    pages = [
        *LISTS,
        reverse("oversight:dead-letter", args=[letter.uuid]),
        reverse("oversight:dead-letter-again", args=[letter.uuid]),
        reverse("oversight:dead-letter-give-up", args=[letter.uuid]),
        reverse("oversight:dead-letters-again"),
    ]
    for path in pages:
        page = text_of(operator, path)
        for secret in ("Canaria", "Serinus", str(learner.uuid), manager.email, manager.name, "needs you", "no mailbox"):
            assert secret not in page, (path, secret)
    assert "550 5.1.1: there is no such mailbox" in text_of(operator, pages[-4])
    assert world.social_care.name in text_of(operator, "/operations/dead-letters/")


@pytest.mark.parametrize("value", VALUES)
def test_no_address_breaks_a_page(value: str, world: World, learner: Learner, operator: Client, real_now: datetime):
    dead_letter(world, learner, real_now)
    for path in (*LISTS, "/operations/dead-letters/again/"):
        parameters = dict.fromkeys(("page", "kind", "state", "older", "newer"), value)
        answer = operator.get(path, parameters)
        assert answer.status_code == 200, path
        assert MARKUP not in answer.content.decode()
    for name in ("oversight:dead-letter-give-up", "oversight:drift-check-new"):
        address = reverse(name, args=[Message.objects.get(state="failed").uuid] if "letter" in name else [])
        assert operator.post(address, {"kind": value, "reason": value[:0]}).status_code == 200
    assert not DriftCheck.objects.exists()


# --- How it runs ------------------------------------------------------------------------------------------------------


def test_the_numbers_on_the_first_page_are_those_of_the_lists(
    world: World, learner: Learner, operator: Client, real_now: datetime
) -> None:
    for _ in range(3):
        dead_letter(world, learner, real_now)
    set_aside(deadline_of(world, learner, real_now), real_now)
    page = text_of(operator, "/operations/")
    cards = dict(re.findall(r'href="(/operations/[^"]+)"><span class="app-card__number">(\d+)', page))
    assert {path: rows_of(text_of(operator, path)) for path in cards} == {
        path: int(number) for path, number in cards.items()
    }
    assert cards["/operations/dead-letters/"] == "3"
    assert "It has never run" in page


def test_the_first_page_asks_the_same_number_of_questions_however_much_there_is(
    world: World, learner: Learner, operator: Client, real_now: datetime
) -> None:
    deadline_of(world, learner, real_now)

    def asked(path: str) -> int:
        operator.get(path)
        with CaptureQueriesContext(
            connection,
        ) as questions:
            operator.get(path)
        return len(questions)

    dead_letter(world, learner, real_now)
    DriftCheck.objects.create(kind=DriftKind.LEDGER, state=DriftState.DONE, asked_at=real_now, ended_at=real_now)
    before = {path: asked(path) for path in LISTS}
    for number in range(5):
        dead_letter(world, learner, real_now - timedelta(minutes=number))
        DriftCheck.objects.create(
            kind=DriftKind.LEDGER, state=DriftState.DONE, asked_at=real_now, ended_at=real_now,
            asked_by=world.operator.user,
        )  # fmt: skip
        SweepRun.objects.create(state="idle", started_at=real_now, alive_at=real_now, ended_at=real_now)
    assert {path: asked(path) for path in LISTS} == before


# --- E-mails that did not arrive --------------------------------------------------------------------------------------


def letters(client: Client, **parameters: Any) -> list[UUID]:
    page = text_of(client, "/operations/dead-letters/", **parameters)
    return [UUID(each) for each in re.findall(r'href="/operations/dead-letters/([0-9a-f-]{36})/"', page)]


def test_dead_letters_newest_first_page_by_page(
    world: World, learner: Learner, operator: Client, real_now: datetime
) -> None:
    made = [dead_letter(world, learner, real_now - timedelta(minutes=number // 3)).uuid for number in range(60)]
    first = text_of(operator, "/operations/dead-letters/")
    assert rows_of(first) == 50
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older is not None
    second = operator.get(older[1].replace("&amp;", "&")).content.decode()
    assert rows_of(second) == 10
    listed = re.findall(r'href="/operations/dead-letters/([0-9a-f-]{36})/"', first + second)
    assert {UUID(each) for each in listed} == set(made)
    assert len(listed) == 60


def test_filters_narrow_and_a_value_without_sense_shows_nothing(
    world: World, learner: Learner, operator: Client, real_now: datetime
) -> None:
    failed = dead_letter(world, learner, real_now)
    bounced = dead_letter(world, learner, real_now, state=MessageState.BOUNCED, kind=MessageKind.MEETING)
    dead_letter(world, learner, real_now, state=MessageState.WITHHELD)
    dead_letter(world, learner, real_now, state=MessageState.SENT, channel=Channel.IN_APP)
    assert set(letters(operator)) == {failed.uuid, bounced.uuid}
    assert letters(operator, kind="meeting") == [bounced.uuid]
    assert letters(operator, state="failed") == [failed.uuid]
    assert (
        letters(operator, state="sent")
        == letters(operator, kind="nonsense")
        == letters(operator, state="given_up")
        == []
    )


def test_sending_again_and_giving_up(world: World, learner: Learner, operator: Client, real_now: datetime) -> None:
    again, hopeless = (dead_letter(world, learner, real_now) for _ in range(2))
    operator.post(reverse("oversight:dead-letter-again", args=[again.uuid]))
    again.refresh_from_db()
    assert again.state == MessageState.QUEUED
    assert letters(operator) == [hopeless.uuid]
    address = reverse("oversight:dead-letter-give-up", args=[hopeless.uuid])
    assert "Say why it is given up" in operator.post(address, {"reason": ""}).content.decode()
    answer = operator.post(address, {"reason": "The mailbox is closed"}, follow=True)
    assert "The e-mail is given up" in answer.content.decode()
    assert letters(operator) == []
    assert letters(operator, state="given_up") == [hopeless.uuid]
    page = text_of(operator, reverse("oversight:dead-letter", args=[hopeless.uuid]))
    assert f"{world.operator.user.name}: The mailbox is closed" in page
    assert "Send it again" not in page
    refused = operator.post(address, {"reason": "Once more"}).content.decode()
    assert "Somebody has dealt with this e-mail already" in refused


def test_after_a_day_without_a_mail_server_all_are_sent_again_in_one_act(
    world: World, learner: Learner, operator: Client, real_now: datetime
) -> None:
    for _ in range(4):
        dead_letter(world, learner, real_now)
    other = dead_letter(world, learner, real_now, kind=MessageKind.MEETING)
    secret = dead_letter(world, learner, real_now, kind=MessageKind.ACCOUNT, state=MessageState.FAILED)
    address = reverse("oversight:dead-letters-again")
    assert "4 e-mails" in text_of(operator, address, kind="panel")
    answer = operator.post(f"{address}?kind=panel", follow=True)
    assert "4 e-mails are sent again" in answer.content.decode()
    assert set(letters(operator)) == {other.uuid, secret.uuid}
    operator.post(address)
    assert letters(operator) == [secret.uuid]
    assert Message.objects.filter(deliveries__outcome=AttemptOutcome.RETRIED).count() == 5


# --- The sweep and drift ----------------------------------------------------------------------------------------------


def test_when_the_sweep_ran(operator: Client, real_now: datetime) -> None:
    SweepRun.objects.create(
        state="done", started_at=real_now, alive_at=real_now, ended_at=real_now, moved_on=2, steps=3, breaches=1
    )
    SweepRun.objects.create(
        state="failed", started_at=real_now, alive_at=real_now, ended_at=real_now, error="DatabaseError at base.py:9"
    )
    page = text_of(operator, "/operations/sweeps/")
    assert rows_of(page) == 2
    assert "2 deadlines moved on: 3 steps, 1 breach, 0 messages" in page
    assert "DatabaseError at base.py:9" in page
    assert rows_of(text_of(operator, "/operations/sweeps/", state="failed")) == 1
    assert rows_of(text_of(operator, "/operations/sweeps/", state="nonsense")) == 0


def test_a_deadline_that_was_set_aside_is_tried_at_once(
    world: World, learner: Learner, operator: Client, real_now: datetime
) -> None:
    deadline = deadline_of(world, learner, real_now)
    Deadline.objects.filter(pk=deadline.pk).update(next_step_at=real_now + timedelta(hours=1))
    set_aside(deadline, real_now)
    page = text_of(operator, "/operations/faults/")
    assert "LookupError at ladder.py:7" in page
    assert world.college.name in page
    address = reverse("oversight:fault-again", args=[deadline.uuid])
    answer = operator.post(address, follow=True)
    assert "The next sweep tries this deadline" in answer.content.decode()
    deadline.refresh_from_db()
    assert deadline.next_step_at is not None
    assert deadline.next_step_at < real_now + timedelta(minutes=5)


def test_a_check_for_drift_is_asked_for_done_and_read(world: World, operator: Client, real_now: datetime) -> None:
    address = reverse("oversight:drift-check-new")
    assert "Choose what should be checked" in operator.post(address, {"kind": ""}).content.decode()
    world.officer.user.groups.clear()
    waiting = operator.post(address, {"kind": DriftKind.ACCESS}, follow=True).content.decode()
    assert "Waiting for its turn" in waiting
    assert "asked for already" in operator.post(address, {"kind": DriftKind.ACCESS}).content.decode()
    run_drift_checks(now_source=lambda: real_now)
    check = DriftCheck.objects.get()
    assert check.asked_by == world.operator.user
    page = text_of(operator, reverse("oversight:drift-check", args=[check.uuid]))
    assert "1 finding" in page
    assert "1 permissions missing" in page
    assert rows_of(text_of(operator, "/operations/drift/")) == 1
