"""Sweep workers are killed at random and at every set point; afterwards each step was told exactly once."""

import time
from collections.abc import Callable

from accounts.clock import database_now
from deadlines.models import Deadline
from tests.faults import jobs, naive
from tests.faults.counting import NOTHING_WRONG, count_sweep, keys_missing
from tests.faults.kills import Toll, aims, each_point, rounds_under_kills
from tests.faults.points import SWEEPING, Aim, Point
from tests.faults.processes import Crew
from tests.faults.sizes import BATCH, FEW, FEWER, KILLS, ROWS, WORKERS
from tests.faults.table import Line
from tests.faults.world import DueWorld, due_world


def swept(crew: Crew, due: DueWorld, wanted: list[Aim], *, batch: int) -> Toll:
    return rounds_under_kills(
        crew,
        jobs.sweep,
        wanted,
        workers=WORKERS,
        arguments=lambda _: (due.now, batch),
        is_done=lambda: not Deadline.objects.to_move_on(due.now).exists(),
    )


def test_killed_at_random_and_at_set_points(crew: Crew, tell_table: Callable[[Line], None]) -> None:
    due = due_world(ROWS, now=database_now())
    began = time.monotonic()
    toll = swept(crew, due, aims(SWEEPING, KILLS), batch=BATCH)
    seconds = time.monotonic() - began
    count = count_sweep(due)
    tell_table(Line("sweep, killed at random and set points", due.rows, count.lost, count.doubled, toll.asked, toll.total,
                    seconds=seconds))  # fmt: skip
    assert toll.total == toll.asked == KILLS, "too few kills landed mid-work: this proved nothing"
    assert toll.landed[Point.AT_RANDOM] >= KILLS // 2
    assert count == NOTHING_WRONG
    assert keys_missing(due) == 0


def test_killed_at_each_set_point(crew: Crew, tell_table: Callable[[Line], None]) -> None:
    due = due_world(FEW, now=database_now())
    began = time.monotonic()
    toll = swept(crew, due, each_point(SWEEPING), batch=max(3, FEW // 20))
    seconds = time.monotonic() - began
    count = count_sweep(due)
    tell_table(Line("sweep, killed once at each set point", due.rows, count.lost, count.doubled, toll.asked, toll.total,
                    seconds=seconds))  # fmt: skip
    assert set(toll.landed) == set(SWEEPING)
    assert count == NOTHING_WRONG


def test_the_naive_sweep_loses_so_this_test_can_fail(crew: Crew, tell_table: Callable[[Line], None]) -> None:
    due = due_world(FEWER, now=database_now())
    began = time.monotonic()
    toll = rounds_under_kills(
        crew,
        naive.sweep,
        [Aim(Point.AFTER_UPDATE, nth=2)],
        workers=1,
        arguments=lambda _: (due.now,),
        is_done=lambda: not Deadline.objects.to_move_on(due.now).exists(),
    )
    count = count_sweep(due)
    tell_table(Line("naive sweep, killed after UPDATE", due.rows, count.lost, count.doubled, 1, toll.total,
                    seconds=time.monotonic() - began))  # fmt: skip
    assert toll.total == 1
    assert count.lost > 0
    assert count.without == 1
