"""Work that takes a while: a row that the worker claims, tells how far it is, and that somebody may stop.

A job is a row with `state` (“waiting”, “working”, “cancelled”, and the end states of its own), `attempts`, `started_at`,
`alive_at`, `ended_at` and `cancel_asked_at`. Whoever writes it down calls `wake` with the name of the task that looks for such rows, and
the beat calls the same task every half minute: so a broker that loses everything delays the work and loses nothing. The
task takes no arguments. It calls `claim` until nothing is left, and for each job does its parts, calling `go_on` after each;
the last part writes what came of it, and the end state, in one transaction that begins with `hold`. A worker that dies
says nothing any more; after `SILENT_FOR` another one claims the job and begins it anew, and the first, should it wake up,
is told by `go_on` and `hold` that it has lost it. A job of which `MOST_ATTEMPTS` workers died is what kills them: nobody
begins it again, and it ends with a sentence for the person who waits. So a job must change nothing before its last part, or
what it changes must be the same when it is done again.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Q

logger = logging.getLogger(__name__)

Job = TypeVar("Job", bound=models.Model)

#: A worker that has said nothing for so long has died. Far longer than any part of a job takes.
SILENT_FOR = timedelta(minutes=3)
#: How many workers may die of a job.
MOST_ATTEMPTS = 3
WAITING, WORKING, CANCELLED = "waiting", "working", "cancelled"
UNFINISHED = (WAITING, WORKING)


class JobLost(Exception):
    """Somebody stopped the job, or another worker has it."""


@transaction.atomic
def claim(
    jobs: models.QuerySet[Job], *, now: datetime, anew: Mapping[str, Any], killed: Mapping[str, Any]
) -> Job | None:
    """The first of `jobs` (in their order) that is to be done and that nobody is at, marked as begun at `now`; None if there
    is none. `anew` is what is set back because the work begins from its beginning; `killed` the end state, with the
    sentence, of a job of which too many workers died.
    """
    to_do = jobs.select_for_update(skip_locked=True, of=("self",)).filter(
        Q(state=WAITING) | Q(state=WORKING, alive_at__lt=now - SILENT_FOR)
    )
    while (found := to_do.first()) is not None:
        job: Any = found
        if job.cancel_asked_at is not None:  # its worker died before it could obey
            _set(job, {"state": CANCELLED, "ended_at": now})
        elif job.attempts >= MOST_ATTEMPTS:
            logger.error("Given up after %s attempts: %s %s", job.attempts, job._meta.label, job.pk)
            _set(job, {"ended_at": now, **killed})
        else:
            begun = {"state": WORKING, "started_at": now, "alive_at": now, "attempts": job.attempts + 1}
            _set(job, begun | dict(anew))
            return found
    return None


def _set(job: models.Model, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(job, name, value)
    job.save(update_fields=list(changes))


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


def ahead_of(job: Job, jobs: models.QuerySet[Job], *, asked: str) -> int:
    """How many of `jobs` are done before one that waits; `asked` names the moment by which they stand in line."""
    moment = getattr(job, asked)
    before = Q(**{f"{asked}__lt": moment}) | Q(**{asked: moment, "pk__lt": job.pk})
    return jobs.filter(before, state__in=UNFINISHED).count()
