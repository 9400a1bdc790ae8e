"""Is this process alive, and can Mainstay do its work?"""

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from accounts import clock
from deadlines.models import SweepRun
from notifications.enums import AttemptOutcome, Channel, MessageKind, MessageState
from notifications.models import Delivery, Message
from oversight.selectors import readiness
from tests.factories import UserFactory


def swept(at: datetime) -> SweepRun:
    run: SweepRun = SweepRun.objects.create(state="idle", started_at=at, alive_at=at, ended_at=at)
    return run


def waiting(since: datetime, **fields: object) -> Message:
    person = UserFactory()
    values: dict[str, object] = {
        "recipient": person,
        "address": person.email,
        "channel": Channel.EMAIL,
        "kind": MessageKind.PANEL,
        "subject": "About Canaria Serinus",
        "dedupe_key": f"{person.pk}:email",
        "state": MessageState.QUEUED,
        "queued_at": since,
        "next_try_at": since,
    }
    message: Message = Message.objects.create(**values | fields)
    return message


def asked(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz", headers={"host": "10.1.2.3"})
    assert "Set-Cookie" not in answer.headers
    lines = answer.content.decode().splitlines()
    return answer.status_code, dict(line.split(": ", 1) for line in lines)


def test_alive_asks_nothing_of_the_database(client: Client):
    answer = client.get("/healthz", headers={"host": "10.1.2.3"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "Set-Cookie" not in answer.headers


def test_ready_says_each_thing_on_a_line_of_its_own(client: Client, real_now: datetime):
    swept(real_now)
    status, lines = asked(client)
    assert status == 200
    assert list(lines) == ["database", "migrations", "sweep", "outbox", "broker"]
    assert all(words.startswith("ok (") for words in lines.values())


def test_before_the_first_sweep_nothing_is_ready_and_the_process_is_alive(client: Client, real_now: datetime):
    status, lines = asked(client)
    assert (status, lines["sweep"]) == (503, "failed (it has never run)")
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(("age", "well"), [(35, True), (45, False)])
def test_a_heartbeat_may_be_two_rounds_old(client: Client, real_now: datetime, age: int, well: bool):
    swept(real_now - timedelta(seconds=age))
    status, lines = asked(client)
    assert (status == 200) is well
    assert lines["sweep"].startswith("ok" if well else "failed")


def test_an_error_is_no_heartbeat(client: Client, real_now: datetime):
    swept(real_now - timedelta(minutes=10))
    SweepRun.objects.create(state="failed", started_at=real_now, alive_at=real_now, ended_at=real_now, error="x")
    assert asked(client)[1]["sweep"] == "failed (it last ran 10 minutes ago)"


def test_an_outbox_is_stuck_when_the_oldest_waits_and_none_gets_through(client: Client, real_now: datetime):
    swept(real_now)
    waiting(real_now - timedelta(minutes=59))
    assert asked(client)[0] == 200
    stuck = waiting(real_now - timedelta(minutes=61))
    status, lines = asked(client)
    assert status == 503
    assert lines["outbox"] == "failed (2 waiting, the oldest for 61 minutes; none was accepted in the last hour)"
    Delivery.objects.create(message=stuck, at=real_now - timedelta(minutes=2), outcome=AttemptOutcome.ACCEPTED)
    status, lines = asked(client)
    assert (status, lines["outbox"].partition(" (")[0]) == (200, "ok")
    assert "Canaria" not in str(lines)


def test_without_the_database_it_says_so_and_what_it_can(client: Client, monkeypatch: pytest.MonkeyPatch):
    def no_cursor() -> None:
        raise OperationalError("could not connect to server at 10.0.0.7")

    monkeypatch.setattr(clock.connection, "cursor", no_cursor)
    status, lines = asked(client)
    assert (status, lines) == (503, {"database": "failed (it does not answer)", "broker": "ok (it answers)"})
    assert client.get("/healthz").status_code == 200


def test_a_migration_that_is_not_applied_is_seen_until_it_is(
    client: Client, real_now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(readiness, "_is_migrated", False)
    swept(real_now)
    with readiness.connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'oversight' AND name = '0003_operations'")
    status, lines = asked(client)
    assert (status, lines["migrations"]) == (503, "failed (some are not applied)")


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=-1), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=59), "59 seconds"),
        (timedelta(seconds=119), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=3, hours=23), "3 days"),
    ],
)
def test_an_age_in_words_is_never_more_than_it_is(age: timedelta, words: str):
    assert readiness.age_in_words(age) == words
