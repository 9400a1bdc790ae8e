"""Everything that can happen to a deadline. Each verb is one transaction that locks the deadline first and writes an event.

`by` is the person who acts, None when Mainstay itself does. `now` is the moment of recording; `at`, where a verb takes
it, the moment at which the thing happened. The deadline handed in is refreshed under the lock and returned changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Agency, User
from deadlines.calendar import Due, after_pause, due_for, end_of_local_day, local_midnight
from deadlines.enums import DeadlineState, Unit, Verb
from deadlines.models import Deadline, DeadlineEvent, DeadlineStep
from deadlines.rules import Duty, Limit
from deadlines.services import ladder
from deadlines.services.errors import (
    AlreadyClosed,
    AlreadyOpen,
    AlreadyOverdue,
    AlreadyPaused,
    InTheFuture,
    NotMoved,
    NotPaused,
    ReasonMissing,
    StillOpen,
    WrongMoment,
)

#: What a deadline copies when it opens and never changes. Kept with the event too, so that `check_ledger` can compare.
COPIED = (
    "learner_id", "agreement_id", "owner_id", "partner_id", "limit_amount", "limit_unit", "terms_source",
    "morning_hour", "is_tracked",
)  # fmt: skip

#: A young person or an agreement: records of apps above this one, whose types the floors forbid to name here.
RecordAbove = Any


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a deadline is opened with. Its clock starts at the instant `starts_at` or with the local day `starts_on` (else
    now).

    The terms are copied: a later change of them never moves this deadline. A clock that had ended before the owner was
    tracked is kept without messages, breach or place in adherence.
    """

    duty: Duty
    limit: Limit
    terms_source: str
    morning_hour: int
    owner: Agency
    partner: Agency | None = None
    learner: RecordAbove | None = None
    agreement: RecordAbove | None = None
    stands_alone: bool = False
    subject_kind: str
    subject_uuid: UUID
    starts_at: datetime | None = None
    starts_on: date | None = None
    due_on: date | None = None


def open_deadline(opening: Opening, *, by: User | None = None, now: datetime) -> Deadline:
    """A duty falls on its owner. AlreadyOpen if the subject has this duty open."""
    return open_deadlines([opening], by=by, now=now)[0]


@dataclass(frozen=True)
class Draft:
    """Rows of deadlines that open, with their ladders and first events; nothing of it is saved."""

    deadlines: list[Deadline]
    steps: list[DeadlineStep]
    events: list[DeadlineEvent]


def draft(openings: Sequence[Opening], *, by: User | None = None, now: datetime) -> Draft:
    """What opening these at `now` writes."""
    deadlines: list[Deadline] = []
    steps: list[DeadlineStep] = []
    events: list[DeadlineEvent] = []
    for opening in openings:
        deadline = _new(opening, now)
        rungs = ladder.rungs(deadline, now=now)
        detail = {"copied": {name: getattr(deadline, name) for name in COPIED}, "steps": [step.key for step in rungs]}
        events.append(_event(deadline, Verb.OPENED, at=now, now=now, by=by, due_after=deadline.due_at, detail=detail))
        events += _breach(deadline, until=now, now=now)
        deadline.next_step_at = ladder.next_moment(deadline, rungs)
        deadlines.append(deadline)
        steps += rungs
    return Draft(deadlines, steps, events)


@transaction.atomic
def open_deadlines(openings: Sequence[Opening], *, by: User | None = None, now: datetime) -> list[Deadline]:
    """Open many at once, in three queries. All of them or none: AlreadyOpen if a subject has its duty open."""
    rows = draft(openings, by=by, now=now)
    try:
        with transaction.atomic():
            Deadline.objects.bulk_create(rows.deadlines)
    except IntegrityError as error:
        if "deadline_once_while_open" in str(error):
            raise AlreadyOpen from error
        raise
    ladder.lay(rows.steps)
    DeadlineEvent.objects.bulk_create(rows.events)
    return rows.deadlines


def _new(opening: Opening, now: datetime) -> Deadline:
    """Not yet saved, and without its steps."""
    starts_at = now if opening.starts_at is None and opening.starts_on is None else opening.starts_at
    due = due_for(opening.limit, start=starts_at, start_on=opening.starts_on, due_on=opening.due_on)
    return Deadline(
        duty_code=opening.duty.code,
        learner=opening.learner,
        agreement=opening.agreement,
        stands_alone=opening.stands_alone,
        owner=opening.owner,
        partner=opening.partner,
        subject_kind=opening.subject_kind,
        subject_uuid=opening.subject_uuid,
        starts_at=due.starts_at,
        limit_amount=opening.limit.amount,
        limit_unit=opening.limit.unit,
        terms_source=opening.terms_source,
        morning_hour=opening.morning_hour,
        opened_at=now,
        original_due_at=due.due_at,
        due_at=due.due_at,
        due_on=due.due_on,
        is_tracked=due.due_at > local_midnight(opening.owner.tracked_from),
    )


@transaction.atomic
def meet(*, deadline: Deadline, at: datetime, by: User | None = None, now: datetime) -> Deadline:
    """The duty was kept at `at`, which may lie before `now` (proof entered later) or before the clock started."""
    _lock_open(deadline)
    if at > now:
        raise InTheFuture
    return _close(deadline, DeadlineState.MET, Verb.MET, at=at, by=by, now=now)


@transaction.atomic
def waive(*, deadline: Deadline, reason: str, by: User | None, now: datetime) -> Deadline:
    """The duty need not be kept this time. A breach that came before stays one."""
    _require_reason(reason)
    _lock_open(deadline)
    return _close(deadline, DeadlineState.WAIVED, Verb.WAIVED, at=now, by=by, now=now, reason=reason)


@transaction.atomic
def cancel(
    *, deadline: Deadline, reason: str, by: User | None = None, now: datetime, at: datetime | None = None
) -> Deadline:
    """The duty no longer applies, since `at` (now unless given): the place ended, the case was closed, a death."""
    _require_reason(reason)
    _lock_open(deadline)
    return _close(deadline, DeadlineState.CANCELLED, Verb.CANCELLED, at=at or now, by=by, now=now, reason=reason)


@transaction.atomic
def move(
    *,
    deadline: Deadline,
    due_on: date | None = None,
    due_at: datetime | None = None,
    reason: str,
    by: User | None,
    now: datetime,
) -> Deadline:
    """Another due moment: a day for a clock of days, an instant for a clock of hours. A breach that came before stays one."""
    _require_reason(reason)
    _lock_running(deadline)
    if (due_on is None) == (due_at is None) or (due_on is None) != (deadline.due_on is None):
        raise WrongMoment
    new_due_at = due_at if due_on is None else end_of_local_day(due_on)
    assert new_due_at is not None
    if new_due_at == deadline.due_at:
        raise NotMoved
    DeadlineEvent.objects.bulk_create(_breach(deadline, until=now, now=now))
    deadline.was_moved = True
    due = Due(deadline.starts_at, new_due_at, due_on)
    return _start_anew(deadline, due, Verb.MOVED, by=by, now=now, reason=reason)


@transaction.atomic
def pause(*, deadline: Deadline, reason: str, by: User | None, now: datetime) -> Deadline:
    """The clock stands still until it is resumed. An overdue one cannot be paused: that would hide the breach."""
    _require_reason(reason)
    _lock_running(deadline)
    if now >= deadline.due_at:
        raise AlreadyOverdue
    ladder.take_away(deadline, now=now)
    deadline.paused_at, deadline.was_paused, deadline.next_step_at = now, True, None
    deadline.save()
    _event(deadline, Verb.PAUSED, at=now, now=now, by=by, reason=reason, due_before=deadline.due_at).save()
    return deadline


@transaction.atomic
def resume(*, deadline: Deadline, reason: str = "", by: User | None, now: datetime) -> Deadline:
    """The clock runs on. Clocks of days gain the local days paused, clocks of hours the elapsed time."""
    _lock_open(deadline)
    if deadline.paused_at is None:
        raise NotPaused
    due = after_pause(deadline.clock, unit=Unit(deadline.limit_unit), paused_at=deadline.paused_at, resumed_at=now)
    deadline.paused_at = None
    return _start_anew(deadline, due, Verb.RESUMED, by=by, now=now, reason=reason)


@transaction.atomic
def reopen(
    *, deadline: Deadline, reason: str, by: User | None = None, now: datetime, kept_at: datetime | None = None
) -> Deadline:
    """What closed it did not hold: a notice that had counted came back. The clock was running all the time.

    `kept_at` is for a correction: the caller meets it again, at that moment, in the same transaction. Then only a due
    moment before `kept_at` was missed.
    """
    _require_reason(reason)
    _lock(deadline)
    if deadline.is_open:
        raise StillOpen
    if find_open(duty_code=deadline.duty_code, subject_uuid=deadline.subject_uuid):
        raise AlreadyOpen
    deadline.state = DeadlineState.OPEN
    deadline.met_at = deadline.met_by = deadline.closed_at = None
    return _start_anew(
        deadline, deadline.clock, Verb.REOPENED, by=by, now=now, reason=reason, tell_again=True, breach_until=kept_at
    )


def find_open(*, duty_code: str, subject_uuid: UUID) -> Deadline | None:
    """The open deadline of that duty for that subject; there is at most one."""
    return Deadline.objects.open().filter(duty_code=duty_code, subject_uuid=subject_uuid).first()


def lock_open(*, duty_code: str, subject_uuid: UUID) -> Deadline | None:
    """`find_open`, locked until the end of the caller's transaction."""
    deadlines = Deadline.objects.select_for_update(of=("self",)).open()
    return deadlines.filter(duty_code=duty_code, subject_uuid=subject_uuid).first()


def _lock(deadline: Deadline) -> None:
    deadline.refresh_from_db(from_queryset=Deadline.objects.select_for_update(of=("self",)))


def _lock_open(deadline: Deadline) -> None:
    _lock(deadline)
    if not deadline.is_open:
        raise AlreadyClosed(deadline.state)


def _lock_running(deadline: Deadline) -> None:
    _lock_open(deadline)
    if deadline.is_paused:
        raise AlreadyPaused


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing


def _close(
    deadline: Deadline,
    state: DeadlineState,
    verb: Verb,
    *,
    at: datetime,
    by: User | None,
    now: datetime,
    reason: str = "",
) -> Deadline:
    """Bring an open deadline to rest. If its moment had passed by `at`, the breach is noted first."""
    ladder.take_away(deadline, now=now)
    events = [] if deadline.is_paused else _breach(deadline, until=at, now=now)
    deadline.state, deadline.closed_at = state, at
    deadline.paused_at = deadline.next_step_at = None
    if state == DeadlineState.MET:
        deadline.met_at, deadline.met_by = at, by
    deadline.save()
    events.append(_event(deadline, verb, at=at, now=now, by=by, reason=reason, due_before=deadline.due_at))
    DeadlineEvent.objects.bulk_create(events)
    return deadline


def _start_anew(
    deadline: Deadline,
    due: Due,
    verb: Verb,
    *,
    by: User | None,
    now: datetime,
    reason: str,
    tell_again: bool = False,
    breach_until: datetime | None = None,
) -> Deadline:
    """Give an open deadline its next revision: the old ladder and its messages are called back, a new one is laid.

    A step already past whose people were told of it is not repeated, unless they must be told again. A breach is noted
    if the moment passed before `breach_until` (now unless given).
    """
    ladder.take_away(deadline, now=now)
    told = frozenset() if tell_again else ladder.told_keys(deadline)
    before = deadline.due_at
    deadline.due_at, deadline.due_on = due.due_at, due.due_on
    deadline.revision += 1
    deadline.breach_recorded = deadline.breach_recorded and deadline.due_at <= now
    steps = ladder.rungs(deadline, now=now, told=told)
    events = [
        _event(
            deadline, verb, at=now, now=now, by=by, reason=reason, due_before=before, due_after=due.due_at,
            detail={"steps": [step.key for step in steps]},
        )
    ]  # fmt: skip
    events += _breach(deadline, until=breach_until or now, now=now)
    deadline.next_step_at = ladder.next_moment(deadline, steps)
    deadline.save()
    ladder.lay(steps)
    DeadlineEvent.objects.bulk_create(events)
    return deadline


def _breach(deadline: Deadline, *, until: datetime, now: datetime) -> list[DeadlineEvent]:
    """The event of a breach that nobody noted yet, dated when the duty fell due; empty if there is none by `until`."""
    if not deadline.is_tracked or deadline.breach_recorded or deadline.due_at > until:
        return []
    deadline.breach_recorded = True
    return [_event(deadline, Verb.BREACHED, at=deadline.due_at, now=now, due_before=deadline.due_at)]


def _event(deadline: Deadline, verb: Verb, *, at: datetime, now: datetime, **fields: Any) -> DeadlineEvent:
    return DeadlineEvent(deadline=deadline, verb=verb, at=at, recorded_at=now, revision=deadline.revision, **fields)
