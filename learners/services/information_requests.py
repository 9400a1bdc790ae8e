"""Somebody outside asks about a young person: logged, rung back, and then told or not (P19b to P19d)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.models import User
from agreements.enums import TermKey
from agreements.services import opening_of
from agreements.terms import terms_for
from deadlines import services as ledger
from learners.enums import Asker, InformationRequestState, NumberFound
from learners.models import CallBack, InformationRequest, Learner
from learners.rules import PRIVATE
from learners.selectors.people import key_worker_at, people_with_role, social_care_of, virtual_school_for
from learners.selectors.sharing import outside_agency
from learners.services.errors import CaseIsClosed, LearnerError
from learners.services.notices import tell
from notifications.enums import MessageKind

INFORMATION_REQUEST = TermKey.INFORMATION_REQUEST.value


class InformationRequestError(LearnerError):
    """It cannot be done as asked. `field` names the question it belongs to."""


class NobodyAnswers(InformationRequestError):
    def __init__(self) -> None:
        super().__init__("No social care agency and no Virtual School is linked, so nobody would answer.")


class OrganisationMissing(InformationRequestError):
    field = "organisation"

    def __init__(self) -> None:
        super().__init__("Enter the organisation they ask for.")


class AnswerMissing(InformationRequestError):
    """A question that must be answered was left empty."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class ReceivedInFuture(InformationRequestError):
    field = "received_at"

    def __init__(self) -> None:
        super().__init__("The moment must be now or in the past.")


class RequestEnded(InformationRequestError):
    def __init__(self, state: str) -> None:
        label = str(InformationRequestState(state).label).lower()
        super().__init__(f"This request has ended: {label}. If they ask again, log a new one.")


class CalledInFuture(InformationRequestError):
    field = "called_at"

    def __init__(self) -> None:
        super().__init__("The call must be now or in the past.")


class CalledBeforeAsked(InformationRequestError):
    field = "called_at"

    def __init__(self) -> None:
        super().__init__("The call back must come after they asked.")


class NumberProvesNothing(InformationRequestError):
    field = "found_in"

    def __init__(self) -> None:
        super().__init__(
            "A number that only the caller gave does not show who they are. Find one yourself and ring that."
        )


class NotReached(InformationRequestError):
    field = "was_reached"

    def __init__(self) -> None:
        super().__init__("You cannot know who asks if nobody answered.")


@transaction.atomic
def log_request(
    *,
    learner: Learner,
    asker: Asker | str,
    caller: str,
    organisation: str = "",
    number_given: str,
    asks: str,
    why: str = "",
    received_at: datetime,
    by: User,
    now: datetime,
) -> InformationRequest:
    """Write down who asks, at once and before anything is said. Social care answers, or the home Virtual School where there
    is none, wherever it came in. The clock begins, and the key worker and the team managers are told. A closed case can
    still be asked about.

    Raises AnswerMissing, OrganisationMissing, ReceivedInFuture, NobodyAnswers, CaseIsClosed after a death.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.died_on is not None:
        raise CaseIsClosed
    _need("caller", caller, "Enter the name of who asks.")
    _need("number_given", number_given, "Enter the number they gave.")
    _need("asks", asks, "Write what they ask for.")
    if Asker(asker) not in PRIVATE and not organisation.strip():
        raise OrganisationMissing
    if received_at > now:
        raise ReceivedInFuture
    school, social_care = virtual_school_for(learner), social_care_of(learner)
    agency = social_care or school
    if agency is None:
        raise NobodyAnswers
    request = InformationRequest(
        learner=learner, agency=agency, came_to=outside_agency(by, learner, now) or agency, asker=Asker(asker),
        caller=caller.strip(), organisation=organisation.strip(), number_given=number_given.strip(), asks=asks.strip(),
        why=why.strip(), received_at=received_at, received_by=by, recorded_at=now,
    )  # fmt: skip
    history.save(request, by=by, reason="Logged", at=now)
    place = learner.enrolments.open().select_related("provider__local_authority").order_by("starts_on", "id").last()
    terms = terms_for(
        home_virtual_school=school, provider=place.provider if place else None, on=local_date(received_at)
    )
    ledger.open_deadline(
        opening_of(
            code=INFORMATION_REQUEST,
            terms=terms,
            owner=agency,
            learner=learner,
            subject_kind=INFORMATION_REQUEST,
            subject_uuid=request.uuid,
            starts_on=local_date(received_at),
        ),
        by=by,
        now=now,
    )
    tell_who_answers(
        request, template="learners/email/information_asked.txt", kind=MessageKind.INFORMATION_REQUEST,
        topic=f"information:{request.uuid}", by=by, now=now,
    )  # fmt: skip
    return request


@transaction.atomic
def record_call_back(
    *,
    request: InformationRequest,
    number_called: str,
    found_in: NumberFound | str,
    found_note: str = "",
    called_at: datetime,
    was_reached: bool,
    spoke_to: str = "",
    is_confirmed: bool,
    how_confirmed: str = "",
    by: User,
    now: datetime,
) -> CallBack:
    """`by` rang back. Only a call on a number that was found independently, that somebody answered, can show who asks.

    Raises RequestEnded, AnswerMissing, CalledInFuture, CalledBeforeAsked, NotReached, NumberProvesNothing.
    """
    request = locked(request)
    _need("number_called", number_called, "Enter the number you rang.")
    if called_at > now:
        raise CalledInFuture
    if called_at < request.received_at:
        raise CalledBeforeAsked
    if is_confirmed and not was_reached:
        raise NotReached
    if is_confirmed and found_in == NumberFound.CALLER:
        raise NumberProvesNothing
    if is_confirmed:
        _need("spoke_to", spoke_to, "Enter whom you spoke to.")
        _need("how_confirmed", how_confirmed, "Write how you know that it is them.")
    return CallBack.objects.create(
        request=request, number_called=number_called.strip(), found_in=NumberFound(found_in), found_note=found_note.strip(),
        called_at=called_at, called_by=by, was_reached=was_reached, spoke_to=spoke_to.strip(), is_confirmed=is_confirmed,
        how_confirmed=how_confirmed.strip(), recorded_at=now,
    )  # fmt: skip


@transaction.atomic
def refuse_request(*, request: InformationRequest, reason: str, by: User, now: datetime) -> InformationRequest:
    """Nothing is released: that answers them too, and meets the clock. Raises AnswerMissing, RequestEnded."""
    request = locked(request)
    _need("reason", reason, "Write why nothing is released.")
    request.ended_reason = reason.strip()
    return end(request, InformationRequestState.REFUSED, "Refused", by=by, now=now)


@transaction.atomic
def withdraw_request(*, request: InformationRequest, reason: str, by: User, now: datetime) -> InformationRequest:
    """They no longer want it: the clock stops. Raises AnswerMissing, RequestEnded."""
    request = locked(request)
    _need("reason", reason, "Write how you know that they no longer want it.")
    request.ended_reason = reason.strip()
    return end(request, InformationRequestState.WITHDRAWN, "No longer wanted", by=by, now=now)


def locked(request: InformationRequest) -> InformationRequest:
    """The request while nobody else can end it. Raises RequestEnded."""
    requests = InformationRequest.objects.select_for_update(of=("self",), no_key=True).select_related("learner")
    found = requests.get(pk=request.pk)
    if not found.is_open:
        raise RequestEnded(found.state)
    return found


def end(
    request: InformationRequest, state: InformationRequestState, reason: str, *, by: User, now: datetime
) -> InformationRequest:
    """The request, which is locked, is over within the caller's transaction, and its clock with it."""
    request.state, request.ended_at, request.ended_by = state, now, by
    history.save(request, by=by, reason=reason, at=now, update_fields=["state", "ended_at", "ended_by", "ended_reason"])
    running = ledger.lock_open(duty_code=INFORMATION_REQUEST, subject_uuid=request.uuid)
    if running is not None and state == InformationRequestState.WITHDRAWN:
        ledger.cancel(deadline=running, reason="They no longer want it", by=by, now=now)
    elif running is not None:
        ledger.meet(deadline=running, at=now, by=by, now=now)
    return request


def tell_who_answers(
    request: InformationRequest, *, template: str, kind: MessageKind, topic: str, by: User, now: datetime
) -> None:
    """The key worker and the team managers of the agency that answers; without any, the heads of the home Virtual School."""
    tell(
        _answering(request, now),
        learner=request.learner,
        kind=kind,
        template=template,
        context={},
        topic=topic,
        by=by,
        now=now,
        link=request_path(request),
    )


def request_path(request: InformationRequest) -> str:
    return f"/information-requests/{request.uuid}/"


def _answering(request: InformationRequest, now: datetime) -> Iterable[User]:
    key_worker = key_worker_at(request.learner, now).person
    leading = people_with_role(RoleCode.TEAM_MANAGER, [request.agency_id], now)[request.agency_id]
    if not leading and (school := virtual_school_for(request.learner)):
        leading = people_with_role(RoleCode.VIRTUAL_SCHOOL_HEAD, [school.pk], now)[school.pk]
    return [*([key_worker] if key_worker else []), *leading]


def _need(field: str, answer: str, words: str) -> None:
    if not answer.strip():
        raise AnswerMissing(field, words)
