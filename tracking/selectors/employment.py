"""Jobs, and what the clocks of asking how they go should be (K7)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import User
from deadlines.calendar import chain, local_midnight
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.registry import Expected, Recomputer
from learners.models import Learner
from tracking.models import Contact, Employment
from tracking.rules.new_work import Rhythm, rhythm
from tracking.selectors.contact import KEEPING_IN_TOUCH

JOB = "job"
#: The duty of each rhythm.
DUTY_OF = {Rhythm.WEEKLY: "work_contact_weekly", Rhythm.MONTHLY: "work_contact_monthly"}


def asked_since(job: Employment) -> date:
    """The local day from which contacts in a job are counted: its first, or the day it was known."""
    return max(job.starts_on, local_date(job.recorded_at))


def duty_from(job: Employment, starts_on: date) -> str | None:
    """The duty whose clock starts with a local day; None once six months are over."""
    found = rhythm(starts_on=job.starts_on, was_supported=job.was_supported, on=starts_on)
    return DUTY_OF[found] if found else None


def clocks_of(job: Employment, asked: Sequence[datetime]) -> Iterator[tuple[str, date, datetime | None]]:
    """The clocks of one job, as (duty, the local day it starts with, the moment that meets it or None for the last). `asked`
    are the moments at which somebody reached them about it, in the order of recording.
    """
    met: dict[date, datetime] = {}
    for at in asked:
        met.setdefault(local_date(at), at)
    for starts_on, day in chain(asked_since(job), met):
        duty = duty_from(job, starts_on)
        if duty is None:
            return
        yield duty, starts_on, met[day] if day else None


def asked_at(job: Employment) -> list[datetime]:
    """When somebody reached them about it, in the order of recording."""
    return list(job.contacts.filter(reached=True).order_by("recorded_at", "id").values_list("at", flat=True))


def jobs_of(learner: Learner) -> QuerySet[Employment]:
    """The latest first."""
    return Employment.objects.filter(learner=learner).select_related("recorded_by").order_by("-starts_on", "-id")


def running_clock(job: Employment) -> Deadline | None:
    return Deadline.objects.open().filter(duty_code__in=DUTY_OF.values(), subject_uuid=job.uuid).first()


def contacts_about(job: Employment) -> QuerySet[Contact]:
    """The latest first."""
    return job.contacts.select_related("recorded_by").order_by("-at", "-id")


def work_clocks(duty_code: str) -> Recomputer:
    """The recomputer of one of the two duties."""

    def recompute(now: datetime) -> Iterator[Expected]:
        rows = Contact.objects.filter(reached=True, job__isnull=False).order_by("job_id", "recorded_at", "id")
        asked = {
            job_id: [at for _, at in theirs]
            for job_id, theirs in groupby(rows.values_list("job_id", "at").iterator(), key=itemgetter(0))
        }
        for job in Employment.objects.select_related("learner").order_by("pk").iterator(chunk_size=500):
            is_over = job.ended_on is not None or job.learner.is_closed
            for duty, starts_on, met_at in clocks_of(job, asked.get(job.pk, [])):
                if duty == duty_code and (met_at is not None or not is_over):
                    yield _expected(job, duty, starts_on, met_at)

    return recompute


def contact_link(deadline: Deadline, user: User | AnonymousUser) -> tuple[str, str] | None:
    """For the page of a clock of being in touch or of a job: where its reader records a contact, if they may."""
    pages = {KEEPING_IN_TOUCH: "tracking:contact-new", JOB: "tracking:job-contact"}
    if deadline.subject_kind not in pages or not deadline.is_open or deadline.learner is None:
        return None
    if not allows(user, Permission.RECORD_ACTIVITY, deadline.learner):
        return None
    return "Record a contact", reverse(pages[deadline.subject_kind], args=[deadline.subject_uuid])


def _expected(job: Employment, duty: str, starts_on: date, met_at: datetime | None) -> Expected:
    return Expected(
        duty_code=duty,
        subject_uuid=job.uuid,
        learner_id=job.learner_id,
        starts_at=local_midnight(starts_on),
        original_due_at=None,
        state=DeadlineState.MET if met_at else DeadlineState.OPEN,
        met_at=met_at,
    )
