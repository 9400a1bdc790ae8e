"""Who asked for information about young people, and what came of it (P19b to P19d)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.access import allowed
from accounts.enums import Permission
from accounts.models import User
from agreements.enums import TermKey
from deadlines.models import Deadline
from learners.enums import InformationRequestState
from learners.models import CallBack, InformationRequest, Learner, Release

INFORMATION_REQUEST = TermKey.INFORMATION_REQUEST.value


def requests_known_to(user: User | AnonymousUser) -> Q:
    """That a clock is about a request of which the user may know."""
    return Q(subject_uuid__in=InformationRequest.objects.visible_to(user).values("uuid"))


def requests_listed(
    user: User, *, show: str = "", asker: str = "", learner: str = "", now: datetime
) -> QuerySet[InformationRequest]:
    """The requests that the user may know of: those that are open first, the oldest of them on top; then the latest that
    ended. `show` is "open", "overdue" or "ended".
    """
    found = InformationRequest.objects.visible_to(user)
    late = Deadline.objects.overdue(now).filter(duty_code=INFORMATION_REQUEST, subject_uuid=OuterRef("uuid"))
    match show:
        case "open":
            found = found.open()
        case "overdue":
            found = found.open().filter(Exists(late))
        case "ended":
            found = found.exclude(state=InformationRequestState.OPEN)
    if asker:
        found = found.filter(asker=asker)
    if learner:
        found = found.filter(learner__uuid=learner)
    found = found.select_related("learner", "agency", "came_to")
    return found.order_by(F("ended_at").desc(nulls_first=True), "received_at", "id")


def clocks_of(requests: Collection[InformationRequest]) -> Mapping[UUID, Deadline]:
    """The clock of each request. One query."""
    uuids = [request.uuid for request in requests]
    clocks = Deadline.objects.filter(duty_code=INFORMATION_REQUEST, subject_uuid__in=uuids).select_related("owner")
    return {clock.subject_uuid: clock for clock in clocks.order_by("id")}


def requests_about(learner: Learner, user: User) -> list[InformationRequest] | None:
    """The requests about one young person of which the user may know, latest first; None where the user may not log any."""
    if not allowed(user, Permission.LOG_INFORMATION_REQUEST, [learner]):
        return None
    found = InformationRequest.objects.visible_to(user).filter(learner=learner)
    found = found.select_related("agency", "came_to", "received_by", "ended_by")
    return list(found.order_by("-received_at", "-id"))


def proof_of(request: InformationRequest, at: datetime) -> CallBack | None:
    """The call back from which it is known who asks; None: nothing may be released."""
    return _deciding(request.call_backs.order_by("called_at", "id"), request, at)


def _deciding(call_backs: Iterable[CallBack], request: InformationRequest, at: datetime) -> CallBack | None:
    """Of these calls, oldest first, the last that somebody answered, if it says who asks. The last decides, so that ringing
    again puts a mistake right; a call that nobody answers changes nothing.
    """
    answered = [call for call in call_backs if call.was_reached and request.received_at <= call.called_at <= at]
    return answered[-1] if answered and answered[-1].is_confirmed else None


@dataclass(frozen=True)
class Answering:
    """How far a request has come."""

    call_backs: Sequence[CallBack]
    proof: CallBack | None
    release: Release | None
    clock: Deadline | None


def answering(request: InformationRequest, now: datetime) -> Answering:
    """The calls back, oldest first, what was released, and the clock. Three queries."""
    call_backs = list(request.call_backs.select_related("called_by").order_by("called_at", "id"))
    release = Release.objects.filter(request=request).select_related("by", "consent").first()
    return Answering(
        call_backs=call_backs,
        proof=_deciding(call_backs, request, now),
        release=release,
        clock=clocks_of([request]).get(request.uuid),
    )
