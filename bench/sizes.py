"""How much is measured: little by default, so that everything ends within minutes; BENCH_FULL=1 for the sizes of the goals.

Any size can be named besides, such as BENCH_OPEN="100000 1000000".
"""

import os

FULL = os.environ.get("BENCH_FULL") == "1"


def sizes(name: str, *, small: str, full: str) -> list[int]:
    """The sizes in the variable `name`, else those of a small or of a full run."""
    return [int(size) for size in os.environ.get(name, full if FULL else small).split()]


def rounds(small: int, full: int) -> int:
    return full if FULL else small
