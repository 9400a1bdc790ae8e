"""From an incident logged in the browser to its e-mails at the mail server, with real web, worker, beat and broker processes.

With the hint: each incident is logged when the one before has arrived, and its time runs from the moment the form is sent. With
the broker gone: incidents are logged while Redis is down, which must not fail or hold up anybody; their e-mails leave by the
stand-in, while Redis stays away. Number of incidents: BENCH_INCIDENTS.
"""

import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from bench.forms import filled
from bench.servers import Recorder, free_port, has_redis, redis, stand_in, web_server, worker
from bench.sizes import sizes
from bench.table import Goal, Table
from bench.timing import percentile
from notifications.models import Message
from tests.people import World, build_world
from tracking.enums import IncidentKind

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not has_redis(), reason="redis-server is not installed on this machine"),
]

INCIDENTS = sizes("BENCH_INCIDENTS", small="12", full="60")[0]
#: Within this, in seconds, every e-mail has come.
PATIENCE = 180


def test_incident_to_mail_server(table: Table, tmp_path: Path):
    world = build_world()
    learners = [str(world.learner().uuid) for _ in range(8)]
    port = free_port()
    broker = f"redis://127.0.0.1:{port}/0"
    with Recorder(tmp_path).open() as mail, web_server(BROKER_URL=broker) as (web, _):
        browser = _Browser(world, web)
        with worker(broker, mail.port, beat=tmp_path):
            with redis(port):
                _log(browser, learners, mail, 2)  # what is loaded once
                hinted = _log(browser, learners, mail, INCIDENTS)
            taken, late = list[float](), list[float]()
            with stand_in(mail.port):
                logged = dict[str, float]()
                for number in range(INCIDENTS):
                    before = time.time()
                    uuids = browser.log(learners[number % len(learners)])
                    taken.append((time.time() - before) * 1000)
                    logged |= dict.fromkeys(uuids, before)
                received = mail.wait_for(set(logged), PATIENCE)
                late = [(received[uuid] - before) * 1000 for uuid, before in logged.items()]
    size = f"{INCIDENTS} incidents"
    for hundredths in (50, 95):
        goal = Goal(500, of_ours=True) if hundredths == 95 else None
        table.add(
            "incident → mail server", f"with the hint, p{hundredths}", size, percentile(hinted, hundredths), goal=goal
        )
    table.add("incident → mail server", "logged while Redis is gone, the request, p95", size, percentile(taken, 95))
    for hundredths in (50, 95):
        goal = Goal(61_000, of_ours=True) if hundredths == 95 else None  # two rounds missed, and one of the stand-in
        what = f"Redis gone, by the stand-in, p{hundredths}"
        table.add("incident → mail server", what, size, percentile(late, hundredths), goal=goal)


def _log(browser: "_Browser", learners: list[str], mail: Recorder, number: int) -> list[float]:
    """Milliseconds from sending each form to the arrival of the last of its e-mails."""
    taken = []
    for each in range(number):
        sent = time.time()
        uuids = browser.log(learners[each % len(learners)])
        received = mail.wait_for(uuids, PATIENCE)
        taken.append((max(received[uuid] for uuid in uuids) - sent) * 1000)
    return taken


class _Browser:
    """The designated person of the college at a computer."""

    def __init__(self, world: World, port: int) -> None:
        client = Client()
        client.force_login(world.designated_person.user, backend="django.contrib.auth.backends.ModelBackend")
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.port = port

    def log(self, learner: str) -> set[str]:
        """Log an incident; the UUIDs of its e-mails, which are its Message-IDs. The form was read before the clock starts."""
        path = f"/learners/{learner}/incidents/new/"
        page, cookie = self._ask("GET", path, None, self.cookie)
        values = filled(page, kind=IncidentKind.AT_RISK.value, description="Words at the gate.")
        known = set(Message.objects.values_list("uuid", flat=True))
        self._ask("POST", path, urlencode(values), f"{self.cookie}; {cookie}")
        new = Message.objects.filter(channel="email", state__in=["queued", "sent"]).exclude(uuid__in=known)
        uuids = {str(uuid) for uuid in new.values_list("uuid", flat=True)}
        assert uuids, "nobody was told"
        return uuids

    def _ask(self, method: str, path: str, body: str | None, cookie: str) -> tuple[str, str]:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        http = HTTPConnection("127.0.0.1", self.port, timeout=120)
        http.request(method, path, body, headers)
        answer = http.getresponse()
        page = answer.read().decode()
        http.close()
        assert answer.status == (200 if method == "GET" else 302), (path, answer.status)
        return page, (answer.getheader("Set-Cookie") or "").partition(";")[0]
