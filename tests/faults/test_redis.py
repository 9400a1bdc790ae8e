"""Redis is emptied, stopped, and killed: what was due is told all the same, and requests do not notice."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from notifications.services.worker import IMPATIENT
from tests.faults.celery_processes import BEAT, WEB, WORKER, Deployment, deployed
from tests.faults.redis_server import MISSING, RedisServer, find_redis
from tests.faults.sizes import LONG
from tests.faults.smtp import Recorder
from tests.faults.table import Line
from tests.faults.visitor import Visitor
from tests.faults.whole import SOME, all_is_said, count_whole, due_for_hours, fall_due, naive_arrived
from tests.faults.world import DueWorld
from tests.notifications.processes import database_url

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(find_redis() is None, reason=MISSING),
]

#: For how long Redis is gone.
SECONDS = 120.0 if LONG else 3.0
#: How often it is killed.
KILLED = 5 if LONG else 1
#: A worker that lost its broker asks again after 2, 4, 6 … at most 32 seconds.
PATIENCE = 300.0
#: Messages of the naive kind: enough that some still wait when Redis goes.
NAIVE = 2 * SOME
#: Those that are asked for while Redis is gone.
ASKED = 3
TASKS = ("deadlines.sweep_deadlines", "notifications.deliver_messages")


@pytest.fixture
def deployment(tmp_path: Path, redis: RedisServer, recorder: Recorder) -> Iterator[Deployment]:
    with deployed(tmp_path, database=database_url(), broker=redis.url, mail_port=recorder.port) as deployment:
        yield deployment


def publish(redis: RedisServer, count: int) -> int:
    """A task for each message, and nothing else; how many the broker did not take."""
    taken = 0
    with (
        Celery(broker=redis.url, set_as_current=False) as client,
        client.connection_for_write(transport_options=IMPATIENT) as connection,
        contextlib.suppress(OperationalError),
    ):
        for _ in range(count):
            arguments = [uuid4().hex, "well@example.org"]
            client.send_task("naive.send", args=arguments, retry=False, connection=connection)
            taken += 1
    return count - taken


def test_what_redis_forgets_is_told_all_the_same(
    redis: RedisServer, deployment: Deployment, recorder: Recorder, tell_table: Callable[[Line], None]
) -> None:
    due = due_for_hours(SOME)
    _emptied(due, redis, deployment, recorder, tell_table)
    _gone(due, redis, deployment, recorder, tell_table, how=redis.stop, seconds=SECONDS, called="stopped")
    for _ in range(KILLED):
        _gone(due, redis, deployment, recorder, tell_table, how=redis.kill, seconds=0, called="killed, empty again")
    if LONG:
        _gone(due, redis, deployment, recorder, tell_table, how=redis.freeze, seconds=SECONDS, called="frozen")


def _emptied(
    due: DueWorld, redis: RedisServer, deployment: Deployment, recorder: Recorder, tell_table: Callable[[Line], None]
) -> None:
    """FLUSHALL with work in the queue. The workers come after it, so that nothing of it was done before."""
    assert publish(redis, NAIVE) == 0
    with Celery(broker=redis.url, set_as_current=False) as client:
        for task in TASKS:
            client.send_task(task, retry=False)
    queued = redis.queued()
    redis.flush()
    assert (queued, redis.queued()) == (NAIVE + len(TASKS), 0)
    began = time.monotonic()
    deployment.start("beat", BEAT)
    deployment.start("worker", WORKER)
    deployment.wait_until(all_is_said, seconds=PATIENCE, what="everything due is told after FLUSHALL")
    whole = count_whole(due, recorder)
    tell_table(whole.line("Redis emptied (FLUSHALL)", due, asked=1, landed=1, seconds=time.monotonic() - began))
    lost = NAIVE - naive_arrived(recorder)
    tell_table(Line("naive: a task a message, FLUSHALL", NAIVE, lost, 0, 1, 1))
    assert whole.is_sound, whole
    assert lost == NAIVE


def _gone(
    due: DueWorld,
    redis: RedisServer,
    deployment: Deployment,
    recorder: Recorder,
    tell_table: Callable[[Line], None],
    *,
    how: Callable[[], None],
    seconds: float,
    called: str,
) -> None:
    """Redis goes while the workers are sending, more falls due and people ask for something meanwhile, and it comes back empty."""
    visitor = Visitor(deployment.web_port)
    if "web" not in deployment.programs:
        deployment.start("web", WEB)
        deployment.wait_until(visitor.is_served, seconds=PATIENCE, what="the web server answers")
        visitor.get("/password-reset/")
    before, naive_before = recorder.seen.total(), naive_arrived(recorder)
    recorder.seconds_per_message = 0.02
    fall_due(due, SOME)
    deployment.wait_until(
        lambda: recorder.seen.total() > before, seconds=PATIENCE, what="they are sending", every=0.005
    )
    publish(redis, NAIVE)
    mid_work = not all_is_said()
    how()
    began = time.monotonic()
    assert mid_work, "everything was sent before Redis went: this proved nothing"
    refused = publish(redis, ASKED)
    fall_due(due, SOME)
    people = [member.user for member in vars(due.world).values() if hasattr(member, "user")][:4]
    answers = [visitor.ask_for_a_new_password(user.email) for user in people]
    assert [answer.status for answer in answers] == [200] * len(people)
    assert max(answer.seconds for answer in answers) < 5
    assert sum(answer.seconds for answer in answers) < 10, "each of them waited for the broker"
    while time.monotonic() - began < seconds:
        deployment.look_after()
        time.sleep(0.1)
    redis.start()
    back = time.monotonic()
    deployment.wait_until(all_is_said, seconds=PATIENCE, what=f"everything due is told after Redis was {called}")
    fall_due(due, SOME)
    deployment.wait_until(all_is_said, seconds=PATIENCE, what=f"workers go on after Redis was {called}")
    recorder.seconds_per_message = 0
    whole = count_whole(due, recorder)
    again = f", {deployment.again['worker']} worker(s) started again" if deployment.again["worker"] else ""
    scenario = f"Redis {called} ({seconds:.0f} s{again})"
    tell_table(whole.line(scenario, due, asked=1, landed=int(mid_work), seconds=time.monotonic() - back))
    lost = NAIVE + ASKED - (naive_arrived(recorder) - naive_before)
    tell_table(Line(f"naive: a task a message, {called}", NAIVE + ASKED, lost, 0, 1, 1))
    assert whole.is_sound, whole
    assert refused == ASKED
    if how != redis.freeze:  # what was said to a frozen one may be heard later
        assert lost >= refused
