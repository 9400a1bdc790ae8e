"""A PostgreSQL of their own for tests: made in a second, tuned for speed, gone when they end.

Each run has its own server in its own temporary folder, so runs beside each other, and beside `make run`, never meet.
A run that was killed leaves at most a folder: its server ends with it, and the next run takes the folder away.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import psutil

from config.embedded import place, postgres, processes

PREFIX = "mainstay-test-"
# Nothing here survives a power cut, and need not.
HASTY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "100",
    "shared_buffers": "128MB",
}


class TemporaryServer:
    """`url` is the DATABASE_URL while it runs. `settings` come on top of HASTY."""

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self.settings = {**HASTY, **(settings or {})}
        self._folder: Path | None = None
        self._cluster: postgres.Cluster | None = None
        self.url = ""

    def start(self) -> None:
        self._folder = place.temporary_folder(PREFIX, holds_socket=True)
        remove_abandoned(self._folder.parent, but=self._folder)
        me = processes.Identity.of(os.getpid())
        (self._folder / "owner").write_text(json.dumps({"pid": me.pid, "started": me.started}))
        self._cluster = postgres.Cluster(
            place=place.for_test(self._folder),
            socket_folder=self._folder,
            password=secrets.token_hex(16),
            log=self._folder / "postgres.log",
            settings=self.settings,
            durable=False,
        )
        self._cluster.create()
        self._cluster.start()
        self.url = self._cluster.url()

    def url_of(self, database: str) -> str:
        """The address of another database on it."""
        assert self._cluster is not None
        return self._cluster.url(database)

    def run(self, program: str, *arguments: str) -> None:
        """Run a program that comes with the server (`psql`, `pg_dump`). Raises CalledProcessError."""
        assert self._cluster is not None
        subprocess.run([self._cluster.place.programs / program, *arguments], check=True)

    def crash(self) -> None:
        """What `pg_ctl restart -m immediate` does: every process ends where it stands, nothing is written down in good
        order, and the server starts again from its log. Call it on the main thread: the server ends with the thread that
        started it.
        """
        assert self._cluster is not None
        assert self._cluster.process is not None
        self._cluster.process.send_signal(signal.SIGQUIT)
        self._cluster.process.wait()
        self._cluster.start()

    def stop(self) -> None:
        if self._cluster is not None:
            if self._cluster.process is not None:
                self._cluster.process.send_signal(signal.SIGQUIT)  # nothing is kept, so nothing need be written down
            self._cluster.stop()
            self._cluster = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def remove_abandoned(parent: Path, *, but: Path) -> None:
    """Take away the folders of runs that were killed. A folder without a living owner belongs to nobody."""
    for folder in parent.glob(PREFIX + "*"):
        if folder == but:
            continue
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, psutil.Error):
            owner = json.loads((folder / "owner").read_text())
            if processes.Identity(pid=owner["pid"], started=owner["started"]).process() is None:
                postgres.stop_leftover(folder / "data")
                shutil.rmtree(folder, ignore_errors=True)
