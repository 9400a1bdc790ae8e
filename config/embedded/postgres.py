"""One PostgreSQL cluster, run as a child of this process and reached by its Unix socket alone.

It listens on no network address. Its socket stands in a folder of mode 0700, and it asks for a password all the same.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2

from config.embedded import processes
from config.embedded.place import Place

USER = "mainstay"
DATABASE = "mainstay"
START_SECONDS = 60.0  # recovery after a crash replays the log first
STOP_SECONDS = 30.0
# The sort order and the rules for letters come with PostgreSQL itself, so they are the same on every system;
# docker-compose.yml asks for the same.
LOCALE = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
SETTINGS = {
    "shared_buffers": "64MB",
    "max_connections": "60",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # our queries are short: compiling them costs more than it gives
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",  # statements carry what people typed
    "log_error_verbosity": "terse",  # without the DETAIL line, which repeats the row
    "log_checkpoints": "off",
}


class DatabaseTrouble(Exception):
    """PostgreSQL did not do what was asked; the text carries its last words."""


class Cluster:
    """`password` is that of the one database user; `settings` come on top of SETTINGS."""

    def __init__(
        self,
        *,
        place: Place,
        socket_folder: Path,
        password: str,
        log: Path,
        environment: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
        durable: bool = True,
    ) -> None:
        self.place = place
        self.socket_folder = socket_folder
        self.password = password
        self.log = log
        self.settings = {**SETTINGS, **(settings or {})}
        self.durable = durable
        # Nothing of ours: a PGDATA or PGHOST of the person who starts us must not lead it astray.
        self.environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", **(environment or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql://{USER}:{quote(self.password, safe='')}@/{database}?host={quote(str(self.socket_folder))}"

    def exists(self) -> bool:
        return (self.place.data / "PG_VERSION").exists()

    def create(self) -> None:
        """Make the data folder. It appears whole or not at all: one that is broken off leaves nothing that counts."""
        data = self.place.data
        unfinished = data.with_name(data.name + ".unfinished")
        for leftover in (unfinished, data):
            if leftover.exists():
                shutil.rmtree(leftover)
        data.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", prefix="mainstay-", dir=self.socket_folder) as password_file:
            password_file.write(self.password + "\n")
            password_file.flush()
            for path in (unfinished, Path(password_file.name)):
                if self.place.account is not None:
                    os.chown(path, self.place.account.pw_uid, self.place.account.pw_gid)
            command: list[str | Path] = [
                self.place.programs / "initdb",
                "-D",
                unfinished,
                f"--username={USER}",
                *LOCALE,
            ]
            command += ["--auth=scram-sha-256", f"--pwfile={password_file.name}", "--no-instructions"]
            if not self.durable:
                command.append("--no-sync")
            made = processes.start(
                command,
                environment=self.environment,
                folder=unfinished,
                output=subprocess.PIPE,
                account=self.place.account,
            )
            words, _ = made.communicate(timeout=START_SECONDS)
        if made.returncode != 0:
            raise DatabaseTrouble("The database could not be made:\n" + words.decode(errors="replace").strip())
        unfinished.rename(data)

    def start(self) -> None:
        """Start the server, wait until it answers, and see that our database exists."""
        end = time.monotonic() + START_SECONDS
        while True:
            self._spawn()
            if self._answers(until=end):
                break
            words = self._last_words()
            # Left-over backends of a postmaster that was killed take a moment to notice.
            passing = "shared memory block" in words or "lock file" in words
            if not passing or time.monotonic() > end:
                self.stop()
                raise DatabaseTrouble("PostgreSQL did not start:\n" + words)
            time.sleep(0.3)
        self._make_database()

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Fast shutdown: connections are closed, and what was committed is safe."""
        if self.process is None:
            return
        for how, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10.0)):
            if self.process.poll() is not None:
                break
            self.process.send_signal(how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=patience)
        self.process = None

    def _spawn(self) -> None:
        options = {"listen_addresses": "", "unix_socket_permissions": "0700", **self.settings}
        command: list[str | Path] = [self.place.programs / "postgres", "-D", self.place.data, "-k", self.socket_folder]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("wb") as output:
            self.process = processes.start(
                command,
                environment=self.environment,
                folder=self.place.data,
                output=output,
                account=self.place.account,
                when_parent_dies=signal.SIGINT,
            )

    def _answers(self, *, until: float) -> bool:
        while self.alive():
            try:
                psycopg2.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg2.OperationalError as refusal:
                if "password authentication failed" in str(refusal):
                    self.stop()
                    raise DatabaseTrouble(
                        "The database has another password than var/secrets.json says. If that file was lost, "
                        "`make erase` throws the data away, and `make run` begins anew."
                    ) from refusal
                if time.monotonic() > until:
                    return False
                time.sleep(0.05)
            else:
                return True
        return False

    def _make_database(self) -> None:
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            connection.close()

    def _last_words(self) -> str:
        try:
            return self.log.read_text(errors="replace")[-2000:].strip()
        except OSError:
            return "(it said nothing)"


def stop_leftover(data: Path) -> bool:
    """Stop a server that an earlier, killed run left behind on this data folder; True if there was one.

    The number in `postmaster.pid` is believed only if that process is a `postgres` working in this very folder.
    """
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        server = psutil.Process(pid)
        if server.name() != "postgres" or Path(server.cwd()).resolve() != data.resolve():
            return False
    except (OSError, ValueError, psutil.Error):
        return False
    processes.stop([server], ask=signal.SIGINT, patience=STOP_SECONDS)
    return True
