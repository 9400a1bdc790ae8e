"""Sweeps in real processes on the real database: at once, and killed half-way. Each test ends by counting rows."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.db import connection

from deadlines import services
from deadlines.enums import StepState, Verb
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep
from notifications.models import Message
from tests.deadlines.conftest import PLAN, Opener
from tests.deadlines.sweeper import START_LINE
from tests.deadlines.test_calendar import london

NOW = london("2026-09-24 08:00")
ROWS = 60
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start_line() -> Iterator[None]:
    """Processes wait here until the test opens it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [START_LINE])
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


def start(kind: str) -> "subprocess.Popen[bytes]":
    address = re.sub(r"/[^/?]*(?=\?|$)", f"/{connection.settings_dict['NAME']}", os.environ["DATABASE_URL"], count=1)
    environment = {**os.environ, "DATABASE_URL": address, "LOG_LEVEL": "ERROR"}
    return subprocess.Popen([sys.executable, "-m", "tests.deadlines.sweeper", kind, NOW.isoformat()], env=environment)


def go(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Let them start together, once each of them waits at the line."""
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
    deadline = time.monotonic() + 60
    with connection.cursor() as cursor:
        while True:
            cursor.execute(waiting, [START_LINE])
            if cursor.fetchone()[0] == len(processes):
                break
            assert time.monotonic() < deadline, "the processes did not come to the start line"
            time.sleep(0.05)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [START_LINE])


def swept_once(deadlines: list[Deadline]) -> None:
    """Every row moved on, each of its steps fired, told and written exactly once."""
    number = len(deadlines)
    assert DeadlineEvent.objects.filter(verb=Verb.TOLD).count() == number
    assert DeadlineEvent.objects.filter(verb=Verb.TOLD).values("deadline").distinct().count() == number
    assert DeadlineStep.objects.filter(state=StepState.FIRED).count() == number
    assert Message.objects.count() == 2 * number  # an e-mail and an entry in the inbox
    assert not Deadline.objects.to_move_on(NOW).exists()


def test_two_at_once_double_nothing(opened: Opener, start_line: None) -> None:
    deadlines = [opened(PLAN) for _ in range(ROWS)]
    processes = [start("sound"), start("sound")]
    go(processes)
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    swept_once(deadlines)


def test_a_naive_sweep_doubles_so_the_test_above_can_fail(opened: Opener, start_line: None) -> None:
    for _ in range(ROWS):
        opened(PLAN)
    processes = [start("naive"), start("naive")]
    go(processes)
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    assert DeadlineEvent.objects.filter(verb=Verb.TOLD).count() > ROWS


def test_killed_half_way_nothing_is_lost_or_doubled(opened: Opener, start_line: None) -> None:
    deadlines = [opened(PLAN) for _ in range(ROWS)]
    process = start("sound")
    go([process])
    while not DeadlineEvent.objects.filter(verb=Verb.TOLD).exists():
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    done = DeadlineEvent.objects.filter(verb=Verb.TOLD).count()
    assert 0 < done < ROWS, "the kill did not land mid-work"
    services.sweep(now=NOW)
    swept_once(deadlines)
