"""What a run keeps in `var`: who it is (for the run after it) and this installation's secrets."""

import contextlib
import json
import os
import secrets
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from config.embedded.processes import Identity


@dataclass(frozen=True)
class Run:
    """A run that is going on, or that was killed."""

    token: str
    port: int
    socket_folder: Path
    supervisor: Identity
    children: Sequence[Identity]


def read_run(var: Path) -> Run | None:
    """None if there is nothing to read, or nothing that can be believed."""
    try:
        kept = json.loads((var / "run.json").read_text())
        return Run(
            token=kept["token"],
            port=kept["port"],
            socket_folder=Path(kept["socket_folder"]),
            supervisor=Identity(**kept["supervisor"]),
            children=[Identity(**child) for child in kept["children"]],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_run(
    var: Path, *, token: str, port: int, socket_folder: Path, children: Sequence[subprocess.Popen[bytes]]
) -> None:
    identities = []
    for child in children:
        with contextlib.suppress(psutil.NoSuchProcess):
            identities.append(Identity.of(child.pid))
    _write(
        var / "run.json",
        {
            "token": token,
            "port": port,
            "socket_folder": str(socket_folder),
            "supervisor": vars(Identity.of(os.getpid())),
            "children": [vars(identity) for identity in identities],
        },
    )


def forget_run(var: Path) -> None:
    (var / "run.json").unlink(missing_ok=True)


def read_secrets(var: Path) -> Mapping[str, str]:
    """This installation's own secrets, made at first need, readable to the owner alone."""
    path = var / "secrets.json"
    if not path.exists():
        _write(path, {"secret_key": secrets.token_hex(40), "database_password": secrets.token_hex(24)})
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def _write(path: Path, content: Mapping[str, object]) -> None:
    """Whole or not at all, and never readable to others, not even for a moment."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file, indent=2)
    fresh.rename(path)
