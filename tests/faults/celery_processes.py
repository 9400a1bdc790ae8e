"""What `docker compose` keeps running, as real processes: workers, a beat, a web server. What ends by itself is started
again, as `restart: unless-stopped` does.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from config.embedded import processes
from tests.faults.postgres_server import named
from tests.notifications.mail_server import free_port

CELERY = [sys.executable, "-m", "celery", "--quiet", "--app", "tests.faults.celery_app"]
_ALONE = ["--without-gossip", "--without-mingle", "--loglevel=WARNING"]
#: As in docker-compose.yml, with fewer hands; this one sweeps too.
WORKER = [*CELERY, "worker", "--queues=celery,clock", "--concurrency=2", *_ALONE]
SWEEPER = [*CELERY, "worker", "--queues=clock", "--concurrency=1", *_ALONE]
BEAT = [*CELERY, "beat", "--pidfile=", "--loglevel=WARNING"]
WEB = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]


@dataclass
class Program:
    name: str
    command: list[str]
    environment: dict[str, str]
    code: Path
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None


class Deployment:
    """`again` counts by name how often something ended by itself and was started again."""

    def __init__(self, folder: Path, *, database: str, broker: str, mail_port: int, lease: float = 0) -> None:
        self.folder = folder
        self.database = database
        self.again: Counter[str] = Counter()
        self.web_port = free_port()
        self.environment = {
            **os.environ,
            "MAINSTAY_MODE": "test",
            "TEST_DELIVERY_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "BROKER_URL": broker,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_port),
            "FAULTS_LEASE": str(lease),
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": "",
            "BIND": f"127.0.0.1:{self.web_port}",
            "WEB_CONCURRENCY": "1",
        }
        if broker.startswith("filesystem:"):
            self.environment["BROKER_FOLDER"] = str(folder / "broker")
            for name in ("queue", "control"):
                (folder / "broker" / name).mkdir(parents=True, exist_ok=True)
        self.programs: dict[str, Program] = {}

    def start(self, name: str, command: list[str], *, code: Path = settings.BASE_DIR) -> Program:
        """Start a program from the source code in `code`; the database knows its connections by its name."""
        environment = {**self.environment, "DATABASE_URL": named(self.database, name)}
        if command is BEAT:
            command = [*BEAT, f"--schedule={self.folder / name}.schedule"]
        if command in (WORKER, SWEEPER):
            command = [*command, f"--hostname={name}@test"]
        log = self.folder / f"{name}.log"
        self.programs[name] = Program(name, command, environment, code, log, _run(command, environment, code, log))
        return self.programs[name]

    def stop(self, name: str, *, patience: float = 60) -> None:
        """As `docker stop`: it may finish what it is at."""
        program = self.programs.pop(name)
        program.process.terminate()
        program.process.wait(timeout=patience)

    def wait_until(self, is_so: Callable[[], bool], *, seconds: float, what: str, every: float = 0.05) -> float:
        """Look again and again, and meanwhile start again what ended; the seconds it took."""
        began = time.monotonic()
        while not is_so():
            self.look_after()
            assert time.monotonic() - began < seconds, f"not within {seconds} s: {what}\n{self.last_words()}"
            time.sleep(every)
        return time.monotonic() - began

    def look_after(self) -> None:
        """Start again what ended by itself."""
        for program in self.programs.values():
            if program.has_ended:
                self.again[program.name] += 1
                program.process = _run(program.command, program.environment, program.code, program.log)

    def last_words(self) -> str:
        return "\n".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in sorted(self.folder.glob("*.log")))

    def end(self) -> None:
        for program in self.programs.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(program.process.pid, signal.SIGKILL)
            program.process.wait()
        self.programs.clear()


def _run(command: list[str], environment: dict[str, str], code: Path, log: Path) -> "subprocess.Popen[bytes]":
    with log.open("ab") as output:
        return processes.start(
            command, environment=environment, folder=code, output=output, when_parent_dies=signal.SIGKILL
        )


@contextmanager
def deployed(folder: Path, *, database: str, broker: str, mail_port: int, lease: float = 0) -> Iterator[Deployment]:
    """One that leaves nothing behind."""
    deployment = Deployment(folder, database=database, broker=broker, mail_port=mail_port, lease=lease)
    try:
        yield deployment
    finally:
        deployment.end()
