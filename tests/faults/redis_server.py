"""A real Redis on a free port, for tests that empty, stop and kill it. It writes nothing down, so that one that starts
again is empty.
"""

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import redis

from tests.notifications.mail_server import free_port

START_SECONDS = 20.0
MISSING = "There is no redis-server on this machine, so what Mainstay does without its broker was not tried."


def find_redis() -> str | None:
    return shutil.which("redis-server")


class RedisServer:
    """`url` is the BROKER_URL. It has the limits of docker-compose.yml."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """On the same port each time. One that was frozen goes on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            return
        program = find_redis()
        assert program is not None, MISSING
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        command += ["--save", "", "--appendonly", "no", "--maxmemory", "256mb", "--maxmemory-policy", "noeviction"]
        with (self.folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self._process.poll() is None, (self.folder / "redis.log").read_text()
            assert time.monotonic() < end, "Redis does not answer."
            time.sleep(0.02)

    def answers(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """In good order; harmless when it does not run."""
        self._end("terminate")

    def kill(self) -> None:
        """kill -9."""
        self._end("kill")

    def freeze(self) -> None:
        """It takes connections and never says anything."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def _end(self, how: str) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            getattr(self._process, how)()
            self._process.wait(timeout=START_SECONDS)
            self._process = None

    def queued(self) -> int:
        """How many tasks wait in Celery's queue."""
        with redis.Redis(port=self.port) as client:
            return int(client.llen("celery"))  # type: ignore[arg-type]

    def flush(self) -> None:
        """Everything it holds is gone."""
        with redis.Redis(port=self.port) as client:
            client.flushall()
