"""Clocks that the young person's own agencies owe: being in touch, a new job, a time without a place (P1, K6, K7)."""

from datetime import date, datetime
from uuid import UUID

from accounts.errors import ServiceError
from accounts.models import Agency, User
from agreements.services import opening_of
from agreements.terms import terms_for
from deadlines.calendar import moment_of_day
from deadlines.models import Deadline
from deadlines.services import cancel, lock_open, meet, open_deadline
from learners.models import Learner
from learners.selectors.people import social_care_of, virtual_school_for


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


def stop_own_clock(code: str, *, uuid: UUID, reason: str, by: User | None, now: datetime) -> None:
    """The duty no longer applies, if its clock runs."""
    running = lock_open(duty_code=code, subject_uuid=uuid)
    if running is not None:
        cancel(deadline=running, reason=reason, by=by, now=now)
