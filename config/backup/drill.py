"""The drill: dump, drop, restore, and every check there is. What it proves is that a backup of this kind can be lived
from, not that one was made.

On a PostgreSQL of its own that is thrown away afterwards, with demonstration data, or with what a backup of an
installation holds.
"""

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from config.backup.code import Code
from config.backup.database import Database, contents
from config.backup.dump import dump
from config.backup.manifest import DATABASE, FILES, Unusable
from config.backup.restore import restore

CHECKS = (
    ("check_ledger",),
    ("rebuild_access", "--check"),
    ("check_signatures",),
    ("check_files",),
)


@dataclass
class Drill:
    """One drill on `database` and `files`, which it destroys. `lines` is its table: step, seconds, what came of it."""

    database: Database
    files: Path
    backups: Path
    code: Code
    say: Callable[[str], None] = print
    lines: list[tuple[str, float, str]] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)

    def run(self) -> bool:
        """Whether everything came back as it was."""
        with self.database.asking() as cursor:
            before = contents(cursor)
        stored = _stored(self.files)
        with self._step("dump") as came:
            folder = dump(database=self.database, files=self.files, to=self.backups)
            came.append(f"database {_size(folder / DATABASE)}, files {_size(folder / FILES)}")
        with self._step("drop") as came:
            self.database.drop()
            shutil.rmtree(self.files, ignore_errors=True)
            came.append(f"database and {len(stored)} files are gone")
        with self._step("restore") as came:
            result = restore(
                folder=folder, database=self.database, files=self.files, code=self.code, with_contents=True, say=_quiet
            )
            came.append(f"{sum(result.backup.rows.values()):,} rows; {result.held}")
        self._compare("rows and what they say", before, result.contents, f"{len(before)} tables alike")
        self._compare("files", stored, _stored(self.files), f"{len(stored)} files alike")
        for command in CHECKS:
            with self._step(" ".join(command)) as came:
                done = self.code.manage(*command)
                words = (done.stdout + done.stderr).strip().splitlines()
                came.append(words[-1] if words else "")
                if done.returncode != 0:
                    self.differs.append(" ".join(command))
        return not self.differs

    def table(self) -> str:
        rows = [f"{'step':<26}{'seconds':>9}  what came of it"]
        rows += [f"{step:<26}{seconds:>9.1f}  {came}" for step, seconds, came in self.lines]
        rows.append("Everything came back." if not self.differs else f"NOT AS IT WAS: {', '.join(self.differs)}")
        return "\n".join(rows)

    @contextmanager
    def _step(self, name: str) -> Iterator[list[str]]:
        self.say(f"{name} …")
        came: list[str] = []
        began = time.monotonic()
        yield came
        self.lines.append((name, time.monotonic() - began, " ".join(came)))

    def _compare(
        self, what: str, before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]], well: str
    ) -> None:
        wrong = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        self.lines.append((what, 0.0, f"differ: {', '.join(wrong[:5])}" if wrong else well))
        if wrong:
            self.differs.append(what)


def on_a_server_of_its_own(*, backup: Path | None = None, say: Callable[[str], None] = print) -> bool:
    """The whole drill, with demonstration data or with what `backup` holds; prints its table."""
    from config.embedded.temporary import TemporaryServer  # not there in production's image

    server = TemporaryServer()
    place = Path(tempfile.mkdtemp(prefix="mainstay-drill-"))
    try:
        server.start()
        database, files = Database(server.url), place / "files"
        code = Code(_environment(server.url, files))
        began = time.monotonic()
        if backup is None:
            say("Loading the demonstration (some minutes) …")
            code.must("migrate", "--no-input", "--verbosity=0")
            code.must("demo")
            code.must("sweep_deadlines")
        else:
            restore(folder=backup, database=database, files=files, code=code, replace=True, say=say)
        files.mkdir(exist_ok=True)
        drill = Drill(database=database, files=files, backups=place / "backups", code=code, say=say)
        drill.lines.append(("prepare", time.monotonic() - began, "a backup" if backup else "demonstration data"))
        well = drill.run()
        say("\n" + drill.table())
        return well
    finally:
        server.stop()
        shutil.rmtree(place, ignore_errors=True)


def _environment(url: str, files: Path) -> dict[str, str]:
    ours = {
        "MAINSTAY_MODE": "embedded",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": url,
        "BROKER_URL": "memory://",
        "SECRET_KEY": secrets.token_hex(40),
        "MAINSTAY_BASE_URL": "http://127.0.0.1:8000",
        "MAINSTAY_FILES": str(files),
    }
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "MAINSTAY_", "EMAIL_"))}
    return {**theirs, **ours}


def _stored(folder: Path) -> dict[str, tuple[int, str]]:
    from config.backup.manifest import Part

    parts = {str(path.relative_to(folder)): Part.of(path) for path in folder.rglob("*") if path.is_file()}
    return {name: (part.size, part.sha256) for name, part in parts.items()}


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1_000_000:.1f} MB"


def _quiet(text: str) -> None:
    """What a restore says of itself is told by the table."""


def run(*, backup: Path | None = None) -> int:
    """Exit status of `make drill`: 0 only when everything came back as it was."""
    try:
        return 0 if on_a_server_of_its_own(backup=backup) else 1
    except Unusable as trouble:
        print(f"\n{trouble}")
        return 1
