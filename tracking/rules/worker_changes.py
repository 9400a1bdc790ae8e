"""The same worker throughout (K13): what counts as a change. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Worked:
    """Somebody worked with a young person, for a service, from a local day."""

    person: int
    service: int
    since: date


def changes(workers: Iterable[Worked]) -> Iterator[Worked]:
    """Who came after somebody else, of the workers of one young person in their order. The first is no change, nor is the
    same person once more, whatever their service is called by then.
    """
    before: int | None = None
    for worker in workers:
        if before is not None and worker.person != before:
            yield worker
        before = worker.person
