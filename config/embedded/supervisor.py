"""`make run`: one process that starts everything, watches it, and stops it.

Order: database, preparation, worker and beat, web server; the reverse at the end. What was started is written down in
`var/run.json` with the moment it started, so that the run after a `kill -9` can stop what was left and nothing else.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from config.embedded import place, postgres, processes, state
from config.embedded.programs import EndsAgainAndAgain, Program, all_programs

PROJECT = Path(__file__).resolve().parent.parent.parent
SOCKET_PREFIX = "mainstay-"
WEB_START_SECONDS = 60.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# What a person may have in their shell and must not reach one-command mode.
FOREIGN = frozenset({"DATABASE_URL", "BROKER_URL", "SECRET_KEY", "ALLOWED_HOSTS", "STATIC_ROOT", "TRUSTED_PROXY_COUNT"})
FOREIGN_PREFIXES = ("PG", "DJANGO_", "CELERY_", "GUNICORN_", "EMAIL_", "WEB_", "MAINSTAY_")


class CannotRun(Exception):
    """Mainstay cannot start; the text says why and what to do."""


class AlreadyRunning(CannotRun):
    """Another run holds this folder."""


class Ended(BaseException):
    """Somebody asked us to end (Ctrl-C, kill). Not an Exception: nothing but the supervisor may catch it."""


class Supervisor:
    """One run of Mainstay in the project folder whose `var` this is."""

    def __init__(self, *, var: Path = PROJECT / "var", port: int = 8000, demonstration: bool = True) -> None:
        self.var = var
        self.port = port
        self.demonstration = demonstration
        self.logs = var / "log"
        self.token = secrets.token_hex(16)
        self.socket_folder: Path | None = None
        self.cluster: postgres.Cluster | None = None
        self.programs: list[Program] = []
        self._lock: int | None = None

    # --- the run ------------------------------------------------------------------------------------------------------

    def run(self) -> int:
        """Start everything, wait until somebody ends it, stop everything; the exit status."""
        began = time.monotonic()
        for number in ENDING:
            signal.signal(number, _end)
        try:
            self.take_folder()
            _require_free(self.port)
            self.start_database()
            self._prepare()
            self._start_programs()
            self._announce(time.monotonic() - began)
            self._watch()
        except Ended:
            say("\nStopping …")
        finally:
            for number in ENDING:
                signal.signal(number, signal.SIG_IGN)  # stopping takes seconds and must not be cut short
            self.stop()
        say("Mainstay has stopped.")
        return 0

    def take_folder(self) -> None:
        """Claim `var` for this run; clear up after one that was killed."""
        self.var.mkdir(mode=0o700, exist_ok=True)
        self.var.chmod(0o700)
        for folder in (self.logs, self.var / "sent", self.var / "beat"):
            folder.mkdir(exist_ok=True)
        lock = os.open(self.var / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            running = state.read_run(self.var)
            where = f" at http://127.0.0.1:{running.port}/" if running else ""
            raise AlreadyRunning(f"Mainstay is already running in this folder{where}; Ctrl-C there stops it.") from None
        self._lock = lock
        self._clear_up()
        shutil.rmtree(self.var / "broker", ignore_errors=True)  # an earlier run's hints help nobody
        for name in ("queue", "control"):
            (self.var / "broker" / name).mkdir(parents=True)

    def _clear_up(self) -> None:
        """Stop what a killed run left behind: recognised by number and start, by its token, by its data folder."""
        left = state.read_run(self.var)
        if left is not None:
            strays = {process.pid: process for process in processes.carrying(left.token)}
            for child in left.children:
                if (process := child.process()) is not None:
                    strays[process.pid] = process
            if strays:
                say(f"An earlier run was killed; stopping {len(strays)} program(s) that it left behind.")
                processes.stop(strays.values(), patience=5.0)
        data = self.var / "postgres"
        if data.exists() and postgres.stop_leftover(data.resolve()):
            say("An earlier run was killed; stopping the database server that it left behind.")
        if left is not None:
            remove_socket_folder(left.socket_folder)
        state.forget_run(self.var)

    def start_database(self) -> None:
        self.socket_folder = place.temporary_folder(SOCKET_PREFIX, holds_socket=True)
        self._write_down()
        self.cluster = postgres.Cluster(
            place=place.for_project(self.var),
            socket_folder=self.socket_folder,
            password=state.read_secrets(self.var)["database_password"],
            log=self.logs / "postgres.log",
        )
        if not self.cluster.exists():
            say("Making the database (PostgreSQL 18) …")
            self.cluster.create()
        self.cluster.start()

    def _prepare(self) -> None:
        """Migrations, static files, demonstration data: a child that talks to the terminal."""
        child = processes.start(
            [sys.executable, "-m", "config.embedded.prepare", *([] if self.demonstration else ["--empty"])],
            environment=self.environment(),
            folder=PROJECT,
            output=None,
        )
        if child.wait() != 0:
            raise CannotRun("Mainstay could not be made ready; the lines above say why.")

    def _start_programs(self) -> None:
        self.programs = all_programs(var=self.var, logs=self.logs)
        for program in self.programs:
            self._start(program)
        if not processes.wait_until(self._web_answers, seconds=WEB_START_SECONDS):
            raise CannotRun(f"The web server does not answer. Its last words are in {self.logs / 'web.log'}")

    def _start(self, program: Program) -> None:
        try:
            program.start(environment=self.environment(), folder=PROJECT)
        except EndsAgainAndAgain as trouble:
            raise CannotRun(str(trouble)) from trouble
        self._write_down()

    def _watch(self) -> None:
        """Start again what ended by itself, until somebody ends us."""
        while True:
            time.sleep(0.5)
            if self.cluster is not None and not self.cluster.alive():
                say("The database server ended by itself; starting it again.")
                self.cluster.start()
            for program in self.programs:
                if program.ended():
                    say(f"The {program.name} ended by itself; starting it again (see {program.log}).")
                    self._start(program)

    def stop(self) -> None:
        """Stop everything this run started, whatever state it is in; harmless when nothing runs."""
        if self._lock is None:
            return
        for program in reversed(self.programs):
            program.stop()
        processes.stop(processes.carrying(self.token), patience=5.0)
        if self.cluster is not None:
            self.cluster.stop()
        if self.socket_folder is not None:
            remove_socket_folder(self.socket_folder)
        state.forget_run(self.var)
        os.close(self._lock)
        self._lock = None

    # --- what the children get, and what is written down --------------------------------------------------------------

    def environment(self) -> dict[str, str]:
        """The person's own environment without anything that could change the mode, plus ours."""
        if self.cluster is None:
            raise CannotRun("The database has not been started.")
        theirs = {
            name: value
            for name, value in os.environ.items()
            if name not in FOREIGN and not name.startswith(FOREIGN_PREFIXES)
        }
        ours = {
            "MAINSTAY_MODE": "embedded",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.cluster.url(),
            "BROKER_URL": "filesystem://localhost",
            "SECRET_KEY": state.read_secrets(self.var)["secret_key"],
            "MAINSTAY_BASE_URL": f"http://127.0.0.1:{self.port}",
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": "1",
            "PYTHONUNBUFFERED": "1",
            processes.TOKEN_NAME: self.token,
        }
        return {**theirs, **ours}

    def _write_down(self) -> None:
        if self.socket_folder is not None:
            state.write_run(
                self.var,
                token=self.token,
                port=self.port,
                socket_folder=self.socket_folder,
                children=[program.process for program in self.programs if program.process is not None],
            )

    def _web_answers(self) -> bool:
        if self.programs[-1].ended():
            raise CannotRun(f"The web server did not start. Its last words are in {self.logs / 'web.log'}")
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _announce(self, seconds: float) -> None:
        say(
            f"\nMainstay is running (ready in {seconds:.0f} seconds).\n\n"
            f"    Open       http://127.0.0.1:{self.port}/\n"
            "    Sign in    that page lists every demonstration account; one click signs in\n"
            f"    E-mails    files in {_short(self.var / 'sent')}, and the page “Sent messages”\n"
            f"    Logs       {_short(self.logs)}\n\n"
            "Ctrl-C stops everything.\n"
        )


def say(text: str) -> None:
    print(text, flush=True)


def remove_socket_folder(folder: Path) -> None:
    """Only ever a folder that a run made, which its name shows."""
    if folder.name.startswith(SOCKET_PREFIX) and folder.is_dir():
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def database_at_hand(supervisor: Supervisor) -> Iterator[dict[str, str]]:
    """The environment for one command: with the database of the run that is going on, or one started just for it."""
    try:
        supervisor.take_folder()
    except AlreadyRunning:
        running = state.read_run(supervisor.var)
        if running is None:
            raise
        supervisor.port = running.port
        supervisor.cluster = postgres.Cluster(
            place=place.for_project(supervisor.var),
            socket_folder=running.socket_folder,
            password=state.read_secrets(supervisor.var)["database_password"],
            log=supervisor.logs / "postgres.log",
        )
        yield supervisor.environment()
        return
    try:
        supervisor.start_database()
        yield supervisor.environment()
    finally:
        supervisor.stop()


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotRun(f"Another program uses port {port}. Choose a free one: make run PORT={port + 1}") from None


def _short(path: Path) -> str:
    with contextlib.suppress(ValueError):
        return str(path.relative_to(Path.cwd()))
    return str(path)
