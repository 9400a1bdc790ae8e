"""Keeping in touch: every try is logged, and who is reached meets the clocks of it (P1, K7)."""

from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from accounts.wording import written_day
from deadlines.calendar import local_midnight
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.services import cancel, lock_open, meet
from learners.models import Learner
from tracking.enums import ContactHow, ContactReason
from tracking.models import Contact, Employment
from tracking.rules.ages import born_by
from tracking.rules.in_touch import CARE_LEAVERS, UNTIL_AGE
from tracking.selectors.contact import IN_TOUCH, KEEPING_IN_TOUCH, is_owed_now, links_of, runs_since
from tracking.selectors.employment import links_of as work_links
from tracking.services.employment_clocks import follow_contacts
from tracking.services.own_clocks import NobodyOwes, TrackingError, lock_learner, open_own_clock, put_right


class ContactRefused(TrackingError):
    """The text says which question it belongs to."""

    def __init__(self, field: str | None, text: str) -> None:
        super().__init__(text)
        self.field = field


class StruckOutAlready(ContactRefused):
    def __init__(self) -> None:
        super().__init__(None, "Somebody has struck this contact out already")


@transaction.atomic
def log_contact(
    *,
    learner: Learner,
    how: ContactHow,
    at: datetime,
    reached: bool,
    note: str = "",
    job: Employment | None = None,
    by: User,
    now: datetime,
) -> Contact:
    """Log a try to reach them, about the `job` if one is given. If it reached them, it is being in touch: the clock that ran
    is met and the next begins; so with the clock of the job, if it is about one.

    Raises ContactRefused, CaseHasEnded.
    """
    learner = lock_learner(learner)
    if at > now:
        raise ContactRefused("at", "The contact must be today or in the past")
    _check(learner, how=how, at=at, reached=reached, job=job)
    contact = Contact(
        learner=learner,
        reason=ContactReason.WORK if job else ContactReason.IN_TOUCH,
        job=job,
        how=how,
        at=at,
        reached=reached,
        note=note.strip(),
        recorded_at=now,
        recorded_by=by,
    )
    before = work_links(job) if job is not None else []
    history.save(contact, by=by, at=now)
    if reached:
        _kept_in_touch(learner, at, by=by, now=now)
        if job is not None:
            follow_contacts(job, before, reason="They were reached", by=by, now=now)
    return contact


@transaction.atomic
def correct_contact(
    *,
    contact: Contact,
    how: ContactHow,
    at: datetime,
    reached: bool,
    note: str,
    reason: str,
    by: User,
    now: datetime,
) -> Contact:
    """What was recorded of a contact was not right. What stood there stays in its history, and the clocks become what they
    would be had it been recorded so. Raises ContactRefused, StruckOutAlready, NobodyOwes, CaseHasEnded.
    """
    contact = _lock(contact)
    if at > contact.recorded_at:
        written = written_day(local_date(contact.recorded_at))
        raise ContactRefused("at", f"It was recorded on {written}. It cannot have been after that")
    _check(contact.learner, how=how, at=at, reached=reached, job=contact.job)
    why = _why(reason)
    contact.how, contact.at, contact.reached, contact.note = how, at, reached, note.strip()
    return _save_and_follow(contact, f"Corrected: {why}", by=by, now=now)


@transaction.atomic
def strike_out_contact(*, contact: Contact, reason: str, by: User, now: datetime) -> Contact:
    """It was recorded by mistake: it stays where it stands, struck out, and counts for nothing. Raises ContactRefused,
    StruckOutAlready, NobodyOwes, CaseHasEnded.
    """
    contact = _lock(contact)
    contact.struck_out_at, contact.struck_out_by, contact.why_struck_out = now, by, _why(reason)
    return _save_and_follow(contact, f"Struck out: {contact.why_struck_out}", by=by, now=now)


def _save_and_follow(contact: Contact, reason: str, *, by: User, now: datetime) -> Contact:
    learner, job = contact.learner, contact.job
    in_touch, work = links_of(learner, now), work_links(job) if job is not None else []
    history.save(contact, by=by, reason=reason, at=now)
    put_right(
        in_touch, links_of(learner, now), kind=KEEPING_IN_TOUCH, uuid=learner.uuid, learner=learner, reason=reason, by=by,
        now=now,
    )  # fmt: skip
    if job is not None:
        follow_contacts(job, work, reason=reason, by=by, now=now)
    return contact


def _lock(contact: Contact) -> Contact:
    learner = lock_learner(contact.learner)
    locked: Contact = Contact.objects.select_for_update(of=("self",)).select_related("job").get(pk=contact.pk)
    if locked.struck_out_at is not None:
        raise StruckOutAlready
    locked.learner = learner
    if locked.job is not None:
        locked.job.learner = learner
    return locked


def _why(reason: str) -> str:
    if not reason.strip():
        raise ContactRefused("reason", "Say what was wrong")
    return reason.strip()


def _check(learner: Learner, *, how: ContactHow, at: datetime, reached: bool, job: Employment | None) -> None:
    day = local_date(at)
    if day < learner.date_of_birth:
        raise ContactRefused("at", f"{learner.called} was not born then. Check the year")
    if reached and how == ContactHow.LETTER:
        raise ContactRefused(
            "reached", "A letter does not show that they had it. When they answer, log how they answered"
        )
    if job is None:
        return
    if job.struck_out_at is not None:
        raise ContactRefused(None, "This job was struck out. Record the contact as being in touch")
    if day < job.starts_on:
        raise ContactRefused("at", f"The job began on {written_day(job.starts_on)}. This must not be before that")
    if job.ended_on is not None and day > job.ended_on:
        raise ContactRefused("at", f"The job ended on {written_day(job.ended_on)}. This must not be after that")


def _kept_in_touch(learner: Learner, at: datetime, *, by: User, now: datetime) -> None:
    """They were reached, which is saved: the clock that ran is met and the next begins. A contact before the running clock
    began, or on the day it began, says nothing about the time after.
    """
    if not is_owed_now(learner, now):
        return
    running = lock_open(duty_code=IN_TOUCH, subject_uuid=learner.uuid)
    starts_on = runs_since(learner)
    if running is not None and starts_on is not None:
        if running.starts_at == local_midnight(starts_on):
            return
        meet(deadline=running, at=at, by=by, now=now)
    _begin(learner, by=by, now=now)


@transaction.atomic
def settle_in_touch(learner: Learner, by: User | None, now: datetime) -> None:
    """The clock runs if, and only if, they are a care leaver with an open case: for whenever the record changes
    (`learners.registry`). One that was waived stays so until somebody reaches them.
    """
    _settle(learner, by=by, now=now)


def settle_all_in_touch(*, now: datetime) -> int:
    """Settle every young person whose clock does not run as it should: whoever became 25, and whose record was there before
    there were such clocks. Each in a transaction of its own; how many clocks were started or stopped.
    """
    running = Deadline.objects.open().filter(duty_code=IN_TOUCH).values("subject_uuid")
    too_old = born_by(UNTIL_AGE, local_date(now))
    owing = Learner.objects.open().filter(care_status__in=CARE_LEAVERS, date_of_birth__gt=too_old).values("pk")
    missing = Learner.objects.filter(pk__in=owing).exclude(uuid__in=running)
    too_many = Learner.objects.filter(uuid__in=running).exclude(pk__in=owing)
    return sum(_settle_one(row["pk"], now) for row in missing.values("pk").union(too_many.values("pk")))


@transaction.atomic
def _settle_one(pk: int, now: datetime) -> bool:
    learner: Learner = Learner.objects.select_for_update(no_key=True).get(pk=pk)
    return _settle(learner, by=None, now=now)


def _settle(learner: Learner, *, by: User | None, now: datetime) -> bool:
    """Whether something was started or stopped."""
    running = lock_open(duty_code=IN_TOUCH, subject_uuid=learner.uuid)
    owed = is_owed_now(learner, now)
    if running is not None and not owed:
        why = "Supported until 25" if learner.care_status in CARE_LEAVERS else "Not a care leaver any more"
        cancel(deadline=running, reason=why, by=by, now=now)
        return True
    return running is None and owed and _begin(learner, by=by, now=now)


def _begin(learner: Learner, *, by: User | None, now: datetime) -> bool:
    """Start the clock that should run, unless somebody waived it. Whether it was started: without an agency that is
    responsible for them there is nobody to owe it.
    """
    starts_on = runs_since(learner)
    if starts_on is None:
        return False
    known = Deadline.objects.filter(
        duty_code=IN_TOUCH, subject_uuid=learner.uuid, starts_at=local_midnight(starts_on)
    ).exclude(state=DeadlineState.CANCELLED)
    if known.exists():
        return False
    try:
        open_own_clock(
            IN_TOUCH, kind=KEEPING_IN_TOUCH, uuid=learner.uuid, learner=learner, starts_on=starts_on, by=by, now=now
        )
    except NobodyOwes:
        return False
    return True
