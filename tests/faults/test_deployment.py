"""A new release comes while deadlines are swept and messages sent: old and new code work side by side on new tables."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from accounts.clock import database_now
from deadlines.models import Deadline, SweepFault
from tests.faults.celery_processes import BEAT, WORKER, Deployment, deployed
from tests.faults.newer_code import MESSAGES, NAIVE, SOUND, NewerCode
from tests.faults.postgres_server import PostgresServer, working_on
from tests.faults.sizes import LONG
from tests.faults.smtp import Recorder
from tests.faults.table import Line
from tests.faults.whole import SOME, all_is_said, count_whole, due_for_hours, fall_due
from tests.faults.world import DueWorld

PATIENCE = 300.0
#: Deployments one after the other.
RELEASES = 3 if LONG else 1
ROUND = SOME // 3


@pytest.fixture
def database(postgres: PostgresServer, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    url = postgres.new_database()
    with working_on(url, django_db_blocker):
        yield url


@pytest.fixture
def deployment(tmp_path: Path, database: str, broker: str, recorder: Recorder) -> Iterator[Deployment]:
    with deployed(tmp_path, database=database, broker=broker, mail_port=recorder.port) as deployment:
        yield deployment


def test_a_deployment_in_the_middle_of_the_work(
    tmp_path: Path, database: str, deployment: Deployment, recorder: Recorder, tell_table: Callable[[Line], None]
) -> None:
    newer = NewerCode(tmp_path)
    recorder.seconds_per_message = 0.01
    deployment.start("beat", BEAT)
    deployment.start("worker0", WORKER)
    due = due_for_hours(ROUND)
    began = time.monotonic()
    for release in range(1, RELEASES + 1):
        newer.add_column(f"added{release}", SOUND)
        _migrate(newer, database, deployment, due)
        _say(due, deployment, "the old code works on the new tables")
        assert written_by(f"added{release}") == {"old code"}
        deployment.start(f"worker{release}", WORKER, code=newer.folder)
        deployment.wait_until(
            lambda: _both(due, f"added{release}"), seconds=PATIENCE, what="the new code works beside it", every=0.2
        )
        fall_due(due, ROUND)
        deployment.stop(f"worker{release - 1}")
        _say(due, deployment, "the new code goes on alone")
    whole = count_whole(due, recorder)
    seconds = time.monotonic() - began
    tell_table(
        whole.line("deployment with migrations, mid-work", due, asked=RELEASES, landed=RELEASES, seconds=seconds)
    )
    assert whole.is_sound, whole
    assert whole.repeats == 0

    newer.add_column("naive", NAIVE, tables=MESSAGES)
    _migrate(newer, database, deployment, due)
    deployment.wait_until(
        lambda: SweepFault.objects.exists() and not Deadline.objects.to_move_on(database_now()).exists(),
        seconds=PATIENCE,
        what="a column without a default stops the work",
    )
    naive = count_whole(due, recorder)
    tell_table(Line("naive: a new column without db_default", due.rows, naive.lost, naive.doubled, 1, 1))
    assert naive.ledger.set_aside > 0
    assert naive.lost > 0


def _migrate(newer: NewerCode, database: str, deployment: Deployment, due: DueWorld) -> None:
    """Migrate while the workers, who know nothing of it, have something to do; afterwards something more falls due."""
    with newer.migrate(database) as migrating:
        while migrating.poll() is None:
            if all_is_said():
                fall_due(due, ROUND)
            deployment.look_after()
            time.sleep(0.05)
    assert migrating.returncode == 0
    if all_is_said():
        fall_due(due, ROUND)


def _say(due: DueWorld, deployment: Deployment, what: str) -> None:
    deployment.wait_until(all_is_said, seconds=PATIENCE, what=what)
    fall_due(due, ROUND)
    deployment.wait_until(all_is_said, seconds=PATIENCE, what=what)


def _both(due: DueWorld, column: str) -> bool:
    """Let something fall due again and again until each of them has had its share."""
    if all_is_said():
        fall_due(due, ROUND)
    return written_by(column) == {"old code", "new code"}


def written_by(column: str) -> set[str]:
    """Which code wrote messages since the column is there, and before."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {column} FROM notifications_message")
        return {word for (word,) in cursor.fetchall()}
