"""A migrated database that every test process copies, instead of migrating one of its own.

It is kept as a dump between runs, named by everything it was made from, so that only a changed migration or another
version of a library is migrated anew. Of several runs at once one migrates and the others wait for its dump.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from config.embedded.temporary import TemporaryServer

ROOT = Path(__file__).resolve().parent.parent
NAME = "mainstay_template"
KEPT = ROOT / "var" / "test-template"


def make(server: TemporaryServer) -> str:
    """Make it on `server`; its name."""
    url = server.url_of(NAME)
    server.run("psql", server.url, "--quiet", "--command", f"CREATE DATABASE {NAME}")
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        dump = KEPT / f"{_made_from()}.sql"  # after the wait, in which a migration may have come
        if not dump.exists():
            _migrate(server, url)
            _keep(server, url, dump)
            return NAME
    server.run("psql", url, "--quiet", "--output", os.devnull, "--set", "ON_ERROR_STOP=1", "--file", str(dump))
    return NAME


def _migrate(server: TemporaryServer, url: str) -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity=0", "--skip-checks"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        check=True,
    )


def _made_from() -> str:
    digest = hashlib.sha256()
    for path in [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements" / "dev.txt"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _keep(server: TemporaryServer, url: str, dump: Path) -> None:
    unfinished = dump.with_suffix(f".{os.getpid()}")
    server.run("pg_dump", url, "--no-owner", "--file", str(unfinished))
    for older in KEPT.glob("*.sql"):
        older.unlink(missing_ok=True)
    unfinished.rename(dump)
