"""Make a backup: a folder that appears under its name when it is whole."""

import fcntl
import os
import shutil
import tempfile
from datetime import UTC
from pathlib import Path

from config.backup import code, file_store
from config.backup.database import Database, migrations, rows, tables
from config.backup.manifest import DATABASE, FILES, Manifest, Part, Unusable

UNFINISHED = ".unfinished-"
#: Held while a backup is being made into a folder; it stays there, empty.
LOCK = ".lock"


def dump(*, database: Database, files: Path, to: Path) -> Path:
    """The folder of the new backup, below `to`: `mainstay-<moment in UTC>`. Only its owner may read it.

    The database is read in one snapshot, which the count of its rows shares; the files are copied after it. Unusable if
    anything fails; then nothing new is left.
    """
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (to / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unusable("Another backup is being made into this folder.") from error
        return _dump(database, files, to)


def _dump(database: Database, files: Path, to: Path) -> Path:
    for leftover in to.glob(UNFINISHED + "*"):  # of a run that was killed
        shutil.rmtree(leftover, ignore_errors=True)
    halfway = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=to))  # for its owner alone
    try:
        with database.asking(snapshot=True) as cursor:
            cursor.execute("SELECT pg_export_snapshot(), now(), current_setting('server_version')")
            snapshot, made_at, server = cursor.fetchone()
            counted, applied = rows(cursor, tables(cursor)), migrations(cursor)
            arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            database.run("pg_dump", *arguments, "--file", halfway / DATABASE)
        packed = file_store.pack(files, halfway / FILES)
        Manifest(
            made_at=made_at.astimezone(UTC),
            code=code.version(),
            server=server,
            migrations=applied,
            rows=counted,
            files=packed,
            parts={name: Part.of(halfway / name) for name in (DATABASE, FILES)},
        ).write(halfway)
        for path in halfway.iterdir():
            path.chmod(0o600)
            _to_disk(path)
        _to_disk(halfway)
        whole = to / f"mainstay-{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        if whole.exists():
            raise Unusable(f"{whole} is there already; wait a second.")
        halfway.rename(whole)
        _to_disk(to)
    finally:
        shutil.rmtree(halfway, ignore_errors=True)
    return whole


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
