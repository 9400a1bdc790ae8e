"""Jobs of young people: begun and ended (K7)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from accounts.wording import written_day
from learners.models import Learner
from tracking.models import Contact, Employment
from tracking.services.employment_clocks import begin_asking, stop_asking
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
def end_job(*, job: Employment, ended_on: date, end_reason: str, by: User, now: datetime) -> Employment:
    """The job is over; nobody asks about it any more. Raises JobRefused, CaseHasEnded."""
    learner = lock_learner(job.learner)
    job = Employment.objects.select_for_update(of=("self",)).get(pk=job.pk)
    job.learner = learner
    if job.ended_on is not None:
        raise JobRefused(None, f"This job ended on {written_day(job.ended_on)}. Somebody has just recorded that")
    if ended_on < job.starts_on:
        raise JobRefused("ended_on", f"The job began on {written_day(job.starts_on)}. It cannot end before that")
    if ended_on > local_date(now):
        raise JobRefused("ended_on", "The last day must be today or in the past")
    asked = Contact.objects.filter(job=job).order_by("-at").first()
    if asked is not None and local_date(asked.at) > ended_on:
        raise JobRefused(
            "ended_on", f"On {written_day(local_date(asked.at))} somebody asked how it goes. Check the day"
        )
    job.ended_on, job.end_reason = ended_on, end_reason.strip()
    history.save(job, by=by, reason="The job ended", at=now, update_fields=["ended_on", "end_reason"])
    stop_asking(job, reason="The job ended", by=by, now=now)
    return job
