"""What happens between the database and the web server: migrations, static files, demonstration data."""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def main() -> None:
    django.setup()
    _migrate()
    _collect_static_files()
    if "--empty" not in sys.argv[1:]:
        call_command("demo", once=True)


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if steps:
        print(f"Bringing the database up to date ({steps} steps) …", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def _collect_static_files() -> None:
    """Only when a source file or a pinned version changed since the last time: compressing takes seconds."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected-from"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    print("Collecting static files …", flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)


def _fingerprint() -> str:
    sources = [settings.BASE_DIR / "requirements" / "runtime.txt"]
    for folder in settings.STATICFILES_DIRS:
        sources += [Path(place) / name for place, _, names in os.walk(folder) for name in names]
    lines = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sorted(sources)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


if __name__ == "__main__":
    main()
