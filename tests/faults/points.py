"""Where a worker is in its work, as seen from outside: it leaves a trail in shared memory, and stops where it is aimed at.

Nothing of Mainstay's own code knows of this: the statements are recognised as they go to the database, and the mail
server's connection and the settling are wrapped in the worker's process.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: Seconds for which a worker stands still at its point until it is killed.
PATIENCE = 60


class Point(StrEnum):
    AFTER_LOCK = "after the lock"
    BEFORE_INSERT = "before INSERT"
    AFTER_INSERT = "after INSERT"
    BEFORE_UPDATE = "before UPDATE"
    AFTER_UPDATE = "after UPDATE"
    BEFORE_COMMIT = "before COMMIT"
    AFTER_COMMIT = "after COMMIT"
    BEFORE_HANDING = "before handing over"
    AFTER_HANDING = "after handing over"
    BEFORE_SETTLING = "before settling"
    AFTER_SETTLING = "after settling"
    AT_RANDOM = "at random"


SWEEPING = tuple(Point)[:7]
DELIVERING = tuple(Point)[7:11]


@dataclass(frozen=True)
class Aim:
    """Where a worker is to be killed: the `nth` time it comes to `point`; or `pause` seconds after it began its `nth` batch."""

    point: Point
    nth: int = 1
    pause: float = 0.0


class Trail:
    """Four numbers shared by a worker, which writes them, and the test, which reads them."""

    INSIDE, BATCHES, ARRIVALS, HELD = range(4)

    def __init__(self, numbers: Any) -> None:
        self.numbers = numbers

    @property
    def is_inside(self) -> bool:
        """Between the first and the last write of a batch: a kill now is a kill mid-work."""
        return bool(self.numbers[self.INSIDE])

    @property
    def batches(self) -> int:
        """How many batches were begun."""
        return int(self.numbers[self.BATCHES])

    @property
    def is_held(self) -> bool:
        """It stands at the point it was aimed at."""
        return bool(self.numbers[self.HELD])


class Watch:
    """The worker's side of its trail. `pause`: a rest of up to so many seconds at each point, which lets others get in between."""

    def __init__(self, trail: Trail, aim: Aim | None, pause: float = 0.0) -> None:
        self.trail, self.aim, self.pause = trail, aim, pause

    def enter(self) -> None:
        if not self.trail.is_inside:
            self.trail.numbers[Trail.BATCHES] += 1
            self.trail.numbers[Trail.INSIDE] = 1

    def leave(self) -> None:
        self.trail.numbers[Trail.INSIDE] = 0

    def arrive(self, point: Point) -> None:
        if self.pause:
            time.sleep(random.uniform(0, self.pause))  # noqa: S311
        if self.aim is None or self.aim.point != point:
            return
        self.trail.numbers[Trail.ARRIVALS] += 1
        if self.trail.numbers[Trail.ARRIVALS] == self.aim.nth:
            self.trail.numbers[Trail.HELD] = 1
            time.sleep(PATIENCE)
            raise RuntimeError(f"It waited {point}, and nobody killed it.")


def watch_database(watch: Watch) -> None:
    """Report locks, writes and commits of this process."""
    from django.db import connections

    connection = connections["default"]
    sound = connection.commit

    def execute(go_on: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        verb = str(sql).lstrip()[:6]
        if verb not in ("INSERT", "UPDATE"):
            result = go_on(sql, params, many, context)
            if verb == "SELECT" and "FOR UPDATE" in sql and context["cursor"].rowcount > 0:
                watch.enter()
                watch.arrive(Point.AFTER_LOCK)
            return result
        watch.enter()
        watch.arrive(Point.BEFORE_INSERT if verb == "INSERT" else Point.BEFORE_UPDATE)
        result = go_on(sql, params, many, context)
        watch.arrive(Point.AFTER_INSERT if verb == "INSERT" else Point.AFTER_UPDATE)
        return result

    def commit() -> None:
        if watch.trail.is_inside:
            watch.arrive(Point.BEFORE_COMMIT)
        sound()
        if watch.trail.is_inside:
            watch.arrive(Point.AFTER_COMMIT)
            watch.leave()

    connection.execute_wrappers.append(execute)
    connection.commit = commit


def watch_delivery(watch: Watch) -> None:
    """Report what this process hands to the mail server, and when it writes down what became of it."""
    from django.core.mail.backends.smtp import EmailBackend

    from notifications.services import delivery

    hand_over, settle = EmailBackend.send_messages, delivery.settle

    def handing(self: Any, emails: Any) -> Any:
        watch.enter()
        watch.arrive(Point.BEFORE_HANDING)
        result = hand_over(self, emails)
        watch.arrive(Point.AFTER_HANDING)
        return result

    def settling(*args: Any, **kwargs: Any) -> None:
        watch.arrive(Point.BEFORE_SETTLING)
        settle(*args, **kwargs)
        watch.arrive(Point.AFTER_SETTLING)
        watch.leave()

    EmailBackend.send_messages = handing  # type: ignore[method-assign]
    delivery.settle = settling
