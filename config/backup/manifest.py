"""What a backup holds, written beside it as JSON: nothing of it is believed before its digests are right."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

NAME = "manifest.json"
DATABASE = "database.dump"
FILES = "files.tar"
FORMAT = 1


class Unusable(Exception):
    """A backup cannot be used, or a copy cannot be made; the text says why and what to do."""


@dataclass(frozen=True)
class Part:
    """One file of a backup; `size` in bytes."""

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> "Part":
        with path.open("rb") as file:
            return cls(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


@dataclass(frozen=True)
class Manifest:
    """`made_at` is the moment of the database's snapshot, by its own clock; `rows` how many each table held then."""

    made_at: datetime
    code: str
    server: str
    migrations: Sequence[str]
    rows: Mapping[str, int]
    files: int
    parts: Mapping[str, Part]

    def write(self, folder: Path) -> None:
        content = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        (folder / NAME).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def read(folder: Path) -> Manifest:
    """Unusable if there is none, or one that cannot be understood."""
    try:
        kept = json.loads((folder / NAME).read_text())
    except FileNotFoundError as error:
        raise Unusable(f"{folder} holds no {NAME}: it is no backup, or one that was broken off.") from error
    except (OSError, ValueError) as error:
        raise Unusable(f"{folder / NAME} cannot be read ({type(error).__name__}): use another backup.") from error
    try:
        if kept.pop("format") != FORMAT:
            raise Unusable(f"{folder} was written by another version of Mainstay, in a format this one does not know.")
        parts = {name: Part(**part) for name, part in kept.pop("parts").items()}
        manifest = Manifest(**{**kept, "made_at": datetime.fromisoformat(kept["made_at"]), "parts": parts})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unusable(f"{folder / NAME} does not say what a backup says: use another backup.") from error
    if set(parts) != {DATABASE, FILES}:
        raise Unusable(f"{folder / NAME} does not name the parts of a backup: use another backup.")
    return manifest


def check_digests(manifest: Manifest, folder: Path) -> None:
    """Unusable, naming every part that is missing or damaged."""
    wrong = []
    for name, part in manifest.parts.items():
        path = folder / name
        if not path.is_file():
            wrong.append(f"{name} is missing")
        elif Part.of(path) != part:
            wrong.append(f"{name} is damaged (its digest is not the one in {NAME})")
    if wrong:
        raise Unusable(f"The backup in {folder} cannot be used: {'; '.join(wrong)}. Nothing was changed.")
