"""A young person takes up a place at a provider, and leaves it (A12, A13, A26, A29, A32)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.enums import AgencyKind, Purpose
from accounts.models import Agency, Membership, User
from accounts.names import trigrams
from accounts.posts import acting
from agreements.services import opening_of
from agreements.terms import terms_for
from deadlines.calendar import end_of_local_day, local_midnight
from deadlines.models import Deadline
from deadlines.querysets import DeadlineQuerySet
from deadlines.services import cancel, open_deadline
from learners.enums import PROVIDER_INITIATED, EndReason, Level, LifeEvent
from learners.models import Enrolment, Learner
from learners.registry import after_ending
from learners.rules import stops_clock
from learners.selectors.contacts import partners_to_tell
from learners.selectors.people import key_worker_at, social_care_of, virtual_school_for
from learners.services.errors import CaseIsClosed, LearnerError
from learners.services.links import end_provider_link, link_agency, project_learner
from learners.services.notices import is_before_mainstay, tell
from notifications.enums import MessageKind

EDUCATION_PLAN = "education_plan"
#: Reasons that belong to services which do more than end a place.
_OWN_SERVICE = {
    EndReason.CASE_CLOSED: "Close the case instead: that ends every place.",
    EndReason.DIED: "Record the death instead: that ends every place and stops every message.",
}


class EnrolmentError(LearnerError):
    """A place that cannot begin or end as asked."""


class NotAProvider(EnrolmentError):
    def __init__(self, agency: Agency) -> None:
        super().__init__(f"{agency} is not an education or training provider.")


class AlreadyEnrolled(EnrolmentError):
    def __init__(self, course: str, provider: Agency) -> None:
        super().__init__(f"There is already an open place on “{course}” at {provider}.")


class EndsBeforeStart(EnrolmentError):
    def __init__(self) -> None:
        super().__init__("The end must not be before the start.")


class EndInTheFuture(EnrolmentError):
    def __init__(self) -> None:
        super().__init__("The end date must be today or in the past. Record the end when it has come.")


class AlreadyEnded(EnrolmentError):
    def __init__(self) -> None:
        super().__init__("This place has ended already.")


class CannotMentor(EnrolmentError):
    def __init__(self, person: User, provider: Agency) -> None:
        super().__init__(f"{person} cannot be the mentor: they do not work at {provider} or have left.")


class ProviderInitiatedEnd(EnrolmentError):
    """A permanent exclusion or termination goes through its own service, which checks the notices and the meeting
    (A32).
    """

    def __init__(self) -> None:
        super().__init__(
            "A permanent exclusion or the end of a course by the provider is decided on the incident, "
            "after the key worker and the Virtual School were told and a meeting was held."
        )


class EndHasItsOwnPage(EnrolmentError):
    def __init__(self, reason: EndReason) -> None:
        super().__init__(_OWN_SERVICE[reason])


class NoSocialCare(EnrolmentError):
    def __init__(self) -> None:
        super().__init__(
            "No social care agency is linked to this young person, so nobody would owe the education plan."
        )


@transaction.atomic
def enrol(
    *,
    learner: Learner,
    provider: Agency,
    course: str,
    level: Level | str,
    starts_on: date,
    planned_end_on: date | None = None,
    mentor: Membership | None = None,
    by: User | None,
    now: datetime,
) -> Enrolment:
    """Record a place, which may have begun already. The provider sees the record from now on, and the clock of the
    education plan starts (A13).

    Raises NotAProvider, AlreadyEnrolled, EndsBeforeStart, CannotMentor, NoSocialCare, CaseIsClosed.
    """
    learner = _lock(learner)
    if provider.kind != AgencyKind.PROVIDER:
        raise NotAProvider(provider)
    if planned_end_on is not None and planned_end_on < starts_on:
        raise EndsBeforeStart
    if learner.enrolments.open().filter(provider=provider, course=course).exists():
        raise AlreadyEnrolled(course, provider)
    if mentor is not None:
        check_mentor(mentor, provider, now=now)
    enrolment = Enrolment(
        learner=learner,
        provider=provider,
        course=course,
        trigrams=trigrams(course),
        level=Level(level),
        starts_on=starts_on,
        planned_end_on=planned_end_on,
        mentor=mentor,
        recorded_at=now,
    )
    history.save(enrolment, by=by, reason="Enrolled", at=now)
    link_agency(learner=learner, agency=provider, purpose=Purpose.PROVIDER, starts_at=now, by=by, now=now)
    _open_education_plan(enrolment, by=by, now=now)
    if not is_before_mainstay(provider, local_midnight(starts_on)):
        tell(
            partners_to_tell(learner, [enrolment], now),
            learner=learner,
            kind=MessageKind.ENROLMENT,
            template="learners/email/enrolment_started.txt",
            context={"enrolment": enrolment},
            topic=f"enrolment:{enrolment.uuid}:started",
            by=by,
            now=now,
        )
    return enrolment


@transaction.atomic
def end_enrolment(
    *, enrolment: Enrolment, ended_on: date, reason: EndReason | str, by: User | None, now: datetime
) -> Enrolment:
    """End a place for a reason other than the provider's own doing, and stop its plan and review clocks.

    Raises ProviderInitiatedEnd (A32), EndHasItsOwnPage for death and a closed case, AlreadyEnded, EndInTheFuture,
    EndsBeforeStart.
    """
    reason = EndReason(reason)
    if reason in PROVIDER_INITIATED:
        raise ProviderInitiatedEnd
    if reason in _OWN_SERVICE:
        raise EndHasItsOwnPage(reason)
    event = LifeEvent.TRANSFERRED if reason == EndReason.TRANSFERRED else LifeEvent.ENROLMENT_ENDED
    _lock(enrolment.learner, closed_too=True)
    return close_place(enrolment, ended_on=ended_on, reason=reason, event=event, by=by, now=now)


@transaction.atomic
def close_enrolment_for_exclusion(
    *, enrolment: Enrolment, ended_on: date, reason: EndReason | str, by: User | None, now: datetime
) -> Enrolment:
    """End a place by permanent exclusion or termination. Called by `tracking.services.exclusion` only, after it has
    checked the proof (A32); that service tells everybody of the decision, so nothing more is said here.

    Raises ValueError for any other reason, AlreadyEnded, EndInTheFuture, EndsBeforeStart.
    """
    reason = EndReason(reason)
    if reason not in PROVIDER_INITIATED:
        raise ValueError(f"{reason} is not a decision of the provider.")
    _lock(enrolment.learner, closed_too=True)
    return close_place(
        enrolment, ended_on=ended_on, reason=reason, event=LifeEvent.ENROLMENT_ENDED, by=by, now=now, silently=True
    )


@transaction.atomic
def transfer(
    *,
    enrolment: Enrolment,
    provider: Agency,
    course: str,
    level: Level | str,
    ended_on: date,
    starts_on: date,
    planned_end_on: date | None = None,
    mentor: Membership | None = None,
    by: User | None,
    now: datetime,
) -> Enrolment:
    """Move the young person from one place to another: the old one ends as transferred, the new one begins with a plan
    clock of its own.

    Raises what `end_enrolment` and `enrol` raise; then neither has happened.
    """
    end_enrolment(enrolment=enrolment, ended_on=ended_on, reason=EndReason.TRANSFERRED, by=by, now=now)
    return enrol(
        learner=enrolment.learner,
        provider=provider,
        course=course,
        level=level,
        starts_on=starts_on,
        planned_end_on=planned_end_on,
        mentor=mentor,
        by=by,
        now=now,
    )


def close_place(
    enrolment: Enrolment,
    *,
    ended_on: date,
    reason: EndReason,
    event: LifeEvent,
    by: User | None,
    now: datetime,
    silently: bool = False,
) -> Enrolment:
    """End one place within the caller's transaction, the young person's record locked: its clocks, the provider's link,
    the grants, the news.
    """
    enrolment.refresh_from_db(from_queryset=Enrolment.objects.select_for_update(of=("self",), no_key=True))
    if enrolment.ended_on is not None:
        raise AlreadyEnded
    if ended_on > local_date(now):
        raise EndInTheFuture
    if ended_on < enrolment.starts_on and reason in {EndReason.COMPLETED, *PROVIDER_INITIATED}:
        raise EndsBeforeStart
    partners = [] if silently else partners_to_tell(enrolment.learner, [enrolment], now)
    key_worker = key_worker_at(enrolment.learner, now).person
    enrolment.ended_on, enrolment.end_reason = ended_on, reason
    history.save(enrolment, by=by, reason=f"Ended: {reason.label}", at=now, update_fields=["ended_on", "end_reason"])
    ended_at = min(now, end_of_local_day(ended_on))
    stop_clocks(
        Deadline.objects.filter(learner=enrolment.learner_id, subject_uuid=enrolment.uuid),
        event=event,
        at=ended_at,
        by=by,
        now=now,
    )
    after_ending(enrolment.learner, enrolment, event, by=by, now=now)
    end_provider_link(
        learner=enrolment.learner, provider=enrolment.provider, by=by, now=now, at_once=event == LifeEvent.DIED
    )
    project_learner(enrolment.learner)
    if not silently and not is_before_mainstay(enrolment.provider, local_midnight(ended_on)):
        tell(
            [*partners, *([key_worker] if key_worker else [])],
            learner=enrolment.learner,
            kind=MessageKind.ENROLMENT,
            template="learners/email/enrolment_ended.txt",
            context={"enrolment": enrolment},
            topic=f"enrolment:{enrolment.uuid}:ended",
            by=by,
            now=now,
        )
    return enrolment


def stop_clocks(deadlines: DeadlineQuerySet, *, event: LifeEvent, at: datetime, by: User | None, now: datetime) -> None:
    """Cancel those of the open `deadlines` that the event takes away (`learners.rules.CANCELLED_BY`)."""
    for deadline in deadlines.open().order_by("id"):
        if stops_clock(event, deadline.duty_code):
            cancel(deadline=deadline, reason=str(event.label), at=at, by=by, now=now)


def check_mentor(mentor: Membership, provider: Agency, *, now: datetime) -> None:
    """Raise CannotMentor unless the hat is worn at the provider now."""
    if mentor.agency_id != provider.pk or acting(mentor, now) is None:
        raise CannotMentor(mentor.user, provider)


def _open_education_plan(enrolment: Enrolment, *, by: User | None, now: datetime) -> None:
    learner = enrolment.learner
    social_care = social_care_of(learner)
    if social_care is None:
        raise NoSocialCare
    terms = terms_for(
        home_virtual_school=virtual_school_for(learner), provider=enrolment.provider, on=enrolment.starts_on
    )
    open_deadline(
        opening_of(
            code=EDUCATION_PLAN,
            terms=terms,
            owner=social_care,
            partner=enrolment.provider,
            learner=learner,
            subject_kind="enrolment",
            subject_uuid=enrolment.uuid,
            starts_on=enrolment.starts_on,
        ),
        by=by,
        now=now,
    )


def _lock(learner: Learner, *, closed_too: bool = False) -> Learner:
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.is_closed and not closed_too:
        raise CaseIsClosed
    return learner
