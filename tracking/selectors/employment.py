"""Jobs, and what the clocks of asking how they go should be (K7)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.access import allows
from accounts.enums import Permission
from accounts.models import User
from deadlines.models import Deadline
from deadlines.registry import Expected, Recomputer
from learners.models import Learner
from tracking.models import Contact, Employment
from tracking.rules.new_work import Rhythm, clocks, times_asked
from tracking.rules.times import Link, Reached
from tracking.selectors.contact import KEEPING_IN_TOUCH, expected, reached_by

JOB = "job"
#: The duty of each rhythm.
DUTY_OF = {Rhythm.WEEKLY: "work_contact_weekly", Rhythm.MONTHLY: "work_contact_monthly"}


def links_of(job: Employment) -> list[Link]:
    """The clocks that should be there for one job, met or running."""
    reached = reached_by(Contact.objects.filter(job=job), "job_id").get(job.pk, [])
    closings = _closings(Learner.history.filter(id=job.learner_id)).get(job.learner_id, [])
    return list(_links(job, reached, closings))


def jobs_of(learner: Learner) -> QuerySet[Employment]:
    """The latest first; also those that were struck out."""
    return Employment.objects.filter(learner=learner).select_related("recorded_by").order_by("-starts_on", "-id")


def running_clock(job: Employment) -> Deadline | None:
    return Deadline.objects.open().filter(duty_code__in=DUTY_OF.values(), subject_uuid=job.uuid).first()


def contacts_about(job: Employment) -> QuerySet[Contact]:
    """The latest first; also those that were struck out."""
    return job.contacts.select_related("recorded_by", "struck_out_by").order_by("-at", "-id")


def work_clocks(duty_code: str) -> Recomputer:
    """The recomputer of one of the two duties."""

    def recompute(now: datetime) -> Iterator[Expected]:
        reached = reached_by(Contact.objects.filter(job__isnull=False), "job_id")
        ever = Learner.history.filter(Q(closed_on__isnull=False) | Q(died_on__isnull=False)).values("id")
        closings = _closings(
            Learner.history.filter(id__in=Employment.objects.filter(learner__in=ever).values("learner"))
        )
        for job in Employment.objects.order_by("pk").iterator(chunk_size=500):
            for link in _links(job, reached.get(job.pk, []), closings.get(job.learner_id, [])):
                if link.duty == duty_code:
                    yield expected(link, uuid=job.uuid, learner_id=job.learner_id)

    return recompute


def contact_link(deadline: Deadline, user: User | AnonymousUser) -> tuple[str, str] | None:
    """For the page of a clock of being in touch or of a job: where its reader records a contact, if they may."""
    pages = {KEEPING_IN_TOUCH: "tracking:contact-new", JOB: "tracking:job-contact"}
    if deadline.subject_kind not in pages or not deadline.is_open or deadline.learner is None:
        return None
    if not allows(user, Permission.RECORD_ACTIVITY, deadline.learner):
        return None
    return "Record a contact", reverse(pages[deadline.subject_kind], args=[deadline.subject_uuid])


def _links(job: Employment, reached: Sequence[Reached], closings: Sequence[tuple[datetime, bool]]) -> Iterator[Link]:
    """A chain of clocks for each time in which the case was open. What was struck out has none."""
    if job.struck_out_at is not None:
        return
    for time in times_asked(job.recorded_at, closings):
        found = clocks(time, reached, starts_on=job.starts_on, was_supported=job.was_supported)
        for kind, starts_on, met_at in found:
            if met_at is not None or (job.ended_on is None and time.until is None):  # else it was stopped
                yield Link(DUTY_OF[kind], starts_on, met_at)


def _closings(versions: QuerySet[Any]) -> dict[int, list[tuple[datetime, bool]]]:
    """When each record said that the case is closed or is not, in the order in which it was changed, by learner id. One
    query.
    """
    rows = versions.order_by("id", "history_id").values_list("id", "history_date", "closed_on", "died_on")
    return {
        learner_id: [(at, closed_on is not None or died_on is not None) for _, at, closed_on, died_on in theirs]
        for learner_id, theirs in groupby(rows.iterator(), key=itemgetter(0))
    }
