"""The folder of uploaded files as one tar.

Files have names that are never given again and are only added or deleted, never changed: a copy made after the
database's has everything the database names, unless somebody deleted it in between.
"""

import contextlib
import os
import shutil
import tarfile
from pathlib import Path

from config.backup.manifest import Unusable


def pack(folder: Path, tar: Path) -> int:
    """Write every file below `folder` into `tar`; how many. One that is deleted meanwhile is left out: its row went
    first.
    """
    packed = 0
    with tarfile.open(tar, "w") as archive:
        for place, _, names in os.walk(folder):
            for name in sorted(names):
                path = Path(place) / name
                with contextlib.suppress(FileNotFoundError):
                    archive.add(path, arcname=str(path.relative_to(folder)), recursive=False)
                    packed += 1
    return packed


def unpack(tar: Path, folder: Path) -> list[Path]:
    """Put every file of `tar` into `folder`, each whole or not at all; those that were not there before. Files of the
    folder that are not in `tar` stay: the nightly run throws away what no row names.

    Unusable if the archive cannot be read; then nothing that was not there before remains.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    halfway = folder / ".restoring"
    shutil.rmtree(halfway, ignore_errors=True)
    added: list[Path] = []
    try:
        with tarfile.open(tar) as archive:
            archive.extractall(halfway, filter="data")
        for place, _, names in os.walk(halfway):
            for name in names:
                fresh = Path(place) / name
                target = folder / fresh.relative_to(halfway)
                if not target.exists():
                    added.append(target)
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                fresh.chmod(0o600)
                fresh.replace(target)
    except (OSError, tarfile.TarError) as error:
        take_away(added)
        raise Unusable(f"The files could not be put back ({error}). Nothing was changed.") from error
    finally:
        shutil.rmtree(halfway, ignore_errors=True)
    return added


def take_away(files: list[Path]) -> None:
    """What `unpack` added, when the restore ends badly after all."""
    for path in files:
        path.unlink(missing_ok=True)
