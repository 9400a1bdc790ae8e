"""PostgreSQL crashes, ends connections, and has none left: nothing is lost, and no deadline is blamed for it."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from accounts.clock import database_now
from deadlines.models import Deadline
from notifications.enums import MessageState
from notifications.models import Message
from notifications.rules import SETTLE_EVERY
from tests.faults import naive
from tests.faults.celery_processes import BEAT, WEB, WORKER, Deployment, deployed
from tests.faults.counting import NOTHING_WRONG, count_sweep
from tests.faults.points import Watch
from tests.faults.postgres_server import MID_WORK, PostgresServer, hold_every_connection, terminate, working_on
from tests.faults.processes import Crew
from tests.faults.sizes import KILLS, LONG
from tests.faults.smtp import Recorder
from tests.faults.table import Line
from tests.faults.visitor import Visitor
from tests.faults.whole import SOME, all_is_said, arrived, count_whole, due_for_hours, fall_due
from tests.faults.world import DueWorld

CRASHES = max(1, KILLS // 6)  # of each kind
FULL_SECONDS = 60.0 if LONG else 3.0
PATIENCE = 300.0
LEASE = 6.0  # seconds after which what a broken deliverer held is sent by another

#: A worker is in a transaction that has locked or written deadlines.
IS_SWEEPING = """
SELECT EXISTS (
    SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE application_name = 'worker' AND backend_xid IS NOT NULL AND relation = 'deadlines_deadline'::regclass
)
"""
#: The naive sweep has moved a deadline on, and is about to say so.
HAS_MOVED_ON = """state = 'idle' AND query LIKE 'UPDATE "deadlines_deadline" %%'"""


@dataclass
class Standing:
    """What one beat, one worker and one mail server do with one database through everything that happens to it."""

    database: str
    due: DueWorld
    deployment: Deployment
    recorder: Recorder


@pytest.fixture(scope="module")
def standing(
    postgres: PostgresServer, broker: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Standing]:
    url = postgres.new_database()
    folder = tmp_path_factory.mktemp("postgres")
    recorder = Recorder()
    recorder.start()
    with (
        working_on(url, django_db_blocker),
        deployed(folder, database=url, broker=broker, mail_port=recorder.port, lease=LEASE) as deployment,
    ):
        deployment.start("beat", BEAT)
        deployment.start("worker", WORKER)
        yield Standing(url, due_for_hours(0), deployment, recorder)
    recorder.stop()


def is_sweeping() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(IS_SWEEPING)
        return bool(cursor.fetchone()[0])


def test_restarted_at_once_in_the_middle_of_the_work(
    postgres: PostgresServer, standing: Standing, tell_table: Callable[[Line], None]
) -> None:
    """`pg_ctl restart -m immediate`: as if the machine had lost power, with what was committed on the disk."""
    due, deployment, recorder = standing.due, standing.deployment, standing.recorder
    began = time.monotonic()
    asked = landed = 0
    while landed < 2 * CRASHES and asked < 6 * CRASHES:
        asked += 1
        if asked % 2:
            recorder.seconds_per_message = 0
            landed += _crash_while_sweeping(standing, postgres)
        else:
            recorder.seconds_per_message = 0.02
            landed += _crash_while_sending(standing, postgres)
        connection.close()
    recorder.seconds_per_message = 0
    deployment.wait_until(all_is_said, seconds=PATIENCE, what="everything is told after the last crash")
    whole = count_whole(due, recorder)
    seconds = time.monotonic() - began
    tell_table(whole.line("PostgreSQL restarted at once, mid-work", due, asked=asked, landed=landed, seconds=seconds))
    assert landed >= 2 * CRASHES, "too few crashes fell mid-work: this proved nothing"
    assert whole.is_sound, whole
    assert whole.repeats <= landed * SETTLE_EVERY


def _crash_while_sweeping(standing: Standing, postgres: PostgresServer) -> bool:
    """Whether everything that was due is due again."""
    due, deployment = standing.due, standing.deployment
    deployment.wait_until(all_is_said, seconds=PATIENCE, what="nothing is left before the next crash")
    fall_due(due, 5 * SOME)
    deployment.wait_until(is_sweeping, seconds=PATIENCE, what="a sweep begins", every=0.001)
    postgres.crash()
    connection.close()
    return Deadline.objects.to_move_on(database_now()).count() == 5 * SOME


def _crash_while_sending(standing: Standing, postgres: PostgresServer) -> bool:
    """Whether some e-mail had been handed over of which nothing was written down."""
    due, deployment, recorder = standing.due, standing.deployment, standing.recorder
    deployment.wait_until(all_is_said, seconds=PATIENCE, what="nothing is left before the next crash")
    before = recorder.seen.total()
    fall_due(due, SOME)
    deployment.wait_until(
        lambda: recorder.seen.total() > before + 3, seconds=PATIENCE, what="they are sending", every=0.001
    )
    postgres.crash()
    connection.close()
    taken = Message.objects.filter(state=MessageState.QUEUED, attempts__gt=0)
    return any(str(uuid) in arrived(recorder) for uuid in taken.values_list("uuid", flat=True))


def test_connections_are_ended_in_the_middle_of_the_work(
    standing: Standing, tell_table: Callable[[Line], None]
) -> None:
    """`pg_terminate_backend`, again and again, for whatever a worker has within a transaction."""
    due, deployment, recorder = standing.due, standing.deployment, standing.recorder
    before = count_whole(due, recorder)
    chance = random.Random(7)
    began = time.monotonic()
    landed = 0
    while landed < KILLS:
        if all_is_said():
            fall_due(due, SOME)
        deployment.look_after()
        landed += terminate("worker", only=MID_WORK)
        time.sleep(chance.uniform(0, 0.05))
    deployment.wait_until(all_is_said, seconds=PATIENCE, what="everything is told when nobody ends connections")
    whole = count_whole(due, recorder)
    seconds = time.monotonic() - began
    whole = replace(whole, repeats=whole.repeats - before.repeats)
    tell_table(whole.line("connections ended mid-work", due, asked=landed, landed=landed, seconds=seconds))
    assert whole.is_sound, whole
    assert whole.repeats <= landed * SETTLE_EVERY


def test_no_connection_is_left(standing: Standing, tell_table: Callable[[Line], None]) -> None:
    """Somebody takes every connection there is: the web says so plainly, and the workers try again."""
    due, deployment, recorder = standing.due, standing.deployment, standing.recorder
    before = count_whole(due, recorder)
    visitor = Visitor(deployment.web_port)
    deployment.start("web", WEB)
    deployment.wait_until(visitor.is_served, seconds=PATIENCE, what="the web server answers")
    email = due.world.head.user.email
    assert visitor.ask_for_a_new_password(email).status == 200
    began = time.monotonic()
    fillers = hold_every_connection(standing.database, against=deployment.programs)
    fall_due(due, SOME)
    try:
        refused = visitor.ask_for_a_new_password(email)
        assert refused.status == 503
        assert "Mainstay cannot be reached just now" in refused.text
        assert refused.retry_after
        assert refused.seconds < 5
        assert visitor.get("/readyz").status == 503
        assert visitor.get("/healthz").status == 200
        while time.monotonic() - began < FULL_SECONDS:
            deployment.look_after()
            time.sleep(0.1)
        assert Deadline.objects.to_move_on(database_now()).count() == SOME
    finally:
        for filler in fillers:
            filler.close()
    back = time.monotonic()
    deployment.wait_until(all_is_said, seconds=PATIENCE, what="everything is told when there are connections again")
    seconds = time.monotonic() - back
    assert visitor.ask_for_a_new_password(email).status == 200
    deployment.wait_until(all_is_said, seconds=PATIENCE, what="the last e-mail leaves")
    whole = count_whole(due, recorder)
    whole = replace(whole, repeats=whole.repeats - before.repeats)
    tell_table(whole.line(f"no connection left for {FULL_SECONDS:.0f} s", due, asked=1, landed=1, seconds=seconds))
    assert whole.is_sound, whole


def naive_sweep(watch: Watch) -> None:
    """Under a name of its own, by which its connection is found."""
    connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "application_name": "naive"}
    naive.sweep(watch, database_now())


def test_the_naive_sweep_loses_when_its_connection_ends_so_this_can_fail(
    postgres: PostgresServer, django_db_blocker: DjangoDbBlocker, tell_table: Callable[[Line], None]
) -> None:
    crew = Crew()
    ended = 0
    with working_on(postgres.new_database(), django_db_blocker):
        due = due_for_hours(SOME // 3)
        try:
            while Deadline.objects.to_move_on(database_now()).exists():
                worker = crew.start(naive_sweep, pause=0.02)
                while worker.is_alive:
                    ended += terminate("naive", only=HAS_MOVED_ON) if ended < 2 else 0
                    time.sleep(0.001)
        finally:
            crew.dismiss()
        count = count_sweep(due)
    tell_table(Line("naive sweep, connections ended", due.rows, count.lost, count.doubled, ended, ended))
    assert count.lost > 0
    assert count != NOTHING_WRONG
