"""How long something takes. What is compared is done by turns, so that a busy machine weighs on all alike."""

import statistics
import time
from collections.abc import Callable, Mapping

Act = Callable[[], object]


def seconds(act: Act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def by_turns(acts: Mapping[str, Act], rounds: int) -> dict[str, float]:
    """The median of each in milliseconds."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            taken[name].append(seconds(act))
    return {name: statistics.median(times) * 1000 for name, times in taken.items()}


def milliseconds(act: Act, rounds: int) -> float:
    return by_turns({"": act}, rounds)[""]


def percentile(times: list[float], hundredths: int) -> float:
    """The time within which so many of a hundred ended."""
    return statistics.quantiles(times, n=100)[hundredths - 1]
