"""A sweep in a process of its own, for tests that overlap or kill real ones: `python -m tests.deadlines.sweeper sound <now>`.

It waits until the test lets go of a lock, so that all of them start together. `naive` is the sweep as one would first
write it: read what is due, then handle row after row, without locks or a transaction. It shows that the tests can fail.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import django

START_LINE = 8_001  # advisory lock


def main(kind: str, moment: str) -> None:
    django.setup()
    from django.db import connection

    from accounts.models import User
    from deadlines import registry, services
    from deadlines.models import Deadline
    from tests.deadlines.conftest import WORKER, register_table

    register_table()
    sound = registry.audience(WORKER)

    def slowly(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
        time.sleep(0.02)  # leaves the others time to get in between
        return sound(deadlines, now)

    registry.register_audience(WORKER, slowly)
    now = datetime.fromisoformat(moment)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [START_LINE])
    sweep: Callable[[], object] = (
        (lambda: services.sweep(now=now, batch=3)) if kind == "sound" else (lambda: _naive(now))
    )
    sweep()


def _naive(now: datetime) -> None:
    from deadlines.enums import Verb
    from deadlines.models import Deadline, DeadlineEvent

    for deadline in list(Deadline.objects.filter(next_step_at__lte=now)):
        time.sleep(0.005)
        deadline.next_step_at = None
        deadline.save()
        detail = {"step": "7 days before", "told": [], "nobody": []}
        DeadlineEvent.objects.create(
            deadline=deadline, verb=Verb.TOLD, at=now, recorded_at=now, revision=1, detail=detail
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
