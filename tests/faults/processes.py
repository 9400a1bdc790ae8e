"""Real worker processes: forked from one that has loaded everything, started, stopped in their tracks, killed.

A worker is a process of its own with a connection of its own; killing it is SIGKILL, which nothing can catch.
"""

import contextlib
import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.faults.points import Aim, Trail, Watch
from tests.faults.sizes import LONG

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.faults.warm"])
#: What another process has to know to reach the same database.
ADDRESS = ("HOST", "PORT", "USER", "PASSWORD", "NAME", "OPTIONS")
PR_SET_PDEATHSIG = 1
#: Seconds that one worker may take.
LONGEST = 1_800 if LONG else 120

#: What a worker does: it gets its watch, and whatever it was started with.
Job = Callable[..., Any]


class Worker:
    """One process that does one job. `result` is what the job returned."""

    def __init__(self, job: Job, arguments: tuple[Any, ...], aim: Aim | None, pause: float) -> None:
        from django.db import connection

        numbers = FORKS.RawArray("i", 4)
        self.trail = Trail(numbers)
        self._answer, answers = FORKS.Pipe(duplex=False)
        address = {name: connection.settings_dict[name] for name in ADDRESS}
        self.process = FORKS.Process(
            target=_work, args=(job, arguments, address, numbers, aim, pause, answers), daemon=True
        )
        self.process.start()
        answers.close()

    @property
    def is_alive(self) -> bool:
        return self.process.is_alive()

    def stop_and_look(self) -> bool:
        """Whether it is mid-work: it stands still meanwhile, so that the answer is true also a moment later."""
        assert self.process.pid is not None
        with contextlib.suppress(ProcessLookupError, FileNotFoundError):
            os.kill(self.process.pid, signal.SIGSTOP)
            while self.is_alive and _state(self.process.pid) not in "TZ":
                time.sleep(0.0005)
            if self.is_alive and self.trail.is_inside:
                return True
            os.kill(self.process.pid, signal.SIGCONT)
        return False

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    def wait(self, seconds: float = LONGEST) -> Any:
        """What the job returned; its error if it raised. For workers that nobody kills."""
        self.process.join(seconds)
        assert not self.is_alive, f"a worker was still at it after {seconds} s"
        sound, answer = self._answer.recv()
        assert sound, answer
        return answer


class Crew:
    """Starts workers, and leaves none behind."""

    def __init__(self) -> None:
        self._workers: list[Worker] = []

    def start(self, job: Job, *arguments: Any, aim: Aim | None = None, pause: float = 0.0) -> Worker:
        worker = Worker(job, arguments, aim, pause)
        self._workers.append(worker)
        return worker

    def run(self, job: Job, *arguments: Any) -> Any:
        """Have it done by another process, and wait for it."""
        return self.start(job, *arguments).wait()

    def dismiss(self) -> None:
        for worker in self._workers:
            worker.kill()
            worker.process.close()
        self._workers.clear()


def _state(pid: int) -> str:
    """One letter: T is stopped, Z dead."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _work(
    job: Job,
    arguments: tuple[Any, ...],
    address: Mapping[str, Any],
    numbers: Any,
    aim: Aim | None,
    pause: float,
    answers: Any,
) -> None:
    """The whole life of a worker."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)  # none outlives the tests
    from django.db import connection

    logging.getLogger().setLevel(logging.CRITICAL)
    connection.settings_dict.update(address)
    try:
        answer = (True, job(Watch(Trail(numbers), aim, pause), *arguments))
    except BaseException:  # noqa: BLE001  (whatever it is, the test is to see it)
        answer = (False, traceback.format_exc())
    answers.send(answer)
    connection.close()
