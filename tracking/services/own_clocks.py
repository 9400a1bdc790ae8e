"""Clocks that the young person's own agencies owe: being in touch, a new job, a time without a place (P1, K6, K7)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import Agency, User
from agreements.services import opening_of
from agreements.terms import terms_for
from deadlines.calendar import end_of_local_day, local_midnight, moment_of_day
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.services import cancel, lock_open, meet, open_deadline, reopen
from learners.models import Learner
from learners.selectors.people import social_care_of, virtual_school_for
from tracking.rules.times import Link


class TrackingError(ServiceError):
    """Something about what a young person does that cannot be recorded as asked; the text says why."""


class CaseHasEnded(TrackingError):
    def __init__(self) -> None:
        super().__init__("The case is closed, so nothing new can be recorded. What was recorded is kept.")


class NobodyOwes(TrackingError):
    def __init__(self) -> None:
        super().__init__("No agency is responsible for this young person now. Link one to the record first.")


def lock_learner(learner: Learner) -> Learner:
    """The young person as they are now, locked first by everything that opens or meets a clock of theirs, so that none is
    opened while the case ends. Raises CaseHasEnded.
    """
    locked: Learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if locked.is_closed:
        raise CaseHasEnded
    return locked


def who_owes(learner: Learner) -> Agency:
    """Social care, the home Virtual School where no social care agency is linked. Raises NobodyOwes."""
    agency = social_care_of(learner) or virtual_school_for(learner)
    if agency is None:
        raise NobodyOwes
    return agency


def open_own_clock(
    code: str, *, kind: str, uuid: UUID, learner: Learner, starts_on: date, by: User | None, now: datetime
) -> Deadline:
    """Open the clock of the duty `code` about the subject `kind` and `uuid` from a local day, by the terms of that day."""
    return open_deadline(
        opening_of(
            code=code,
            terms=terms_for(home_virtual_school=virtual_school_for(learner), provider=None, on=starts_on),
            owner=who_owes(learner),
            learner=learner,
            subject_kind=kind,
            subject_uuid=uuid,
            starts_on=starts_on,
        ),
        by=by,
        now=now,
    )


def meet_own_clock(code: str, *, uuid: UUID, on: date, by: User, now: datetime) -> None:
    """The duty was kept on a local day, if its clock runs."""
    running = lock_open(duty_code=code, subject_uuid=uuid)
    if running is not None:
        meet(deadline=running, at=moment_of_day(on, now=now), by=by, now=now)


def stop_own_clock(
    code: str, *, uuid: UUID, reason: str, by: User | None, now: datetime, on: date | None = None
) -> None:
    """The duty no longer applies, if its clock runs: since now, or since the end of the local day `on`. What fell due only
    after that day was missed by nobody.
    """
    running = lock_open(duty_code=code, subject_uuid=uuid)
    if running is not None:
        since = now if on is None else min(now, max(running.starts_at, end_of_local_day(on)))
        cancel(deadline=running, reason=reason, by=by, now=now, at=since)


def put_right(
    before: Sequence[Link],
    after: Sequence[Link],
    *,
    kind: str,
    uuid: UUID,
    learner: Learner,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    """What the clocks of a subject follow was put right: they become what the records ask for `after`, where they asked for
    `before`. A clock that nothing asks for any more is taken away, one that was met at another moment is met anew. What was
    waived stays so. Raises NobodyOwes.
    """
    was, is_ = ({(link.duty, link.starts_on): link.met_at for link in links} for links in (before, after))
    differ = [key for key in {**was, **is_} if key not in was or key not in is_ or was[key] != is_[key]]
    duties = {duty for duty, _ in differ}
    # A subject has one open clock of a duty at a time: the one that runs is met, or stands aside meanwhile.
    for running in (lock_open(duty_code=duty, subject_uuid=uuid) for duty in sorted(duties)):
        if running is None:
            continue
        key = running.duty_code, local_date(running.starts_at)
        if (at := is_.get(key)) is not None:
            meet(deadline=running, at=at, by=by, now=now)
        else:
            since = now if key in is_ else min(running.starts_at, now)
            cancel(deadline=running, reason=reason, by=by, now=now, at=since)
    for duty, starts_on in differ:
        met_at = was.get((duty, starts_on))
        deadline = _closed(duty, uuid, starts_on, DeadlineState.MET) if met_at else None
        if deadline is not None:
            at = is_.get((duty, starts_on))
            reopen(deadline=deadline, reason=reason, by=by, now=now, kept_at=at or met_at)
            if at is not None:
                meet(deadline=deadline, at=at, by=by, now=now)
            else:
                cancel(deadline=deadline, reason=reason, by=by, now=now, at=deadline.starts_at)
    for (duty, starts_on), met_at in is_.items():
        if (duty, starts_on) not in differ and (met_at is not None or duty not in duties):
            continue
        settled = [DeadlineState.WAIVED, DeadlineState.MET] if met_at else [DeadlineState.WAIVED]
        if _closed(duty, uuid, starts_on, *settled) is not None:
            continue
        deadline = _closed(duty, uuid, starts_on, DeadlineState.CANCELLED)
        if deadline is not None:
            reopen(deadline=deadline, reason=reason, by=by, now=now, kept_at=met_at)
        else:
            deadline = open_own_clock(duty, kind=kind, uuid=uuid, learner=learner, starts_on=starts_on, by=by, now=now)
        if met_at is not None:
            meet(deadline=deadline, at=met_at, by=by, now=now)


def _closed(duty: str, uuid: UUID, starts_on: date, *states: DeadlineState) -> Deadline | None:
    """The newest closed clock of a subject that starts with a local day."""
    found = Deadline.objects.filter(duty_code=duty, subject_uuid=uuid, starts_at=local_midnight(starts_on))
    return found.filter(state__in=states).order_by("-pk").first()
