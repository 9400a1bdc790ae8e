"""Metrics: what they tell, where they are served, and that several web processes are added up."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client, override_settings
from prometheus_client import generate_latest

from config.guards import metrics_address
from config.metrics import REQUESTS, VitalSignsCollector, registry
from tests.config.test_health import swept, waiting


@pytest.mark.parametrize(
    ("bind", "address"),
    [("", None), ("127.0.0.1:9464", ("127.0.0.1", 9464)), ("[::1]:9464", ("::1", 9464))],
)
def test_where_metrics_are_served(bind: str, address: tuple[str, int] | None):
    assert metrics_address(bind, public="0.0.0.0:8000") == address


@pytest.mark.parametrize("bind", ["9464", ":9464", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:99999", "127.0.0.1:8000"])
def test_never_on_the_port_of_the_pages_and_never_anywhere_unsaid(bind: str):
    with pytest.raises(ImproperlyConfigured, match="METRICS_BIND"):
        metrics_address(bind, public="0.0.0.0:8000")


def test_off_unless_the_environment_names_a_port():
    assert settings.METRICS_ADDRESS is None
    assert not any("metrics" in name for name in settings.MIDDLEWARE)


def sample(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, f"{name} is not told:\n{text}"
    return float(found[1])


@pytest.fixture
def kept_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scrape has a thread and so a connection of its own; a test has one for all."""
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.mark.usefixtures("kept_open")
def test_what_the_database_knows(real_now: datetime):
    swept(real_now - timedelta(seconds=30))
    waiting(real_now - timedelta(minutes=10))
    waiting(real_now, state="failed", settled_at=real_now, next_try_at=None)
    text = generate_latest(registry()).decode()
    assert sample(text, "mainstay_database_up") == 1
    assert 30 <= sample(text, "mainstay_sweep_heartbeat_age_seconds") < 60
    assert sample(text, "mainstay_sweep_lag_seconds") == 0
    assert 600 <= sample(text, "mainstay_outbox_age_seconds") < 660
    assert sample(text, "mainstay_dead_letters") == 1
    assert sample(text, 'mainstay_messages{state="queued"}') == 1
    assert sample(text, 'mainstay_messages{state="failed"}') == 1
    assert sample(text, 'mainstay_delivery_attempts_last_hour{outcome="deferred"}') == 0
    assert "Canaria" not in text


def test_a_scrape_survives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch):
    """Nothing gave this test a database: whatever is asked of it is refused as a lost connection is."""
    from django.db import OperationalError

    def gone(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr("config.metrics.database_now", gone)
    monkeypatch.setattr(connection, "close", lambda: None)
    (only,) = VitalSignsCollector().collect()
    assert [(each.name, each.value) for each in only.samples] == [("mainstay_database_up", 0)]


@pytest.mark.django_db
def test_requests_are_told_by_pattern_and_never_by_record(monkeypatch: pytest.MonkeyPatch):
    REQUESTS.clear()
    record = "5b2f9a8e-2b1f-4d6e-9d5a-2f6f3f1c7c11"
    with override_settings(MIDDLEWARE=["config.metrics.LatencyMiddleware", *settings.MIDDLEWARE]):
        client = Client()
        for path in (f"/learners/{record}/?q=Canaria", "/sign-in/", "/Canaria/"):
            client.get(path)
    labels = {tuple(each.labels.values()) for family in REQUESTS.collect() for each in family.samples}
    assert {pair[:2] for pair in labels if len(pair) == 2} == {
        ("/learners/<uuid:learner_uuid>/", "3xx"), ("/sign-in/", "2xx"), ("no such address", "4xx"),
    }  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def two_processes(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Gunicorn with two web processes and no database; the port of the pages and that of the metrics."""
    pages, metrics = free_port(), free_port()
    environment = os.environ | {
        "BIND": f"127.0.0.1:{pages}", "METRICS_BIND": f"127.0.0.1:{metrics}", "WEB_CONCURRENCY": "2", "WEB_THREADS": "1",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "TMPDIR": str(tmp_path),
    }  # fmt: skip
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi"],
        cwd=settings.BASE_DIR, env=environment,
    )  # fmt: skip
    try:
        yield pages, metrics
    finally:
        server.terminate()
        server.wait(timeout=30)
    assert list(tmp_path.glob("mainstay-metrics-*")) == []


def read(port: int, path: str) -> str:
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def test_two_web_processes_are_added_up_on_a_port_of_their_own(two_processes: tuple[int, int]):
    pages, metrics = two_processes
    read(pages, "/healthz")
    for _ in range(20):  # asks nothing of the database, and is measured all the same
        with pytest.raises(OSError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{pages}/partners/none/here/", timeout=10)
    for _ in range(4):
        text = read(metrics, "/metrics")
        assert sample(text, 'mainstay_request_seconds_count{route="no such address",status="4xx"}') == 20
        assert sample(text, "mainstay_database_up") == 0
