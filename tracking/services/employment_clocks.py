"""The clocks of asking how a job goes: weekly for eight weeks where they were supported into it, then monthly (K7)."""

from datetime import datetime

from accounts.models import User
from deadlines.calendar import local_midnight
from deadlines.models import Deadline
from deadlines.services import lock_open, meet
from tracking.models import Employment
from tracking.selectors.employment import DUTY_OF, JOB, asked_at, asked_since, clocks_of, duty_from
from tracking.services.own_clocks import open_own_clock, stop_own_clock


def begin_asking(job: Employment, *, by: User | None, now: datetime) -> None:
    """A job is known of, within the caller's transaction."""
    starts_on = asked_since(job)
    code = duty_from(job, starts_on)
    if code is not None:
        open_own_clock(code, kind=JOB, uuid=job.uuid, learner=job.learner, starts_on=starts_on, by=by, now=now)


def asked_about_work(job: Employment, at: datetime, *, by: User, now: datetime) -> None:
    """They were reached about it, which is saved: the clock that ran is met and the next begins, until six months are
    over. A contact before the running clock began moves nothing.
    """
    *_, last = [None, *clocks_of(job, asked_at(job))]
    for code in DUTY_OF.values():
        running = lock_open(duty_code=code, subject_uuid=job.uuid)
        if running is not None:
            if last is not None and last[2] is None and running.starts_at == local_midnight(last[1]):
                return
            meet(deadline=running, at=at, by=by, now=now)
    if last is not None and last[2] is None and job.ended_on is None:
        code, starts_on, _ = last
        known = Deadline.objects.filter(duty_code=code, subject_uuid=job.uuid, starts_at=local_midnight(starts_on))
        if not known.exists():  # else somebody waived it
            open_own_clock(code, kind=JOB, uuid=job.uuid, learner=job.learner, starts_on=starts_on, by=by, now=now)


def stop_asking(job: Employment, *, reason: str, by: User | None, now: datetime) -> None:
    """The job is over, within the caller's transaction."""
    for code in DUTY_OF.values():
        stop_own_clock(code, uuid=job.uuid, reason=reason, by=by, now=now)
