"""Rounds of workers that are killed in the middle of their work, one kill for each aim."""

import random
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.faults.points import Aim, Point
from tests.faults.processes import Crew, Job, Worker

#: Rounds without a kill after which work that is still left is never done.
PATIENCE = 60


@dataclass
class Toll:
    """Kills that were asked for, those that landed mid-work by where they landed, and how many rounds there were."""

    asked: int
    landed: Counter[Point] = field(default_factory=Counter)
    rounds: int = 0

    @property
    def total(self) -> int:
        return self.landed.total()


def aims(points: Sequence[Point], count: int, *, seed: int = 7) -> list[Aim]:
    """Half at random and half at the set points in turn, never twice the same way; alike in every run."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        if number % 2:
            made.append(Aim(Point.AT_RANDOM, nth=chance.randint(1, 2), pause=chance.uniform(0, 0.02)))
        else:
            made.append(Aim(points[number // 2 % len(points)], nth=chance.randint(1, 3)))
    return made


def each_point(points: Sequence[Point]) -> list[Aim]:
    """Every set point once, the first time a worker comes to it."""
    return [Aim(point) for point in points]


def rounds_under_kills(
    crew: Crew,
    job: Job,
    wanted: Iterable[Aim],
    *,
    workers: int,
    arguments: Callable[[int], tuple[Any, ...]],
    is_done: Callable[[], bool],
    pause: float = 0.0,
) -> Toll:
    """As the beat starts them: `workers` processes at once, round after round, each killed at its aim; when every aim was
    met (or nothing is left to do) rounds without kills until all is done. `arguments` of a round, by its number.
    """
    waiting = deque(wanted)
    toll = Toll(asked=len(waiting))
    while waiting and not is_done() and toll.rounds < 6 * toll.asked:
        taken = [waiting.popleft() for _ in range(min(workers, len(waiting)))]
        started = [(aim, crew.start(job, *arguments(toll.rounds), aim=aim, pause=pause)) for aim in taken]
        waiting.extend(_strike(started, toll))
        toll.rounds += 1
    for _ in range(PATIENCE):
        if is_done():
            return toll
        rest = [crew.start(job, *arguments(toll.rounds), pause=pause) for _ in range(workers)]
        for worker in rest:
            worker.wait()
        toll.rounds += 1
    raise AssertionError(f"after {PATIENCE} rounds in which nobody was killed there is still work left")


def _strike(started: list[tuple[Aim, Worker]], toll: Toll) -> list[Aim]:
    """Kill each where it is aimed at. Aims of workers that came to their end first: they are tried again, nearer."""
    missed: list[Aim] = []
    moments: dict[Worker, float] = {}
    while started:
        for pair in list(started):
            aim, worker = pair
            if worker.trail.is_held:
                worker.kill()
                toll.landed[aim.point] += 1
                started.remove(pair)
            elif not worker.is_alive:
                worker.wait()  # raises if it did not come to a good end
                missed.append(replace(aim, nth=1, pause=0))
                started.remove(pair)
            elif aim.point is Point.AT_RANDOM and worker.trail.batches >= aim.nth:
                moment = moments.setdefault(worker, time.monotonic() + aim.pause)
                if time.monotonic() >= moment and worker.stop_and_look():
                    worker.kill()
                    toll.landed[aim.point] += 1
                    started.remove(pair)
        time.sleep(0.001)
    return missed
