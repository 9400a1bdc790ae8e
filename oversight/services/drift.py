"""Checks for drift: asked for every night or by an operator, done by the worker, kept with what they found."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts import access
from accounts.errors import ServiceError
from accounts.models import User
from agreements.selectors.signing_check import altered
from deadlines.selectors import drift
from deadlines.services.sweep import place_of
from notifications.services import wake
from oversight.enums import DriftKind, DriftState
from oversight.models import DriftCheck

logger = logging.getLogger(__name__)

#: The task that does the checks that wait.
TASK = "oversight.run_drift_checks"
#: How many findings are kept and logged; the rest are only counted. The commands show all of them.
LINES_KEPT = 100
#: No task may take so long: a check under way for longer belongs to a worker that was killed.
DEAD_AFTER = timedelta(minutes=21)
CHECKS_KEPT = timedelta(days=90)
#: What is checked every night. Signatures read every kept file, so they are checked when somebody asks.
NIGHTLY = (DriftKind.ACCESS, DriftKind.LEDGER)


class AlreadyAsked(ServiceError):
    def __init__(self, kind: DriftKind) -> None:
        super().__init__(f"This check is asked for already: {kind.label}.")


def ask_for_check(*, kind: DriftKind, by: User | None, now: datetime) -> DriftCheck:
    """Have the worker do one check. Raises AlreadyAsked."""
    try:
        with transaction.atomic():
            check = DriftCheck.objects.create(kind=kind, asked_at=now, asked_by=by)
            wake(TASK)
    except IntegrityError as error:
        raise AlreadyAsked(kind) from error
    return check


def ask_for_nightly_checks(*, now: datetime) -> int:
    """Ask for the checks of every night, and throw away what is old; how many were asked for."""
    DriftCheck.objects.filter(ended_at__lte=now - CHECKS_KEPT).delete()
    asked = 0
    for kind in NIGHTLY:
        try:
            ask_for_check(kind=kind, by=None, now=now)
        except AlreadyAsked:
            logger.info("The check of %s still waits.", kind)
        else:
            asked += 1
    return asked


def run_drift_checks(*, now_source: Callable[[], datetime]) -> int:
    """Do the checks that wait, one after the other; how many."""
    _bury(now_source())
    done = 0
    while (check := _take(now_source())) is not None:
        _run(check, now_source)
        done += 1
    return done


@transaction.atomic
def _take(now: datetime) -> DriftCheck | None:
    waiting = DriftCheck.objects.select_for_update(skip_locked=True).filter(state=DriftState.WAITING)
    check = waiting.order_by("asked_at", "pk").first()
    if check is not None:
        check.state, check.started_at = DriftState.WORKING, now
        check.save(update_fields=["state", "started_at"])
    return check


def _bury(now: datetime) -> None:
    dead = DriftCheck.objects.filter(state=DriftState.WORKING, started_at__lte=now - DEAD_AFTER)
    dead.update(state=DriftState.FAILED, ended_at=now, problem="Its worker died, or it took too long.")


def _run(check: DriftCheck, now_source: Callable[[], datetime]) -> None:
    lines: list[str] = []
    found = 0
    try:
        for line in _findings(DriftKind(check.kind), now_source()):
            found += 1
            if len(lines) < LINES_KEPT:
                lines.append(line)
                logger.error("Drift (%s): %s", check.kind, line)
    except Exception as error:
        logger.exception("The check of %s could not be done.", check.kind)
        end = {"state": DriftState.FAILED, "problem": place_of(error)}
    else:
        end = {"state": DriftState.DONE, "problem": ""}
    still_ours = DriftCheck.objects.filter(pk=check.pk, state=DriftState.WORKING, started_at=check.started_at)
    still_ours.update(**end, found=found, lines=lines, ended_at=now_source())


def _findings(kind: DriftKind, now: datetime) -> Iterator[str]:
    match kind:
        case DriftKind.LEDGER:
            yield from map(str, drift.find(now=now))
        case DriftKind.SIGNATURES:
            yield from map(str, altered())
        case DriftKind.ACCESS:
            if apart := access.rebuild(check=True):
                yield f"{apart.missing} permissions missing, {apart.surplus} too many; the command rebuild_access puts it right"
