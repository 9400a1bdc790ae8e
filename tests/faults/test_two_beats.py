"""Two beats, each of which starts a sweep at every tick, and sweeps that take longer than a tick."""

import time
from collections.abc import Callable

from accounts.clock import database_now
from tests.faults import jobs, naive
from tests.faults.counting import NOTHING_WRONG, count_sweep
from tests.faults.processes import Crew, Job, Worker
from tests.faults.sizes import FEW, FEWER, LONG
from tests.faults.table import Line
from tests.faults.world import due_world

TICKS = 20 if LONG else 3
#: A sweep rests up to so many seconds at each of its some twenty points.
REST = 0.01


def ticking(crew: Crew, job: Job, arguments: tuple[object, ...], *, pause: float, ticks: int) -> int:
    """Have two beats tick, as soon as the sweeps of the last tick have begun; the most sweeps that were at it at once."""
    workers: list[Worker] = []
    most = 0
    for _ in range(ticks):
        both = [crew.start(job, *arguments, pause=pause) for _ in range(2)]
        workers += both
        while not all(worker.trail.batches or not worker.is_alive for worker in both):
            time.sleep(0.001)
        most = max(most, sum(worker.trail.is_inside for worker in workers if worker.is_alive))
    for worker in workers:
        worker.wait()
    return most


def test_two_beats_and_a_sweep_longer_than_its_tick(crew: Crew, tell_table: Callable[[Line], None]) -> None:
    due = due_world(FEW, now=database_now())
    began = time.monotonic()
    most = ticking(crew, jobs.sweep, (due.now, max(3, FEW // 40)), pause=REST, ticks=TICKS)
    count = count_sweep(due)
    tell_table(Line(f"two beats, {most} sweeps at once", due.rows, count.lost, count.doubled,
                    seconds=time.monotonic() - began))  # fmt: skip
    assert most > 2, "no sweep was longer than its tick, so this proved nothing"
    assert count == NOTHING_WRONG


def test_the_naive_sweep_doubles_so_this_test_can_fail(crew: Crew, tell_table: Callable[[Line], None]) -> None:
    due = due_world(FEWER, now=database_now())
    ticking(crew, naive.sweep, (due.now,), pause=0, ticks=2)
    count = count_sweep(due)
    tell_table(Line("naive sweep, two beats", due.rows, count.lost, count.doubled))
    assert count.doubled > 0
