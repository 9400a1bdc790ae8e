"""Two hundred people write at once: drafts saved by real HTTP clients through real web server processes into PostgreSQL.

Counts what was lost and what came into somebody else's draft (both must be none) and prints how long a save takes.
"""

import json
import random
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts import access
from accounts.clock import database_now
from accounts.enums import RoleCode
from accounts.models import Membership
from bench.servers import web_server
from bench.table import Goal, Table
from bench.timing import percentile
from education_plans.models import EducationPlan, SectionDraft
from education_plans.rules.serials import serial_at
from education_plans.services import begin_plan
from education_plans.services.drafts import writing_pass
from tests.factories import MembershipFactory, UserFactory
from tests.people import build_world

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 200
SAVES = 3


def test_autosave(table: Table):
    world = build_world()
    plan = begin_plan(enrolment=world.enrolment(), by=world.social_worker.user, now=database_now())
    people: list[Membership] = [
        MembershipFactory(user=UserFactory(), agency=world.college, role=RoleCode.DESIGNATED_PERSON)
        for _ in range(WRITERS)
    ]
    access.rebuild()
    jobs = [_Writer(plan, person, number) for number, person in enumerate(people)]
    with web_server() as (port, _):
        taken, lasted = _write(port, jobs)
    drafts = {draft.user_id: draft.answers["going"] for draft in SectionDraft.objects.filter(section__plan=plan)}
    lost = [job for job in jobs if job.person.user_id not in drafts]
    older = [job for job in jobs if drafts.get(job.person.user_id, job.last) != job.last]
    crossed = [job for job in jobs if not drafts.get(job.person.user_id, job.mark).startswith(job.mark)]
    statuses = sorted(set().union(*(job.statuses for job in jobs)))
    size = f"{WRITERS} writers"
    table.add("autosave", "saves", size, len(taken) / lasted, unit="saves/s")
    table.add("autosave", "one save, p50", size, statistics.median(taken) * 1000)
    table.add("autosave", "one save, p99", size, percentile(taken, 99) * 1000)
    wrong = len(lost) + len(older) + len(crossed)
    table.add(
        "autosave", "lost, older than the last or in another’s draft", size, wrong, unit="", goal=Goal(0, of_ours=True)
    )
    print(f"\nlost {len(lost)}, older than the last {len(older)}, crossed {len(crossed)}, statuses {statuses}")
    assert not lost
    assert not older
    assert not crossed


class _Writer:
    """One person with a session of their own, what they write, and the last of it."""

    def __init__(self, plan: EducationPlan, person: Membership, number: int) -> None:
        self.person = person
        self.statuses: set[int] = set()
        section = plan.sections.get(code="views")
        client = Client()
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.path = reverse("education_plans:draft", args=[plan.uuid, "views"])
        self.mark = f"writer {number}:"
        self.last = f"{self.mark} {'word ' * 40}{SAVES}"
        base = serial_at(database_now())
        word = writing_pass(section, person.user)
        self.packets = [
            {
                "going": f"{self.mark} {'word ' * 40}{turn}",
                "version": "0",
                "serial": str(base + turn),
                "pass": word,
            }
            for turn in range(1, SAVES + 1)
        ]
        random.Random(number).shuffle(self.packets)


def _write(port: int, jobs: list[_Writer]) -> tuple[list[float], float]:
    """All at once, each person through a connection of their own; how long each save took, and all of them together."""
    start = threading.Barrier(len(jobs))
    began = time.perf_counter()
    with ThreadPoolExecutor(len(jobs)) as pool:
        taken = list(pool.map(lambda job: _send(port, job, start), jobs))
    return [seconds for each in taken for seconds in each], time.perf_counter() - began


def _send(port: int, job: _Writer, start: threading.Barrier) -> list[float]:
    start.wait()
    http = HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {"Cookie": job.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    taken, checked = [], ""
    for packet in job.packets:
        sent = time.perf_counter()
        http.request("POST", job.path, urlencode(packet | {"checked": checked}), headers)
        answer = http.getresponse()
        said = json.loads(answer.read())
        checked = said.get("checked", checked)  # as the page does
        taken.append(time.perf_counter() - sent)
        job.statuses.add(answer.status)
    http.close()
    return taken
