"""Real processes beside the bench: web server, worker, beat, broker and a mail server, all against the database of this run."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil
from django.conf import settings

from tests.notifications.processes import database_url

_SMTP = "django.core.mail.backends.smtp.EmailBackend"
#: As docker compose does: what ended by itself is started again.
_KEPT_RUNNING = (
    r'trap "kill \$child; wait \$child; exit 0" TERM; while :; do "$@" & child=$!; wait $child; sleep 1; done'
)
_CELERY = (sys.executable, "-m", "celery", "--app", "config", "--quiet")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def has_redis() -> bool:
    return shutil.which("redis-server") is not None


@contextmanager
def running(*command: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process, ended with the block."""
    own = {"MAINSTAY_MODE": "test", "DATABASE_URL": database_url(), "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ | own | environment)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def web_server(workers: str = "2", **environment: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The web server as it runs in production: its port and its first process."""
    port = free_port()
    command = (sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi")
    with running(*command, BIND=f"127.0.0.1:{port}", WEB_CONCURRENCY=workers, **environment) as server:
        wait_for(port, server)
        _wait_for_an_answer(port)
        yield port, server


@contextmanager
def redis(port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A broker that keeps nothing on disk."""
    with running(
        "redis-server", "--port", str(port), "--save", "", "--appendonly", "no", "--loglevel", "warning"
    ) as server:
        wait_for(port, server)
        yield server


@contextmanager
def worker(broker: str, smtp_port: int, *, beat: Path | None = None) -> Iterator["subprocess.Popen[bytes]"]:
    """One worker process with two children that sends by SMTP; with `beat`, a folder, also everything that goes by the clock.

    A worker that ends is started again: one that holds an unacknowledged task when Redis goes away does (kombu closes its
    connection and then asks it for its parameters).
    """
    environment = {
        "BROKER_URL": broker, "TEST_DELIVERY_BACKEND": _SMTP, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(smtp_port),
        "EMAIL_USE_TLS": "false",
    }  # fmt: skip
    alone = ("--without-gossip", "--without-mingle", "--loglevel=ERROR")
    command = (*_CELERY, "worker", "--queues=celery,clock", "--concurrency=2", *alone)
    with running("sh", "-c", _KEPT_RUNNING, "worker", *command, **environment) as process:
        if beat is None:
            yield process
        else:
            schedule = (f"--schedule={beat / 'schedule'}", "--pidfile=", "--loglevel=ERROR")
            with running(*_CELERY, "beat", *schedule, **environment):
                yield process


@contextmanager
def stand_in(smtp_port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """What sweeps and sends without a broker, in its usual rhythm."""
    environment = {
        "TEST_DELIVERY_BACKEND": _SMTP, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(smtp_port), "EMAIL_USE_TLS": "false",
    }  # fmt: skip
    with running(sys.executable, "manage.py", "stand_in", **environment) as process:
        yield process


class Recorder:
    """A mail server in a process of its own. `received`: when each e-mail came, by its Message-ID without the host."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.file = folder / f"received-{self.port}"

    @contextmanager
    def open(self) -> Iterator["Recorder"]:
        self.file.touch()
        with running(sys.executable, "-m", "bench.recorder", str(self.port), str(self.file)) as process:
            wait_for(self.port, process)
            yield self

    def received(self) -> dict[str, float]:
        lines = (line.split() for line in self.file.read_text().splitlines() if line.count(" ") == 1)
        return {uuid: float(moment) for uuid, moment in lines}

    def wait_for(self, uuids: set[str], timeout: float) -> dict[str, float]:
        """What has come when all of these have, or when the time is over."""
        until = time.monotonic() + timeout
        while not uuids <= (received := self.received()).keys() and time.monotonic() < until:
            time.sleep(0.1)
        return received


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, "a process did not start"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("a process did not answer")


def _wait_for_an_answer(port: int) -> None:
    """A server takes connections before it has loaded what answers them."""
    until = time.monotonic() + 300
    while True:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as http:
                http.request("GET", "/sign-in/")
                http.getresponse().read()
                return
        except (OSError, HTTPException):
            assert time.monotonic() < until, "the web server did not answer"


def megabytes(process: "subprocess.Popen[bytes]") -> float:
    """What a process and its children hold in memory."""
    whole = psutil.Process(process.pid)
    return float(sum(each.memory_info().rss for each in [whole, *whole.children(recursive=True)]) / 2**20)
