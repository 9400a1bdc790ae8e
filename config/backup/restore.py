"""Restore a backup: everything happens in a database beside ours, and the two change names when it is right."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from config.backup import file_store, manifest
from config.backup.code import PROJECT, Code
from config.backup.database import Database, contents, rows, tables
from config.backup.manifest import DATABASE, FILES, Manifest, Unusable

#: Longer names PostgreSQL would cut.
LONGEST_NAME = 63


@dataclass
class Restored:
    """`kept` is the name under which the database that was there before stands beside; empty if there was none.
    `contents` is what the tables held before anything was brought up to date, if that was asked for.
    """

    backup: Manifest
    kept: str = ""
    steps: int = 0
    held: str = ""
    wrong_files: list[str] = field(default_factory=list)
    contents: dict[str, tuple[int, str]] = field(default_factory=dict)


def restore(
    *,
    folder: Path,
    database: Database,
    files: Path,
    code: Code,
    replace: bool = False,
    with_contents: bool = False,
    say: Callable[[str], None] = print,
) -> Restored:
    """Put the backup in `folder` where `database` and `files` are. `code` runs commands with this installation's
    environment.

    Unusable, and nothing is changed, if the backup is damaged or newer than this code, if somebody's data is in the
    database and `replace` does not say that it may go, if a row count differs, or if any step fails.
    """
    backup = manifest.read(folder)
    say("Checking the digests …")
    manifest.check_digests(backup, folder)
    known = code.known_migrations()
    ours = {name.partition(".")[0] for name in known if (PROJECT / name.partition(".")[0]).is_dir()}
    if unknown := {name for name in set(backup.migrations) - known if name.partition(".")[0] in ours}:
        raise Unusable(
            f"This backup was made by newer code ({backup.code}): {', '.join(sorted(unknown)[:3])} is not known here. "
            "Install that version first."
        )
    if not replace and database.is_in_use():
        raise Unusable(
            f"There is data in {database.name}, which would go. Say --replace if that is meant; what is there now is "
            "kept beside, under another name."
        )
    beside = database.called(f"{database.name[: LONGEST_NAME - 10]}_restoring")
    beside.drop()  # left by a restore that was killed
    added: list[Path] = []
    try:
        result = _into(beside, backup, folder, with_contents, say)
        _bring_up_to_date(code.on(beside.url), result, say)
        say("Putting the files back …")
        added = file_store.unpack(folder / FILES, files)
        result.wrong_files = _wrong_files(code.on(beside.url))
        kept = _free_name(database)
        was_in_use = database.is_in_use()
        beside.takes_the_place_of(database, which_becomes=kept)
    except BaseException:
        file_store.take_away(added)
        beside.drop()
        raise
    if was_in_use:
        result.kept = kept
    else:
        database.called(kept).drop()
    return result


def _into(
    beside: Database, backup: Manifest, folder: Path, with_contents: bool, say: Callable[[str], None]
) -> Restored:
    say("Restoring the database …")
    beside.create()
    arguments = ["--exit-on-error", "--no-owner", "--no-privileges", "--jobs=2"]
    beside.run("pg_restore", *arguments, "--dbname", beside.name, folder / DATABASE)
    result = Restored(backup)
    with beside.asking() as cursor:
        found = rows(cursor, tables(cursor))
        wrong = [
            f"{table}: {found.get(table, 0)} instead of {backup.rows.get(table, 0)}"
            for table in sorted(found.keys() | backup.rows.keys())
            if found.get(table) != backup.rows.get(table)
        ]
        if wrong:
            raise Unusable(f"Rows are missing or too many; nothing was changed. {'; '.join(wrong[:5])}.")
        cursor.execute("ANALYZE")
        if with_contents:
            result.contents = contents(cursor)
    return result


def _bring_up_to_date(code: Code, result: Restored, say: Callable[[str], None]) -> None:
    """What fell due since the backup becomes messages now, and they are held with those that waited: all of them may have
    been sent before the data was lost.
    """
    result.steps = len(code.known_migrations() - set(result.backup.migrations))
    if result.steps:
        say(f"Bringing it up to this code ({result.steps} steps) …")
        code.must("migrate", "--no-input", "--verbosity=0")
    say("Working through what fell due since, and holding what would be sent …")
    code.must("sweep_deadlines")
    result.held = code.must("held_messages", "--hold").splitlines()[0]


def _wrong_files(code: Code) -> list[str]:
    checked = code.manage("check_files")
    if checked.returncode not in {0, 1}:
        raise Unusable(f"manage.py check_files failed:\n{checked.stderr.strip()[-2000:]}")
    return checked.stdout.strip().splitlines()[:-1]


def _free_name(database: Database) -> str:
    stem = f"{database.name[: LONGEST_NAME - 25]}_before_{datetime.now(UTC):%Y%m%d_%H%M%S}"
    if database.called(stem).exists():
        raise Unusable(f"There is a database {stem} already; wait a second.")
    return stem
