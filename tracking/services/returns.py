"""Somebody whose case was closed asks for support again (W8): assessed within the term, then supported, or shown where help
is.
"""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.models import User
from agreements.enums import TermKey
from learners.models import Learner
from learners.selectors.people import people_with_role, who_may_know
from learners.services import reopen_case
from learners.services.notices import tell
from notifications.enums import MessageKind
from tracking.enums import ReturnState
from tracking.models import ReturnRequest
from tracking.rules.closing import MAY_RETURN_UNTIL, may_return
from tracking.services.own_clocks import TrackingError, meet_own_clock, open_own_clock, who_owes

RETURN_ASSESSED = TermKey.RETURN_ASSESSED.value
RETURN = "return_request"


class ReturnError(TrackingError):
    """Why a return cannot be recorded so. `field` names the question it belongs to."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class CaseIsOpen(ReturnError):
    def __init__(self) -> None:
        super().__init__("This case is open, so they have support already. Write in their plan what they ask for.")


class NobodyAsks(ReturnError):
    def __init__(self) -> None:
        super().__init__("This young person has died, so nothing more can be recorded here.")


class AlreadyAsked(ReturnError):
    def __init__(self) -> None:
        super().__init__("They have asked already, and are waiting for an answer.")


class TooOld(ReturnError):
    def __init__(self) -> None:
        super().__init__(
            f"They were {MAY_RETURN_UNTIL} already on that day. Tell them who can help them now.", "asked_on"
        )


class AlreadyAssessed(ReturnError):
    def __init__(self) -> None:
        super().__init__("Somebody has recorded the assessment already.")


@transaction.atomic
def ask_to_return(*, learner: Learner, asked_on: date, asks_for: str, by: User, now: datetime) -> ReturnRequest:
    """They asked on a local day, whoever of us they spoke to. The clock of the assessment runs from then, and the team
    managers are told.

    Raises NobodyAsks, CaseIsOpen, AlreadyAsked, TooOld, NobodyOwes, ReturnError.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.died_on is not None:
        raise NobodyAsks
    if learner.closed_on is None:
        raise CaseIsOpen
    if ReturnRequest.objects.filter(learner=learner, state=ReturnState.ASKED).exists():
        raise AlreadyAsked
    if asked_on > local_date(now):
        raise ReturnError("The day must be today or in the past", "asked_on")
    if asked_on < learner.closed_on:
        raise ReturnError(f"The case was closed on {learner.closed_on:%-d %B %Y}, after that day", "asked_on")
    if not may_return(learner.date_of_birth, asked_on):
        raise TooOld
    request = ReturnRequest(
        learner=learner,
        asked_on=asked_on,
        asks_for=_needed(asks_for, "asks_for", "Write what they ask for"),
        recorded_at=now,
        recorded_by=by,
    )
    history.save(request, by=by, reason="Asked", at=now)
    open_own_clock(RETURN_ASSESSED, kind=RETURN, uuid=request.uuid, learner=learner, starts_on=asked_on, by=by, now=now)
    owner = who_owes(learner)
    tell(
        who_may_know(learner, people_with_role(RoleCode.TEAM_MANAGER, [owner.pk], now)[owner.pk]),
        learner=learner,
        kind=MessageKind.YOUNG_PERSON,
        template="tracking/email/return_asked.txt",
        context={},
        topic=f"return:{request.uuid}",
        by=by,
        now=now,
        link=reverse("tracking:return", args=[request.uuid]),
    )
    return request


@transaction.atomic
def assess_return(
    *,
    request: ReturnRequest,
    assessed_on: date,
    assessment: str,
    is_supported: bool,
    support: str,
    by: User,
    now: datetime,
) -> ReturnRequest:
    """What the assessment found. Who is supported again has an open case again; `support` is what was agreed, or for
    anybody else where help is. Raises AlreadyAssessed, NobodyAsks, ReturnError.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=request.learner_id)
    request = ReturnRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
    request.learner = learner
    if learner.died_on is not None:
        raise NobodyAsks
    if request.state != ReturnState.ASKED:
        raise AlreadyAssessed
    if assessed_on > local_date(now):
        raise ReturnError("The day must be today or in the past", "assessed_on")
    if assessed_on < request.asked_on:
        raise ReturnError(f"They asked on {request.asked_on:%-d %B %Y}. It cannot be before that", "assessed_on")
    else_say = "Write what support is agreed" if is_supported else "Write where they were shown help"
    request.assessed_on = assessed_on
    request.assessment = _needed(assessment, "assessment", "Write what the assessment found")
    request.support = _needed(support, "support" if is_supported else "elsewhere", else_say)
    request.state = ReturnState.SUPPORTED if is_supported else ReturnState.SIGNPOSTED
    history.save(request, by=by, reason="Assessed", at=now)
    meet_own_clock(RETURN_ASSESSED, uuid=request.uuid, on=assessed_on, by=by, now=now)
    if is_supported and learner.closed_on is not None:
        request.learner = reopen_case(learner=learner, reason="Came back and is supported again", by=by, now=now)
    return request


def _needed(text: str, field: str, else_say: str) -> str:
    if not text.strip():
        raise ReturnError(else_say, field)
    return text.strip()
