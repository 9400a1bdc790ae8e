"""`make run`, for real: a copy of the project on a long path inside a closed folder, with real child processes."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from config.embedded import state

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", "node_modules", "tests", "docs", ".*_cache", "__pycache__", ".hypothesis"
)
#: For a first start, on a machine that does other things too.
START_SECONDS = 240.0
PROGRAMS = 3  # worker, beat, web server


class Installation:
    """A copy of the project whose every parent up to the temporary folder is closed to others."""

    def __init__(self, parent: Path, *, path_length: int) -> None:
        closed = parent / "closed"
        closed.mkdir(mode=0o700)
        fill = path_length - len(str(closed)) - len("//project")
        self.folder = closed / ("x" * max(fill, 1)) / "project"
        shutil.copytree(settings.BASE_DIR, self.folder, ignore=LEFT_OUT)
        self.var = self.folder / "var"
        self.output = parent / "output"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def parents(self) -> dict[Path, int]:
        return {path: stat.S_IMODE(path.stat().st_mode) for path in self.folder.parents}

    def start(self) -> float:
        """Start it, wait until it says that it runs; the seconds that took."""
        began = time.monotonic()
        self.process = self.launch()
        while time.monotonic() < began + START_SECONDS:
            if "Mainstay is running" in self.output.read_text():
                return time.monotonic() - began
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        pytest.fail("It did not start:\n" + self.output.read_text())

    def launch(self) -> subprocess.Popen[bytes]:
        with self.output.open("wb") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "config.embedded", "run", "--empty", f"--port={self.port}"],
                cwd=self.folder,
                # What a developer may have in the shell must not reach it.
                env={**os.environ, "MAINSTAY_MODE": "production", "DATABASE_URL": "postgresql://nowhere.example/x"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def living(self) -> list[psutil.Process]:
        """Every process that works in this copy or on its data."""
        data = (self.var / "postgres").resolve()
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                words = " ".join(process.cmdline())
                if process.status() != psutil.STATUS_ZOMBIE and (
                    str(self.folder) in process.cwd() or str(data) in words or process.cwd() == str(data)
                ):
                    found.append(process)
        return found

    def remove(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=60)
        for process in self.living():
            with contextlib.suppress(psutil.Error):
                process.kill()
        link = self.var / "postgres"
        if link.is_symlink():
            shutil.rmtree(link.resolve().parent, ignore_errors=True)


@pytest.fixture
def installation(tmp_path):
    installation = Installation(tmp_path, path_length=200)
    yield installation
    installation.remove()


@pytest.mark.exhaustive
def test_it_starts_on_a_long_path_in_a_closed_folder_and_ctrl_c_leaves_nothing(installation):
    assert len(str(installation.folder)) >= 200
    before = installation.parents()
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])

    installation.start()
    assert installation.answers()
    run = state.read_run(installation.var)
    assert len(run.children) == PROGRAMS
    assert all(child.process() is not None for child in run.children)
    assert installation.parents() == before
    for name in ("secrets.json", "run.json"):
        assert stat.S_IMODE((installation.var / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(installation.var.stat().st_mode) == 0o700
    assert stat.S_IMODE(run.socket_folder.stat().st_mode) == 0o700

    second = installation.launch()
    assert second.wait(timeout=30) == 1
    assert "already running" in installation.output.read_text()
    assert installation.answers(), "a second start disturbs nothing"

    assert installation.end(signal.SIGINT) == 0
    assert installation.living() == []
    assert not run.socket_folder.exists()
    assert installation.parents() == before
    assert bystander.poll() is None, "Ctrl-C stops nothing else"
    bystander.kill()
    bystander.wait()


@pytest.mark.exhaustive
def test_a_killed_run_is_recovered_by_the_next_and_a_second_start_is_quick(installation):
    installation.start()
    first = state.read_run(installation.var)
    stopped = [child.process() for child in first.children]
    for process in stopped:
        process.suspend()  # cannot notice that its parent died, as on a system that does not tell
    assert installation.end(signal.SIGKILL) == -signal.SIGKILL
    assert any(process.is_running() for process in stopped)

    assert installation.start() < 30
    assert installation.answers()
    assert "An earlier run was killed" in installation.output.read_text()
    again = state.read_run(installation.var)
    assert {child.pid for child in again.children}.isdisjoint({child.pid for child in first.children})
    assert not any(child.process() for child in first.children)
    assert not first.socket_folder.exists()
    assert installation.end(signal.SIGTERM) == 0
    assert installation.living() == []


@pytest.mark.exhaustive
def test_what_ends_by_itself_is_started_again(installation):
    installation.start()
    before = state.read_run(installation.var)
    database = next(process for process in installation.living() if process.name() == "postgres")
    before.children[-1].process().kill()
    database.kill()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        now = state.read_run(installation.var)
        if now.children[-1] != before.children[-1] and installation.answers():
            break
        time.sleep(0.2)
    assert installation.answers()
    assert now.children[0] == before.children[0], "the worker went on"
    assert installation.end(signal.SIGINT) == 0
    assert installation.living() == []


@pytest.mark.exhaustive
def test_a_port_in_use_is_named_and_nothing_is_left(installation):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()
        refused = installation.launch()
        assert refused.wait(timeout=30) == 1
    assert f"make run PORT={installation.port + 1}" in installation.output.read_text()
    assert installation.living() == []


@pytest.mark.exhaustive
def test_a_command_finds_the_database_with_and_without_a_run(installation):
    command = [sys.executable, "-m", "config.embedded", "manage", "showmigrations", "accounts"]
    installation.start()
    during = subprocess.run(command, cwd=installation.folder, capture_output=True, text=True)
    assert "[X] 0001" in during.stdout, during.stderr
    assert installation.answers()
    assert installation.end(signal.SIGINT) == 0
    after = subprocess.run(command, cwd=installation.folder, capture_output=True, text=True)
    assert after.stdout == during.stdout
    assert installation.living() == []


@pytest.mark.exhaustive
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_runs_postgresql_as_themselves():
    """Without root nothing is put anywhere but `var` and a temporary folder."""
    nobody = pwd.getpwnam("nobody")
    python, search = _python_for_all()
    with tempfile.TemporaryDirectory() as parent:
        installation = Installation(Path(parent), path_length=120)
        for folder, _, names in os.walk(parent):
            for name in (".", *names):
                os.chown(Path(folder) / name, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
        done = subprocess.run(
            [python, "-m", "config.embedded", "manage", "showmigrations", "accounts"],
            cwd=installation.folder,
            env={"PATH": os.defpath, "PYTHONPATH": search},
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
        )
        assert "[ ] 0001" in done.stdout, done.stderr
        assert not (installation.var / "postgres").is_symlink()
        assert (installation.var / "postgres").stat().st_uid == nobody.pw_uid
        assert installation.living() == []


def _python_for_all() -> tuple[str, str]:
    """A Python that other users may run too, and where it finds the installed packages."""
    packages = sysconfig.get_path("purelib")
    same = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, shutil.which(same, path=os.defpath)):
        if python and _open_to_all(Path(python).resolve()) and _open_to_all(Path(packages)):
            return python, packages
    pytest.skip("Python or its packages stand in a folder that other users cannot enter")


def _open_to_all(path: Path) -> bool:
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents)
