"""python -m config.embedded run | manage … | erase"""

import argparse
import os
import shutil
import subprocess
import sys

from config.embedded import place, postgres, processes
from config.embedded.supervisor import PROJECT, CannotRun, Supervisor, database_at_hand, say


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description="Mainstay in one-command mode.")
    actions = parser.add_subparsers(dest="action", required=True)
    run = actions.add_parser("run", help="start everything; Ctrl-C stops it")
    run.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
    run.add_argument("--stop-with-parent", action="store_true", help="end when the program that started this one dies")
    run.add_argument("--empty", action="store_true", help="without demonstration data")
    manage = actions.add_parser("manage", help="run a management command on this installation's database")
    manage.add_argument("command", nargs=argparse.REMAINDER)
    actions.add_parser("erase", help="throw this installation's data away")
    arguments = parser.parse_args()
    try:
        if arguments.action == "run":
            if arguments.stop_with_parent:
                processes.stop_with_parent()
            return Supervisor(port=arguments.port, demonstration=not arguments.empty).run()
        if arguments.action == "manage":
            return _manage(arguments.command)
        return _erase()
    except (CannotRun, place.CannotPlace, postgres.DatabaseTrouble) as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1


def _manage(command: list[str]) -> int:
    supervisor = Supervisor()
    with database_at_hand(supervisor) as environment:
        return subprocess.run([sys.executable, "manage.py", *command], env=environment, cwd=PROJECT).returncode


def _erase() -> int:
    supervisor = Supervisor()
    supervisor.take_folder()  # refuses while Mainstay is running
    try:
        data = supervisor.var / "postgres"
        if data.is_symlink():
            shutil.rmtree(data.resolve().parent, ignore_errors=True)
            data.unlink()
        elif data.exists():
            shutil.rmtree(data)
        for name in ("sent", "broker"):
            shutil.rmtree(supervisor.var / name, ignore_errors=True)
    finally:
        supervisor.stop()
    say("The data of this installation is gone; `make run` makes it anew.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
