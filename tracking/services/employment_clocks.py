"""The clocks of asking how a job goes: weekly for eight weeks where they were supported into it, then monthly (K7)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from accounts.models import User
from learners.models import Learner
from tracking.models import Employment
from tracking.rules.times import Link
from tracking.selectors.employment import DUTY_OF, JOB, links_of
from tracking.services.own_clocks import NobodyOwes, open_own_clock, put_right, stop_own_clock


def begin_asking(job: Employment, *, by: User | None, now: datetime) -> None:
    """A job is known of, or the case is open again, within the caller's transaction."""
    for link in links_of(job)[-1:]:
        if link.met_at is None:
            open_own_clock(
                link.duty, kind=JOB, uuid=job.uuid, learner=job.learner, starts_on=link.starts_on, by=by, now=now
            )


def ask_again(learner: Learner, by: User | None, now: datetime) -> None:
    """The case is open again: jobs that go on are asked about from today (`learners.registry`)."""
    for job in Employment.objects.standing().filter(learner=learner, ended_on__isnull=True).order_by("id"):
        job.learner = learner
        with suppress(NobodyOwes):  # as with keeping in touch: without an agency there is nobody to ask
            begin_asking(job, by=by, now=now)


def follow_contacts(job: Employment, before: Sequence[Link], *, reason: str, by: User, now: datetime) -> None:
    """What is known of the contacts about it, or of the job itself, is saved: its clocks follow. `before` is what they should
    have been until then (`links_of`).
    """
    put_right(before, links_of(job), kind=JOB, uuid=job.uuid, learner=job.learner, reason=reason, by=by, now=now)


def stop_asking(job: Employment, *, reason: str, by: User | None, now: datetime) -> None:
    """The job is over since its last day, within the caller's transaction."""
    for code in DUTY_OF.values():
        stop_own_clock(code, uuid=job.uuid, reason=reason, by=by, now=now, on=job.ended_on)
