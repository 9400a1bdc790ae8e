"""The worker, the beat and the web server: what is started, and what happens when one ends by itself."""

import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded import processes

LONGEST_LOG = 5_000_000  # bytes; a longer one starts anew
MOST_RESTARTS = 5  # within RESTART_WINDOW: then something is broken, and starting again does not mend it
RESTART_WINDOW = 60.0  # seconds
STOP_SECONDS = 10.0


class EndsAgainAndAgain(Exception):
    """A program does not stay up."""


@dataclass
class Program:
    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    _starts: list[float] = field(default_factory=list)

    def start(self, *, environment: Mapping[str, str], folder: Path) -> None:
        now = time.monotonic()
        self._starts = [*(moment for moment in self._starts if moment > now - RESTART_WINDOW), now]
        if len(self._starts) > MOST_RESTARTS:
            raise EndsAgainAndAgain(f"The {self.name} ends again and again. Its last words are in {self.log}")
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.unlink()
        with self.log.open("ab") as output:
            self.process = processes.start(self.command, environment=environment, folder=folder, output=output)

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None


def all_programs(*, var: Path, logs: Path) -> list[Program]:
    """In the order in which they start."""
    celery = [sys.executable, "-m", "celery", "--app", "config", "--quiet"]
    return [
        Program(
            name="worker",
            command=[*celery, "worker", "--queues=celery,clock", "--pool=threads", "--concurrency=3"]
            + ["--loglevel=WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"],
            log=logs / "worker.log",
        ),
        Program(
            name="beat",
            command=[*celery, "beat", f"--schedule={var / 'beat' / 'schedule'}", "--pidfile=", "--loglevel=WARNING"],
            log=logs / "beat.log",
        ),
        Program(
            name="web server",
            command=[sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi"],
            log=logs / "web.log",
        ),
    ]
