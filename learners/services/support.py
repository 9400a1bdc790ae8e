"""The home Virtual School asks another one to support and challenge for a young person (A8).

Responsibility stays at home. The school that is asked knows only the request until it accepts; then it sees what a host
may see (`accounts.roles.PURPOSE_PERMISSIONS`), until the end of the last day.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.enums import AgencyKind, Permission, Purpose
from accounts.models import Agency, User
from accounts.roles import roles_with
from accounts.selectors import holders_of
from deadlines.calendar import end_of_local_day
from learners.enums import ConsentPurpose, SupportState
from learners.models import Learner, SupportRequest
from learners.selectors.contacts import virtual_school_people
from learners.selectors.people import virtual_school_for
from learners.selectors.sharing import may_share
from learners.selectors.support import latest_last_day
from learners.services.errors import CaseIsClosed, LearnerError
from learners.services.links import NoBasis, end_link, link_agency
from learners.services.notices import tell
from notifications.enums import MessageKind

OPEN = (SupportState.ASKED, SupportState.ACCEPTED)


class SupportError(LearnerError):
    """Why support cannot be asked for, answered or ended so. `field` is the question it belongs to."""


class NotAnotherSchool(SupportError):
    field = "host_school"

    def __init__(self) -> None:
        super().__init__("Choose the Virtual School of another authority")


class NoHomeSchool(SupportError):
    def __init__(self) -> None:
        super().__init__("No home Virtual School is linked to this young person, so nobody can ask.")


class RestrictedRecord(SupportError):
    def __init__(self) -> None:
        super().__init__(
            "This record is restricted, so it cannot be opened to another school. Speak to a person there instead."
        )


class AsksMissing(SupportError):
    field = "asks"

    def __init__(self) -> None:
        super().__init__("Say what you ask the other school to do")


class LastDayOutOfRange(SupportError):
    field = "until"

    def __init__(self, latest: date) -> None:
        super().__init__(f"The last day must be between today and {latest:%-d %B %Y}")


class NobodyAnswers(SupportError):
    field = "host_school"

    def __init__(self, school: Agency) -> None:
        super().__init__(f"Nobody at {school} could answer in Mainstay. Ring them")


class AlreadyAsked(SupportError):
    field = "host_school"

    def __init__(self, school: Agency) -> None:
        super().__init__(f"{school} has been asked already")


class NotOpenAnyMore(SupportError):
    def __init__(self, request: SupportRequest) -> None:
        super().__init__(f"This is no longer possible: the request is {request.get_state_display().lower()}.")


class AnswerMissing(SupportError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Give a reason")


@transaction.atomic
def ask_for_support(
    *, learner: Learner, host_school: Agency, asks: str, until: date, by: User, now: datetime
) -> SupportRequest:
    """Ask another Virtual School, up to and with the local day `until`; its key contact is told, by initials.

    Raises CaseIsClosed, RestrictedRecord, NoHomeSchool, NotAnotherSchool, AsksMissing, LastDayOutOfRange, AlreadyAsked,
    NobodyAnswers, NoBasis where the record may not be shared with that school (P8).
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.is_closed:
        raise CaseIsClosed
    if learner.is_restricted:
        raise RestrictedRecord
    home_school = virtual_school_for(learner, now)
    if home_school is None:
        raise NoHomeSchool
    if host_school.kind != AgencyKind.VIRTUAL_SCHOOL or host_school.pk == home_school.pk:
        raise NotAnotherSchool
    if not asks.strip():
        raise AsksMissing
    today = local_date(now)
    if not today <= until <= latest_last_day(today):
        raise LastDayOutOfRange(latest_last_day(today))
    if learner.support_requests.filter(host_school=host_school, state__in=OPEN).exists():
        raise AlreadyAsked(host_school)
    if not _who_answers([host_school], now):
        raise NobodyAnswers(host_school)
    sharing = may_share(learner, host_school, ConsentPurpose.SUPPORT, now)
    if not sharing.allowed:
        raise NoBasis(host_school, sharing)
    request = SupportRequest(
        learner=learner,
        home_school=home_school,
        host_school=host_school,
        asks=asks.strip(),
        until=until,
        asked_by=by,
        asked_at=now,
    )
    history.save(request, by=by, reason="Asked for support", at=now)
    _tell(request, [host_school], by=by, now=now)
    return request


@transaction.atomic
def accept_support(*, request: SupportRequest, note: str = "", by: User, now: datetime) -> SupportRequest:
    """Say yes: from now until the end of the last day the school sees the record as host. The home school is told.

    Raises NotOpenAnyMore, CaseIsClosed, RestrictedRecord, and NoBasis if consent was taken back meanwhile.
    """
    request = _lock(request, SupportState.ASKED)
    if request.learner.is_closed:
        raise CaseIsClosed
    if request.learner.is_restricted:
        raise RestrictedRecord
    if request.until < local_date(now):
        raise NotOpenAnyMore(request)
    link = link_agency(
        learner=request.learner,
        agency=request.host_school,
        purpose=Purpose.HOST_VIRTUAL_SCHOOL,
        starts_at=now,
        by=by,
        now=now,
    )
    end_link(link=link, at=end_of_local_day(request.until), by=by, now=now)
    request.link = link
    return _answer(request, SupportState.ACCEPTED, note, by=by, now=now)


@transaction.atomic
def decline_support(*, request: SupportRequest, reason: str, by: User, now: datetime) -> SupportRequest:
    """Say no, and why. The home school is told. Raises AnswerMissing, NotOpenAnyMore."""
    if not reason.strip():
        raise AnswerMissing
    return _answer(_lock(request, SupportState.ASKED), SupportState.DECLINED, reason, by=by, now=now)


@transaction.atomic
def withdraw_support(*, request: SupportRequest, by: User, now: datetime) -> SupportRequest:
    """The home school no longer asks. The other school is told. Raises NotOpenAnyMore."""
    request = _lock(request, SupportState.ASKED)
    request.state, request.ended_at = SupportState.WITHDRAWN, now
    history.save(request, by=by, reason="Withdrawn", at=now, update_fields=["state", "ended_at"])
    _tell(request, [request.host_school], by=by, now=now)
    return request


@transaction.atomic
def end_support(*, request: SupportRequest, reason: str, by: User, now: datetime) -> SupportRequest:
    """End it before its last day, from either side: the school that helped no longer sees the record, and the other side
    is told. Raises AnswerMissing, NotOpenAnyMore.
    """
    if not reason.strip():
        raise AnswerMissing
    request = _lock(request, SupportState.ACCEPTED)
    _end(request, at=now, reason=reason.strip(), by=by, now=now)
    _tell(request, [request.home_school, request.host_school], by=by, now=now)
    return request


def end_support_that_is_over(*, now: datetime) -> int:
    """Close the requests whose last day has passed, whose link was ended, or whose case was closed; how many. Run again
    it does nothing. Both schools are told, except of a young person who has died.
    """
    today = local_date(now)
    over = Q(until__lt=today) | Q(link__ends_at__lte=now) | Q(learner__closed_on__isnull=False)
    over |= Q(learner__died_on__isnull=False)
    ended = 0
    for pk in list(SupportRequest.objects.filter(over, state__in=OPEN).order_by("pk").values_list("pk", flat=True)):
        ended += _close(pk, now=now)
    return ended


@transaction.atomic
def _close(pk: int, *, now: datetime) -> bool:
    learner_id = SupportRequest.objects.values_list("learner_id", flat=True).get(pk=pk)
    Learner.objects.select_for_update(no_key=True).get(pk=learner_id)
    request = _full().select_for_update(of=("self",)).filter(pk=pk, state__in=OPEN).first()
    if request is None:
        return False
    at = min(now, end_of_local_day(request.until))
    if request.link is not None and request.link.ends_at is not None:
        at = min(at, request.link.ends_at)
    _end(request, at=at, reason="It is over", by=None, now=now)
    _tell(request, [request.home_school, request.host_school], by=None, now=now)
    return True


def _full() -> QuerySet[SupportRequest]:
    return SupportRequest.objects.select_related("learner", "home_school", "host_school", "asked_by", "link")


def _lock(request: SupportRequest, state: SupportState) -> SupportRequest:
    """The request with its young person's row and its own locked, in this order as everywhere. Raises NotOpenAnyMore
    unless it is in `state`.
    """
    Learner.objects.select_for_update(no_key=True).get(pk=request.learner_id)
    locked = _full().select_for_update(of=("self",)).get(pk=request.pk)
    if locked.state != state:
        raise NotOpenAnyMore(locked)
    return locked


def _answer(request: SupportRequest, state: SupportState, answer: str, *, by: User, now: datetime) -> SupportRequest:
    request.state, request.answer, request.answered_by, request.answered_at = state, answer.strip(), by, now
    history.save(request, by=by, reason=str(state.label), at=now)
    _tell(request, [request.home_school], by=by, now=now)
    return request


def _end(request: SupportRequest, *, at: datetime, reason: str, by: User | None, now: datetime) -> None:
    request.state, request.ended_at = SupportState.ENDED, at
    history.save(request, by=by, reason=reason, at=now, update_fields=["state", "ended_at"])
    if request.link is not None and (request.link.ends_at is None or request.link.ends_at > now):
        end_link(link=request.link, by=by, now=now)


def _who_answers(schools: Iterable[Agency], now: datetime) -> list[User]:
    """The key contact of each school, their cover or the heads; where none of these is there, everybody who may share."""
    posts = virtual_school_people({(school.pk, None) for school in schools}, now)
    without = [school_id for (school_id, _), people in posts.items() if not people]
    others = holders_of(roles_with(Permission.SHARE_RECORD), without)
    return [person for people in [*posts.values(), *others.values()] for person in people]


#: The text for each step, and whether it leads to the request: the school that was asked finds it no more once it is over.
_TEXTS = {
    SupportState.ASKED: ("learners/email/support_asked.txt", True),
    SupportState.ACCEPTED: ("learners/email/support_accepted.txt", True),
    SupportState.DECLINED: ("learners/email/support_declined.txt", True),
    SupportState.WITHDRAWN: ("learners/email/support_withdrawn.txt", False),
    SupportState.ENDED: ("learners/email/support_ended.txt", False),
}


def _tell(request: SupportRequest, schools: Iterable[Agency], *, by: User | None, now: datetime) -> None:
    """Tell the key contact of each school, or who stands in, of the state reached; and at home whoever asked."""
    told = list(schools)
    people = _who_answers(told, now)
    if request.home_school in told:
        people.append(request.asked_by)
    template, leads_to_request = _TEXTS[SupportState(request.state)]
    tell(
        people,
        learner=request.learner,
        kind=MessageKind.SUPPORT,
        template=template,
        context={},
        topic=f"support:{request.uuid}:{request.state}",
        by=by,
        now=now,
        link=reverse("learners:support-request", args=[request.uuid])
        if leads_to_request
        else reverse("learners:support-requests"),
    )
