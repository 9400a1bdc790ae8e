"""Starting and stopping other programs, and recognising them again.

A process number alone proves nothing: numbers are used again. A process is recognised by its number *and* the moment
it started, or by the run's token in its environment.
"""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil

TOKEN_NAME = "MAINSTAY_RUN"  # in the environment of everything that one run starts
SAME_START = 2.0  # seconds; the moment a process started is worked out from the boot time, which wobbles
PR_SET_PDEATHSIG = 1  # Linux: "send me this signal when whoever started me dies"


@dataclass(frozen=True)
class Identity:
    """A process that can be recognised again, also by a later run."""

    pid: int
    started: float  # seconds since 1970

    @classmethod
    def of(cls, pid: int) -> "Identity":
        """Raises psutil.NoSuchProcess if there is none."""
        return cls(pid=pid, started=psutil.Process(pid).create_time())

    def process(self) -> psutil.Process | None:
        """The process if it still lives, and is still the same one."""
        try:
            process = psutil.Process(self.pid)
            if abs(process.create_time() - self.started) > SAME_START or process.status() == psutil.STATUS_ZOMBIE:
                return None
        except psutil.Error:
            return None
        return process


def start(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    output: IO[bytes] | int | None,
    account: pwd.struct_passwd | None = None,
    when_parent_dies: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C in the terminal reaches only whoever supervises it.

    `account` (only as root): the account it runs as. On Linux it is told when its parent dies, even by kill -9.
    """
    identity: dict[str, Any] = {}
    if account is not None:
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        preexec_fn=_follow_parent(when_parent_dies),
        **identity,
    )


def stop_with_parent() -> None:
    """End this process, as by SIGTERM, when the one that started it dies. Only Linux can; elsewhere nothing happens."""
    follow = _follow_parent(signal.SIGTERM, parent=os.getppid())
    if follow is not None:
        follow()


def _follow_parent(number: signal.Signals, *, parent: int | None = None) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)  # loaded here: nothing may be loaded between fork and exec
    expected = os.getpid() if parent is None else parent

    def follow() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != expected:  # it died in between
            os.kill(os.getpid(), number)

    return follow


def stop(processes: Iterable[psutil.Process], *, ask: signal.Signals = signal.SIGTERM, patience: float = 15.0) -> None:
    """Ask each to end; after `patience` seconds end those that have not."""
    waiting = []
    for process in processes:
        try:
            process.send_signal(ask)
            waiting.append(process)
        except psutil.NoSuchProcess:
            continue
    _, stubborn = psutil.wait_procs(waiting, timeout=patience)
    for process in stubborn:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(stubborn, timeout=5)


def carrying(token: str) -> list[psutil.Process]:
    """Every living process of this user that was started by the run with this token, except this process itself."""
    found = []
    me = os.getpid()
    for process in psutil.process_iter():
        try:
            if process.pid != me and process.environ().get(TOKEN_NAME) == token:
                found.append(process)
        except (psutil.Error, OSError):
            continue  # it ended, or it is somebody else's
    return found


def wait_until(ready: Callable[[], bool], *, seconds: float, every: float = 0.1) -> bool:
    """Ask `ready` until it says yes (True) or the time is over (False)."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        time.sleep(every)
    return ready()
