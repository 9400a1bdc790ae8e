"""A round of the sweep that leaves a trace: when it ran, what it did, and that it is alive.

The trace of a round in which nothing was due is one change of one row, so that asking every twenty seconds stays cheap.
"""

import logging
import os
import socket
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.errors import ServiceError
from accounts.models import User
from deadlines.enums import SweepState
from deadlines.models import Deadline, SweepFault, SweepRun
from deadlines.rules import IDLE_ROW, SWEEPS_KEPT
from deadlines.services.sweep import SweepResult, place_of, sweep
from notifications.services import wake

logger = logging.getLogger(__name__)

#: The task that sweeps.
TASK = "deadlines.sweep_deadlines"


class NoLongerSetAside(ServiceError):
    def __init__(self) -> None:
        super().__init__("This deadline is not set aside any more: the sweep has handled it, or it was closed.")


def run_sweep(*, now: datetime, batch: int = 1000, by_stand_in: bool = False) -> SweepRun:
    """Sweep, and write down what came of it. An error that ends the round is written down and raised again."""
    round_ = _Round(now, by_stand_in)
    try:
        result = sweep(now=now, batch=batch, after_batch=round_.goes_on)
    except Exception as error:
        round_.failed(error)
        raise
    return round_.ended(result)


class _Round:
    """One round. `now` is its beginning by the database’s clock; how long it takes is measured here."""

    def __init__(self, now: datetime, by_stand_in: bool) -> None:
        self.now = now
        self.by_stand_in = by_stand_in
        self.began = time.monotonic()
        self.row: SweepRun | None = None

    def goes_on(self, so_far: SweepResult) -> None:
        self._write(SweepState.RUNNING, so_far)

    def ended(self, result: SweepResult) -> SweepRun:
        if result.taken:
            return self._write(SweepState.DONE, result)
        return self._again(SweepState.IDLE) or self._write(SweepState.IDLE, result)

    def failed(self, error: Exception) -> None:
        place = place_of(error)
        if self.row is None and self._again(SweepState.FAILED, place):
            return
        self._write(SweepState.FAILED, None, place)

    def _again(self, state: SweepState, error: str = "") -> SweepRun | None:
        """The newest row, if the round before came to the same: it stands for this one too."""
        newest = SweepRun.objects.filter(by_stand_in=self.by_stand_in).order_by("-pk").values("pk")[:1]
        same = SweepRun.objects.filter(pk=newest, state=state, error=error, started_at__gt=self.now - IDLE_ROW)
        moment = self._present()
        if not same.update(alive_at=moment, ended_at=moment, rounds=F("rounds") + 1, worker=_worker()):
            return None
        return SweepRun(state=state, started_at=self.now, alive_at=moment, ended_at=moment, error=error)

    def _write(self, state: SweepState, result: SweepResult | None, error: str = "") -> SweepRun:
        row = self.row or SweepRun(started_at=self.now, worker=_worker(), by_stand_in=self.by_stand_in)
        if result is not None:
            row.moved_on, row.steps, row.breaches = result.deadlines, result.steps, result.breaches
            row.messages, row.set_aside = result.messages, result.faults
        row.state, row.error, row.alive_at = state, error, self._present()
        row.ended_at = None if state == SweepState.RUNNING else row.alive_at
        row.save()
        self.row = row
        return row

    def _present(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self.began)


def forget_sweeps(*, now: datetime) -> int:
    """Throw away what is older than `SWEEPS_KEPT`; how many rows."""
    return SweepRun.objects.filter(alive_at__lte=now - SWEEPS_KEPT).delete()[0]


@transaction.atomic
def retry_fault(*, fault: SweepFault, by: User, now: datetime) -> None:
    """Have the next sweep, which is asked for at once, try a deadline that was set aside. Raises NoLongerSetAside."""
    waiting = Deadline.objects.filter(pk=fault.deadline_id, fault=fault.pk, next_step_at__isnull=False)
    if not waiting.update(next_step_at=now):
        raise NoLongerSetAside
    logger.info("Deadline %s is tried again, asked for by %s", fault.deadline_id, by.uuid)
    wake(TASK)


def _worker() -> str:
    return f"{socket.gethostname()[:80]} {os.getpid()}"
