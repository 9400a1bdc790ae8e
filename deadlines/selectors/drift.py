"""Is every deadline what the records say it should be? Computed afresh, by those who know the records.

What people decided about a clock (moved, paused, waived, cancelled) cannot be read from other records; there the
deadline is held against its own events, which nobody can change (`deadlines.selectors.replay`).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Prefetch, Q

from deadlines import registry
from deadlines.enums import DeadlineState, StepState
from deadlines.models import Deadline, DeadlineEvent, SweepFault
from deadlines.registry import Expected
from deadlines.selectors import replay

#: Deadlines read at a time, so that years of them do not stand in memory at once.
BATCH = 500

DECIDED_BY_PEOPLE = frozenset({DeadlineState.WAIVED, DeadlineState.CANCELLED})


@dataclass(frozen=True)
class Drift:
    """One deadline that is not what it should be."""

    duty_code: str
    subject_uuid: UUID
    problem: str

    def __str__(self) -> str:
        return f"{self.duty_code} of {self.subject_uuid}: {self.problem}"


def find(*, now: datetime) -> list[Drift]:
    """Every drift, duty by duty. Empty when the ledger is right."""
    found = list(_inside())
    for duty_code, recompute in registry.recomputers().items():
        found += _against_records(duty_code, recompute(now))
    return found


def _inside() -> Iterator[Drift]:
    """What the ledger itself can tell: faults, a row that its events contradict, a wrong next moment, steps left over
    where nothing more should happen.
    """
    for fault in SweepFault.objects.select_related("deadline").order_by("pk"):
        yield _drift(fault.deadline, f"could not be handled since {fault.since}: {fault}")
    known = Q(duty_code__in=[duty.code for duty in registry.duties()], subject_kind__in=registry.subjects())
    for deadline in Deadline.objects.exclude(known):
        yield _drift(deadline, f"nobody registered its duty, or its subject “{deadline.subject_kind}”")
    in_order = Prefetch("events", DeadlineEvent.objects.order_by("pk"))
    registered = Deadline.objects.filter(known).prefetch_related(in_order, "steps").order_by("pk")
    for deadline in registered.iterator(chunk_size=BATCH):
        for problem in replay.problems(deadline):
            yield _drift(deadline, problem)
    running = Deadline.objects.running().filter(fault__isnull=True).with_next_moment()
    for deadline in running.exclude(Q(next_step_at=F("next_moment")) | Q(next_step_at=None, next_moment=None)):
        yield _drift(deadline, f"next moment is {deadline.next_step_at}, should be {deadline.next_moment}")
    at_rest = Deadline.objects.exclude(pk__in=Deadline.objects.running())
    for deadline in at_rest.filter(steps__state=StepState.PENDING).distinct():
        yield _drift(deadline, "has steps to come although it is paused or closed")
    old = Deadline.objects.filter(steps__state=StepState.PENDING, steps__revision__lt=F("revision"))
    for deadline in old.distinct():
        yield _drift(deadline, "has steps to come from an older revision")


def _against_records(duty_code: str, expected: Iterator[Expected]) -> Iterator[Drift]:
    """Clocks are paired by subject and start: a subject may have had several clocks of one duty."""
    kept: dict[tuple[UUID, datetime], list[Deadline]] = defaultdict(list)
    for deadline in Deadline.objects.filter(duty_code=duty_code).order_by("pk").iterator():
        kept[deadline.subject_uuid, deadline.starts_at].append(deadline)
    for one in expected:
        candidates = kept.get((one.subject_uuid, one.starts_at), [])
        deadline = next((d for d in candidates if not _problem(one, d)), candidates[0] if candidates else None)
        if deadline is None:
            yield Drift(one.duty_code, one.subject_uuid, f"there is no clock that started at {one.starts_at}")
            continue
        candidates.remove(deadline)
        if problem := _problem(one, deadline):
            yield _drift(deadline, problem)
    for leftover in (deadline for deadlines in kept.values() for deadline in deadlines):
        if leftover.state not in DECIDED_BY_PEOPLE:
            yield _drift(leftover, f"no record asks for this clock, which started at {leftover.starts_at}")


def _problem(expected: Expected, deadline: Deadline) -> str:
    """What is wrong with `deadline`; empty if it is as expected."""
    if deadline.learner_id != expected.learner_id:
        return f"is about record {deadline.learner_id}, should be about {expected.learner_id}"
    if expected.original_due_at is not None and deadline.original_due_at != expected.original_due_at:
        return f"was first due at {deadline.original_due_at}, should be {expected.original_due_at}"
    if deadline.state == DeadlineState.WAIVED:
        return ""
    if deadline.state != expected.state:
        return f"is {deadline.state}, should be {expected.state}"
    if deadline.met_at != expected.met_at:
        return f"was met at {deadline.met_at}, should be {expected.met_at}"
    return ""


def _drift(deadline: Deadline, problem: str) -> Drift:
    return Drift(deadline.duty_code, deadline.subject_uuid, problem)
