"""The next release, made from this one: a copy of the code in which tables of the engine have one more column."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from tests.faults.postgres_server import named

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", "frontend", "docs", "bench", ".*_cache", "__pycache__", ".hypothesis", "test_*.py"
)
#: Where the new column goes: app, model, and the line of the model after which it stands.
TABLES = (
    ("deadlines", "deadline", "    next_step_at = models.DateTimeField(null=True, blank=True)\n"),
    ("deadlines", "deadlineevent", "    detail = models.JSONField(default=dict, blank=True)\n"),
    ("notifications", "message", "    next_try_at = models.DateTimeField(null=True, blank=True)\n"),
)
MESSAGES = TABLES[-1:]
#: The new code writes one word; what the old code inserts gets the other from the database.
SOUND = 'models.CharField(max_length=10, default="new code", db_default="old code")'
#: No default in the database: whoever does not know of the column cannot insert a row.
NAIVE = 'models.CharField(max_length=10, default="new code")'

MIGRATION = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("{app}", "{before}")]
    operations = [{operations}]
"""


class NewerCode:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "newer"
        shutil.copytree(settings.BASE_DIR, self.folder, ignore=LEFT_OUT)

    def add_column(self, name: str, field: str, *, tables: Sequence[tuple[str, str, str]] = TABLES) -> None:
        """To the models, and a migration for each app."""
        for app in dict.fromkeys(app for app, _, _ in tables):
            models = self.folder / app / "models.py"
            text, operations = models.read_text(), ""
            for _, model, line in (table for table in tables if table[0] == app):
                assert text.count(line) == 1, f"the model {model} looks different now"
                text = text.replace(line, f"{line}    {name} = {field}\n")
                operations += f'\n        migrations.AddField("{model}", "{name}", {field}),'
            models.write_text(text)
            migrations = self.folder / app / "migrations"
            before = sorted(path.stem for path in migrations.glob("0*.py"))[-1]
            number = int(before[:4]) + 1
            written = MIGRATION.format(app=app, before=before, operations=operations + "\n    ")
            (migrations / f"{number:04}_{name}.py").write_text(written)

    def migrate(self, database: str) -> "subprocess.Popen[bytes]":
        """Begin it, as the container `migrate` does."""
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "manage.py", "migrate", "--no-input", "--verbosity=0", "--skip-checks"],
            cwd=self.folder,
            env={**os.environ, "MAINSTAY_MODE": "test", "DATABASE_URL": named(database, "migrate")},
        )
