"""Fifty people at once over the demonstration: locust, as a program of its own, against the real web server.

Throughput, the slowest in twenty, and errors, which must be none; and what the web and the worker processes hold in memory after
an hour's worth of work: as many requests as fifty people make at one a minute, and as many tasks as the beat sends in an hour.
Length: BENCH_SECONDS. Locust is no part of what the tests need: `make bench` installs it.
"""

import csv
import json
import os
import subprocess
import sys
import time
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from accounts.enums import RoleCode
from accounts.models import Membership
from bench.servers import Recorder, free_port, has_redis, megabytes, redis, web_server, worker
from bench.sizes import sizes
from bench.table import Goal, Table
from education_plans.enums import SectionCode
from education_plans.models import PlanSection
from education_plans.services.drafts import writing_pass
from learners.models import Enrolment, Learner

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(find_spec("locust") is None, reason="locust is not installed: `make bench` does it"),
]

PEOPLE = 50
SECONDS = sizes("BENCH_SECONDS", small="30", full="120")[0]
#: What an hour brings: a page a minute and person; a delivery every 15 seconds and a sweep every 20.
HOUR_OF_REQUESTS = PEOPLE * 60
HOUR_OF_TASKS = {"notifications.deliver_messages": 240, "deadlines.sweep_deadlines": 180}
TASKS = sizes("BENCH_TASKS", small="120", full="420")[0]
ROLES = (RoleCode.DESIGNATED_PERSON, RoleCode.SOCIAL_WORKER, RoleCode.VIRTUAL_SCHOOL_HEAD)


def test_fifty_people(table: Table, tmp_path: Path):
    call_command("demo", verbosity=0)
    people = [_person(hat) for role in ROLES for hat in Membership.objects.active().filter(role=role).order_by("pk")]
    file = tmp_path / "people.json"
    file.write_text(json.dumps([person for person in people if person["learners"]]))
    with web_server() as (port, server):
        _locust(file, port, tmp_path / "warm", seconds=10)
        memory = [megabytes(server)]
        for half in ("first", "second"):
            _locust(file, port, tmp_path / half, seconds=max(SECONDS // 2, 10))
            memory.append(megabytes(server))
        halves = [_read(tmp_path / half) for half in ("first", "second")]
    requests = sum(int(half["Request Count"]) for half in halves)
    errors = sum(int(half["Failure Count"]) for half in halves)
    size = f"{PEOPLE} people, {SECONDS} s"
    rate = sum(float(half["Requests/s"]) for half in halves) / 2
    table.add("people at once", "throughput", size, rate, unit="requests/s")
    table.add("people at once", "answer, p50", size, max(float(half["50%"]) for half in halves))
    table.add("people at once", "answer, p95", size, max(float(half["95%"]) for half in halves))
    table.add("people at once", "errors", f"{requests:,} requests", errors, unit="", goal=Goal(0, of_ours=True))
    _memory(table, "web", f"{requests / HOUR_OF_REQUESTS:.1f} hours of requests", memory)
    if has_redis():  # in the same test: emptying the tables takes away what migrations brought
        _memory_of_the_worker(table, tmp_path)


def _memory_of_the_worker(table: Table, tmp_path: Path) -> None:
    port = free_port()
    broker = f"redis://127.0.0.1:{port}/0"
    with redis(port), Recorder(tmp_path).open() as mail, worker(broker, mail.port) as process:
        app = Celery("bench", broker=broker)
        _work(app, 20)
        memory = [megabytes(process)]
        for _ in range(2):
            _work(app, TASKS // 2)
            memory.append(megabytes(process))
    _memory(table, "worker", f"{TASKS / sum(HOUR_OF_TASKS.values()):.1f} hours of tasks", memory)


def _memory(table: Table, what: str, size: str, memory: list[float]) -> None:
    start, middle, end = memory
    table.add("memory", f"{what}, middle against start", size, middle, limit=start, unit="MB")
    table.add("memory", f"{what}, end against middle: flat", size, end, limit=middle, unit="MB", goal=Goal(1.05))


def _work(app: Celery, number: int) -> None:
    """Send so many tasks, in the proportions of an hour, and wait until the queue is empty."""
    whole = sum(HOUR_OF_TASKS.values())
    for name, times in HOUR_OF_TASKS.items():
        for _ in range(max(1, number * times // whole)):
            app.send_task(name, ignore_result=True)
    until = time.monotonic() + 600
    with app.connection_for_read() as connection:
        while connection.default_channel.client.llen("celery") and time.monotonic() < until:
            time.sleep(0.2)
    time.sleep(2)  # the last ones are at work


def _person(hat: Membership) -> dict[str, object]:
    """One of the demonstration, signed in: what their role may open and write."""
    client = Client()
    client.force_login(hat.user, backend="django.contrib.auth.backends.ModelBackend")
    learners = list(Learner.objects.visible_to(hat.user).open()[:40])
    here = Enrolment.objects.open().filter(provider=hat.agency, learner__in=learners)
    written = PlanSection.objects.filter(plan__enrolment__in=here, code=SectionCode.VIEWS).select_related("plan")
    sections = [
        one for one in written if client.get(f"/plans/{one.plan.uuid}/sections/views/").status_code == HTTPStatus.OK
    ]
    return {
        "role": hat.role,
        "cookie": settings.SESSION_COOKIE_NAME,
        "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "learners": [str(learner.uuid) for learner in learners],
        "names": [learner.family_name for learner in learners],
        "own": [str(learner.uuid) for learner in learners],
        "drafts": [
            {"path": f"/plans/{section.plan.uuid}/sections/views/draft/", "pass": writing_pass(section, hat.user)}
            for section in sections
        ],
    }


def _locust(people: Path, port: int, prefix: Path, *, seconds: int) -> None:
    command = [
        sys.executable, "-m", "locust", "--locustfile", str(Path(__file__).with_name("users.py")), "--headless", "--only-summary",
        "--users", str(PEOPLE), "--spawn-rate", "25", "--run-time", f"{seconds}s", "--host", f"http://127.0.0.1:{port}",
        "--csv", str(prefix), "--exit-code-on-error", "0", "--stop-timeout", "20",
    ]  # fmt: skip
    log = prefix.with_suffix(".log")
    with log.open("w") as out:
        done = subprocess.run(
            command, env=os.environ | {"BENCH_USERS": str(people)}, stdout=out, stderr=out, check=False
        )
    assert done.returncode == 0, log.read_text()[-3000:]


def _read(prefix: Path) -> dict[str, str]:
    """The line of the whole, and on the screen what went wrong."""
    failures = prefix.with_name(f"{prefix.name}_failures.csv").read_text().splitlines()[1:]
    for line in failures:
        print("\n    ", line)
    with prefix.with_name(f"{prefix.name}_stats.csv").open(newline="") as lines:
        return next(row for row in csv.DictReader(lines) if row["Name"] == "Aggregated")
