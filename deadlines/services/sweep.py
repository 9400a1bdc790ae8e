"""The sweep: whatever was to happen to deadlines by now happens, once, in order, however late the sweep comes.

It asks for deadlines whose next moment is at or before `now`, a batch at a time. A batch is one transaction: the rows are
locked (rows that another sweep holds are left to it), people found, messages queued, breaches noted, the next moment
stored. Killed half-way nothing has happened; run twice the second finds nothing to do.

A deadline that raises is set aside for an hour, so that it holds up nothing else. When the database itself is in trouble
(connection lost, disk full, too long a wait) no deadline is to blame: the round ends with the error, and the next one
finds everything as it was.
"""

import logging
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from deadlines import registry
from deadlines.enums import StepState, Verb
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep, SweepFault
from deadlines.querysets import DeadlineQuerySet
from deadlines.services.telling import People, tellings, told_event
from notifications.services import queue_unread

logger = logging.getLogger(__name__)

#: For how long a deadline that could not be handled is left alone.
SET_ASIDE = timedelta(hours=1)


@dataclass
class SweepResult:
    """What a sweep did: deadlines moved on, steps fired, breaches noted, messages queued, deadlines set aside."""

    deadlines: int = 0
    steps: int = 0
    breaches: int = 0
    messages: int = 0
    faults: int = 0

    def add(self, other: "SweepResult") -> None:
        for name, number in vars(other).items():
            setattr(self, name, getattr(self, name) + number)

    @property
    def taken(self) -> int:
        return self.deadlines + self.faults


def sweep(*, now: datetime, batch: int = 1000, after_batch: Callable[[SweepResult], None] | None = None) -> SweepResult:
    """Move on every deadline to which something was to happen by `now`, in batches, until a short one. `after_batch` is
    told the sum so far whenever a batch did something.

    Raises what the database raised if that is what was in trouble; batches before that stay done.
    """
    total = SweepResult()
    while True:
        result = _sweep_batch(now=now, size=batch)
        total.add(result)
        if after_batch and result.taken:
            after_batch(total)
        if result.taken < batch:
            return total


def _sweep_batch(*, now: datetime, size: int) -> SweepResult:
    """One batch together; if anything in it raises, nothing of it happened and each deadline is tried by itself."""
    try:
        with transaction.atomic():
            return _move_on(_locked(now)[:size], now=now)
    except SoftTimeLimitExceeded:  # no row is to blame for it
        raise
    except Exception as error:  # whatever one row raises must not stop the others
        if not connection.is_usable():
            raise
        logger.warning("A batch of deadlines is handled one by one: %s", place_of(error))
        return _sweep_one_by_one(now=now, size=size)


def _sweep_one_by_one(*, now: datetime, size: int) -> SweepResult:
    """One row may meet trouble of the database by itself (two wait for each other, a wait is too long): it keeps its place.
    When a second one does, it is the database.
    """
    total = SweepResult()
    trouble: OperationalError | InterfaceError | None = None
    for pk in list(Deadline.objects.to_move_on(now).values_list("pk", flat=True)[:size]):
        try:
            with transaction.atomic():
                total.add(_move_on(_locked(now).filter(pk=pk), now=now))
        except SoftTimeLimitExceeded:
            raise
        except (OperationalError, InterfaceError) as error:
            if trouble or not connection.is_usable():
                raise
            trouble = error
        except Exception as error:  # shown to operators
            if not connection.is_usable():  # the driver does not always say so
                raise
            _set_aside(pk, error, now=now)
            total.faults += 1
    if trouble:
        raise trouble
    return total


def _locked(now: datetime) -> DeadlineQuerySet:
    """With what a batch shares read once for all of it: many deadlines are owed by few agencies."""
    deadlines = Deadline.objects.to_move_on(now).select_for_update(skip_locked=True)
    return deadlines.prefetch_related("owner", "partner", "learner", "agreement")


def _move_on(locked: Iterable[Deadline], *, now: datetime) -> SweepResult:
    """Everything that was to happen to these deadlines by `now`. The number of queries does not depend on theirs."""
    deadlines = {deadline.pk: deadline for deadline in locked}
    if not deadlines:
        return SweepResult()
    steps = list(
        DeadlineStep.objects.filter(
            deadline__in=deadlines, revision=F("deadline__revision"), state=StepState.PENDING, at__lte=now
        ).order_by("at", "pk")
    )
    for step in steps:
        step.deadline = deadlines[step.deadline_id]
    people = _people(steps, now=now)
    said = {step: tellings(step, people, now=now) for step in steps}
    queued = queue_unread([telling.note for of_step in said.values() for telling in of_step], now=now)
    reached = frozenset(queued)
    breached = [d for d in deadlines.values() if not d.breach_recorded and d.due_at <= now]
    happened = [(d.due_at, _breach(d, now=now)) for d in breached]
    happened += [(step.at, told_event(step, said[step], people, reached, now=now)) for step in steps]
    DeadlineEvent.objects.bulk_create([event for _, event in sorted(happened, key=lambda pair: pair[0])])
    DeadlineStep.objects.filter(pk__in=[step.pk for step in steps]).update(state=StepState.FIRED, settled_at=now)
    Deadline.objects.filter(pk__in=[d.pk for d in breached]).update(breach_recorded=True)
    Deadline.objects.filter(pk__in=deadlines).with_next_moment().update(next_step_at=F("next_moment"))
    SweepFault.objects.filter(deadline__in=deadlines).delete()
    return SweepResult(len(deadlines), len(steps), len(breached), sum(queued.values()))


def _people(steps: Sequence[DeadlineStep], *, now: datetime) -> People:
    """Who each audience is for each deadline; every audience is asked once for all its deadlines."""
    asked: dict[str, dict[int, Deadline]] = defaultdict(dict)
    for step in steps:
        for name in step.audiences:
            asked[name][step.deadline_id] = step.deadline
    return {
        (name, deadline_id): users
        for name, deadlines in asked.items()
        for deadline_id, users in registry.audience(name)(list(deadlines.values()), now).items()
    }


def _breach(deadline: Deadline, *, now: datetime) -> DeadlineEvent:
    """Dated when the duty fell due, not when the sweep noticed."""
    return DeadlineEvent(
        deadline=deadline,
        verb=Verb.BREACHED,
        at=deadline.due_at,
        recorded_at=now,
        revision=deadline.revision,
        due_before=deadline.due_at,
    )


def _set_aside(pk: int, error: Exception, *, now: datetime) -> None:
    """Leave the deadline alone for an hour, so that it holds up nothing else, and show it to operators."""
    place = place_of(error)
    logger.error("Deadline %s was set aside: %s", pk, place)
    with transaction.atomic():
        Deadline.objects.filter(pk=pk, next_step_at__lte=now).update(next_step_at=now + SET_ASIDE)
        SweepFault.objects.update_or_create(
            deadline_id=pk,
            create_defaults={"since": now, "last_at": now, "error": place},
            defaults={"last_at": now, "error": place, "times": F("times") + 1},
        )


def place_of(error: Exception) -> str:
    """What kind of error and where. Not its text, which may speak of a young person."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno} in {frame.name}"[:300]
