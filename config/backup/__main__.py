"""python -m config.backup [--here] dump | restore FOLDER | drill

Reads DATABASE_URL and MAINSTAY_FILES from the environment, as every process of Mainstay does; with --here, this
folder's installation in one-command mode.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from config.backup import drill
from config.backup.code import PROJECT, Code
from config.backup.database import Database
from config.backup.dump import dump
from config.backup.manifest import Unusable, read
from config.backup.restore import Restored, restore


def main() -> int:
    arguments = _parser().parse_args()
    if arguments.action == "drill":
        return drill.run(backup=arguments.backup)
    if arguments.here:
        return _here(arguments.action)
    database = Database(os.environ.get("DATABASE_URL") or "postgresql:///mainstay")
    files = Path(os.environ.get("MAINSTAY_FILES") or PROJECT / "var" / "files")
    try:
        if arguments.action == "dump":
            folder = dump(database=database, files=files, to=arguments.to)
            backup = read(folder)
            print(f"{folder}: {sum(backup.rows.values()):,} rows of {len(backup.rows)} tables, {backup.files} files.")
            return 0
        result = restore(
            folder=arguments.folder, database=database, files=files, code=Code.here(), replace=arguments.replace
        )
        return _tell(result)
    except Unusable as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.backup", description="Backup and restore: docs/backup.md")
    parser.add_argument("--here", action="store_true", help="this folder's installation in one-command mode")
    actions = parser.add_subparsers(dest="action", required=True)
    make = actions.add_parser("dump", help="make a backup")
    make.add_argument("--to", type=Path, default=PROJECT / "var" / "backups", help="the folder that gets it")
    put_back = actions.add_parser("restore", help="put a backup back")
    put_back.add_argument("folder", type=Path)
    put_back.add_argument("--replace", action="store_true", help="what is there now is kept under another name")
    exercise = actions.add_parser("drill", help="dump, drop, restore and check, on a server of its own")
    exercise.add_argument("--backup", type=Path, help="with what this backup holds, instead of demonstration data")
    return parser


def _tell(result: Restored) -> int:
    backup = result.backup
    print(f"\nRestored: {sum(backup.rows.values()):,} rows as of {backup.made_at:%d %B %Y, %H:%M} UTC. {result.held}")
    print("Look at them with `manage.py held_messages`, then release them or throw them away (docs/backup.md).")
    if result.kept:
        print(f"What was there before is kept as the database {result.kept}; drop it when nobody misses it.")
    for line in result.wrong_files:
        print(line, file=sys.stderr)
    if result.wrong_files:
        print(f"{len(result.wrong_files)} files are missing or altered; the rows that name them are there.")
        return 2
    return 0


def _here(action: str) -> int:
    """Hand the environment of one-command mode to a process that does it; a restore needs Mainstay to stand still."""
    from config.embedded.place import CannotPlace
    from config.embedded.postgres import DatabaseTrouble
    from config.embedded.supervisor import CannotRun, Supervisor, database_at_hand

    supervisor = Supervisor()
    command = [sys.executable, "-m", "config.backup", *(word for word in sys.argv[1:] if word != "--here")]
    try:
        if action == "restore":
            supervisor.take_folder()  # refuses while Mainstay is running
            supervisor.stop()
        with database_at_hand(supervisor) as environment:
            return subprocess.run(command, env=environment).returncode
    except (CannotRun, CannotPlace, DatabaseTrouble) as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
