"""Jobs of young people: begun, ended and put right (K7)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from accounts.wording import written_day
from learners.models import Learner
from tracking.models import Employment
from tracking.selectors.employment import links_of
from tracking.services.employment_clocks import begin_asking, follow_contacts, stop_asking
from tracking.services.own_clocks import TrackingError, lock_learner


class JobRefused(TrackingError):
    """The text says which question it belongs to."""

    def __init__(self, field: str | None, text: str) -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def record_job(
    *,
    learner: Learner,
    employer: str,
    job: str,
    hours: int | None = None,
    was_supported: bool,
    starts_on: date,
    by: User,
    now: datetime,
) -> Employment:
    """They have a job, or will have. The clock of asking how it goes begins with it: weekly where they were supported into
    it, else monthly. Raises JobRefused, CaseHasEnded.
    """
    learner = lock_learner(learner)
    if starts_on < learner.date_of_birth:
        raise JobRefused("starts_on", f"{learner.called} was not born then. Check the year")
    found = Employment(
        learner=learner,
        employer=" ".join(employer.split()),
        job=" ".join(job.split()),
        hours=hours,
        was_supported=was_supported,
        starts_on=starts_on,
        recorded_at=now,
        recorded_by=by,
    )
    history.save(found, by=by, at=now)
    begin_asking(found, by=by, now=now)
    return found


@transaction.atomic
def correct_job(
    *,
    job: Employment,
    employer: str,
    title: str,
    hours: int | None,
    was_supported: bool,
    starts_on: date,
    ended_on: date | None = None,
    end_reason: str = "",
    reason: str,
    by: User,
    now: datetime,
) -> Employment:
    """What was recorded of a job was not right. What stood there stays in its history, and the clocks become what they would
    be had it been recorded so; a job that has not ended after all is asked about again.

    Raises JobRefused, NobodyOwes, CaseHasEnded.
    """
    job = _lock(job)
    why = _why(reason)
    _check_days(job, starts_on, ended_on, now)
    if ended_on is not None and not end_reason.strip():
        raise JobRefused("end_reason", "Say why it ended")
    if ended_on is not None and job.ended_on is None:
        raise JobRefused("ended_on", "It goes on by what is recorded. Record its end instead")
    before = links_of(job)
    job.employer, job.job, job.hours = " ".join(employer.split()), " ".join(title.split()), hours
    job.was_supported, job.starts_on = was_supported, starts_on
    job.ended_on, job.end_reason = ended_on, end_reason.strip() if ended_on else ""
    history.save(job, by=by, reason=f"Corrected: {why}", at=now)
    follow_contacts(job, before, reason=f"Corrected: {why}", by=by, now=now)
    return job


@transaction.atomic
def strike_out_job(*, job: Employment, reason: str, by: User, now: datetime) -> Employment:
    """It was recorded by mistake: it stays where it stands, struck out, and nobody asks about it. Contacts about it still
    count as being in touch. Raises JobRefused, CaseHasEnded.
    """
    job = _lock(job)
    before = links_of(job)
    job.struck_out_at, job.struck_out_by, job.why_struck_out = now, by, _why(reason)
    history.save(job, by=by, reason=f"Struck out: {job.why_struck_out}", at=now)
    follow_contacts(job, before, reason=f"Struck out: {job.why_struck_out}", by=by, now=now)
    return job


@transaction.atomic
def end_job(*, job: Employment, ended_on: date, end_reason: str, by: User, now: datetime) -> Employment:
    """The job is over; nobody asks about it any more. Raises JobRefused, CaseHasEnded."""
    job = _lock(job)
    if job.ended_on is not None:
        raise JobRefused(None, f"This job ended on {written_day(job.ended_on)}. Somebody has just recorded that")
    _check_days(job, job.starts_on, ended_on, now)
    job.ended_on, job.end_reason = ended_on, end_reason.strip()
    history.save(job, by=by, reason="The job ended", at=now, update_fields=["ended_on", "end_reason"])
    stop_asking(job, reason="The job ended", by=by, now=now)
    return job


def _check_days(job: Employment, starts_on: date, ended_on: date | None, now: datetime) -> None:
    if starts_on < job.learner.date_of_birth:
        raise JobRefused("starts_on", f"{job.learner.called} was not born then. Check the year")
    if ended_on is not None and ended_on < starts_on:
        raise JobRefused("ended_on", f"The job began on {written_day(starts_on)}. It cannot end before that")
    if ended_on is not None and ended_on > local_date(now):
        raise JobRefused("ended_on", "The last day must be today or in the past")
    asked = [local_date(at) for at in job.contacts.standing().order_by("at").values_list("at", flat=True)]
    if asked and asked[0] < starts_on:
        raise _asked_that_day("starts_on", asked[0])
    if asked and ended_on is not None and asked[-1] > ended_on:
        raise _asked_that_day("ended_on", asked[-1])


def _asked_that_day(field: str, day: date) -> JobRefused:
    return JobRefused(field, f"On {written_day(day)} somebody asked how it goes. Check the day")


def _why(reason: str) -> str:
    if not reason.strip():
        raise JobRefused("reason", "Say what was wrong")
    return reason.strip()


def _lock(job: Employment) -> Employment:
    learner = lock_learner(job.learner)
    locked: Employment = Employment.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.struck_out_at is not None:
        raise JobRefused(None, "This job was struck out. Nothing more is recorded about it")
    locked.learner = learner
    return locked
