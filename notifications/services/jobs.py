"""Work that takes a while: a row that the worker claims, tells how far it is, and that somebody may stop.

A job is a row with `state` (“waiting”, “working”, “cancelled”, and the end states of its own), `started_at`, `alive_at`,
`ended_at` and `cancel_asked_at`. Whoever writes it down calls `wake` with the name of the task that looks for such rows, and
the beat calls the same task every half minute: so a broker that loses everything delays the work and loses nothing. The
task takes no arguments. It calls `claim` until nothing is left, and for each job does its parts, calling `go_on` after each;
the last part writes what came of it, and the end state, in one transaction that begins with `hold`. A worker that dies
says nothing any more; after `SILENT_FOR` another one claims the job and begins it anew, and the first, should it wake up,
is told by `go_on` and `hold` that it has lost it. So a job must change nothing before its last part, or what it changes must
be the same when it is done again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Q

Job = TypeVar("Job", bound=models.Model)

#: A worker that has said nothing for so long has died. Far longer than any part of a job takes.
SILENT_FOR = timedelta(minutes=3)
WAITING, WORKING, CANCELLED = "waiting", "working", "cancelled"


class JobLost(Exception):
    """Somebody stopped the job, or another worker has it."""


@transaction.atomic
def claim(jobs: models.QuerySet[Job], *, now: datetime, anew: Mapping[str, Any]) -> Job | None:
    """The first of `jobs` (in their order) that nobody is at, marked as begun at `now`; None if there is none. `anew` is
    what is set back because the work begins from its beginning.
    """
    to_do = Q(state=WAITING) | Q(state=WORKING, alive_at__lt=now - SILENT_FOR)
    job = jobs.select_for_update(skip_locked=True, of=("self",)).filter(to_do).first()
    if job is None:
        return None
    changes = {"state": WORKING, "started_at": now, "alive_at": now, **anew}
    if job.cancel_asked_at is not None:  # type: ignore[attr-defined]  # its worker died before it could obey
        changes = {"state": CANCELLED, "ended_at": now}
    for name, value in changes.items():
        setattr(job, name, value)
    job.save(update_fields=list(changes))
    return job


def mine(job: Job) -> models.QuerySet[Job]:
    """The row, as long as no other worker has begun it anew."""
    rows = type(job)._default_manager
    return rows.filter(pk=job.pk, state=WORKING, started_at=job.started_at)  # type: ignore[attr-defined]


def go_on(job: Job, *, now: datetime, **progress: Any) -> None:
    """Say that the work goes on and how far it is. Raises JobLost."""
    if not mine(job).filter(cancel_asked_at__isnull=True).update(alive_at=now, **progress):
        raise JobLost


def hold(job: Job) -> Job:
    """The row, locked until the transaction ends, so that nobody stops it any more. Raises JobLost."""
    held = mine(job).select_for_update(of=("self",)).filter(cancel_asked_at__isnull=True).first()
    if held is None:
        raise JobLost
    return held


def give_up(job: Job, *, now: datetime) -> None:
    """After JobLost: note that a stop was obeyed. Does nothing if another worker has the job."""
    mine(job).filter(cancel_asked_at__isnull=False).update(state=CANCELLED, ended_at=now)


@transaction.atomic
def stop(job: Job, *, now: datetime) -> Job:
    """Stop a job that is not over. One that is being worked on ends with the part that is being done."""
    found: Any = type(job)._default_manager.select_for_update(of=("self",)).get(pk=job.pk)
    if found.state == WAITING:
        found.state, found.ended_at = CANCELLED, now
    if found.state in (WORKING, CANCELLED) and found.cancel_asked_at is None:
        found.cancel_asked_at = now
    found.save(update_fields=["state", "ended_at", "cancel_asked_at"])
    return found  # type: ignore[no-any-return]
