"""The code beside which a backup is made or restored: its version, the migrations it knows, its commands."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.backup.manifest import Unusable

PROJECT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Code:
    """Runs management commands with `environment`, each in a process of its own, so that each sees the database it is
    given.
    """

    environment: Mapping[str, str]

    @classmethod
    def here(cls) -> "Code":
        return cls(dict(os.environ))

    def on(self, url: str) -> "Code":
        return Code({**self.environment, "DATABASE_URL": url})

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Without Django's system checks, which load every page and say nothing of the data."""
        return subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *command, "--skip-checks"],
            env=dict(self.environment), cwd=PROJECT, capture_output=True, text=True,
        )  # fmt: skip

    def must(self, *command: str) -> str:
        """What the command says. Unusable with its last words if it fails."""
        done = self.manage(*command)
        if done.returncode != 0:
            raise Unusable(f"manage.py {command[0]} failed:\n{(done.stdout + done.stderr).strip()[-2000:]}")
        return done.stdout.strip()

    def known_migrations(self) -> set[str]:
        """Every migration that comes with this code, as `app.0001_name`; no database is asked."""
        asked = [sys.executable, "-W", "ignore", "-m", "config.backup.known"]
        done = subprocess.run(asked, env=dict(self.environment), cwd=PROJECT, capture_output=True, text=True)
        if done.returncode != 0:
            raise Unusable(f"This code does not start:\n{done.stderr.strip()[-2000:]}")
        return set(done.stdout.split())


def version() -> str:
    """As in pyproject.toml, with the commit where there is one to read."""
    number = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    try:
        asked = ["git", "-C", str(PROJECT), "rev-parse", "--short", "HEAD"]
        commit = subprocess.run(asked, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        commit = ""
    return f"{number} ({commit})" if commit else str(number)
