"""A young person asks for a copy of their record (P19a): two clocks, a check for what is about others, and the copy.

The local promise is one working day, the law one calendar month (article 12 of the UK GDPR). While we wait for an answer
from the young person the month stands still; where there is much to look through it may be made longer by two months, and
they are told why.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.core.files.base import ContentFile
from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.errors import ServiceError
from accounts.files import PRIVATE_FILES
from accounts.models import User
from agreements.enums import TermKey
from agreements.services import opening_of
from agreements.terms import terms_for
from deadlines import services as ledger
from education_plans.enums import RecordRequestState, Through
from education_plans.models import RecordRequest
from education_plans.rules.record import PART_BY_CODE, PARTS
from education_plans.selectors.hearing import key_worker_and_cover
from education_plans.selectors.record_contents import contents, seen_of
from education_plans.services.record_copy import record_archive
from learners.models import Enrolment, Learner
from learners.selectors.people import people_with_role, social_care_of, virtual_school_for
from learners.services.notices import tell
from notifications.enums import MessageKind

RECORD_COPY = TermKey.RECORD_COPY.value
RECORD_COPY_BY_LAW = TermKey.RECORD_COPY_BY_LAW.value
RECORD_REQUEST = "record_request"

#: How much longer the law lets the copy take.
EXTENSION = relativedelta(months=2)

_OPEN = (RecordRequestState.ASKED, RecordRequestState.PAUSED, RecordRequestState.REVIEWED)


class RecordError(ServiceError):
    """It cannot be done; the text says why. `field` names the question it belongs to."""


class AlreadyAsked(RecordError):
    def __init__(self) -> None:
        super().__init__("A copy of the record has been asked for already, and is being prepared")


class NobodyAsks(RecordError):
    def __init__(self) -> None:
        super().__init__("This young person has died, so nothing more can be recorded here")


class NobodyGives(RecordError):
    def __init__(self) -> None:
        super().__init__("No social care service and no Virtual School is linked to this young person")


class QuestionMissing(RecordError):
    field = "question"

    def __init__(self) -> None:
        super().__init__("Write what you need to know")


class ReplyMissing(RecordError):
    field = "reply"

    def __init__(self) -> None:
        super().__init__("Write your answer")


class WrongState(RecordError):
    def __init__(self, state: str) -> None:
        super().__init__(f"This cannot be done now: the copy is “{RecordRequestState(state).label}”")


class ExtendedAlready(RecordError):
    def __init__(self) -> None:
        super().__init__("The law lets it take longer once only")


class TooLate(RecordError):
    def __init__(self) -> None:
        super().__init__("The month of the law is over, so its clock can be neither paused nor made longer")


class ExtensionReasonMissing(RecordError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Write why it takes longer. The young person reads it")


class LeftOutWithoutReason(RecordError):
    def __init__(self, code: str) -> None:
        super().__init__(f"Write why “{PART_BY_CODE[code].title}” is left out")
        self.field = f"reason_{code}"


class RecordHasChanged(RecordError):
    """Something was written since somebody looked through; `words` is what there is now."""

    def __init__(self, words: str) -> None:
        super().__init__(
            "The record has changed since you opened this page. Look through it again before it is copied."
        )
        self.words = words


class HowMissing(RecordError):
    field = "how"

    def __init__(self) -> None:
        super().__init__("Write how it was given")


@transaction.atomic
def ask_for_record(*, learner: Learner, through: Through, by: User | None, now: datetime) -> RecordRequest:
    """The young person asks; `by` is who wrote it down, None from their own page. Both clocks begin, and the key worker and
    the team managers are told. Also after a case was closed. Raises AlreadyAsked, NobodyAsks, NobodyGives.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.died_on is not None:
        raise NobodyAsks
    if RecordRequest.objects.filter(learner=learner, state__in=_OPEN).exists():
        raise AlreadyAsked
    school, social_care = virtual_school_for(learner), social_care_of(learner)
    owner = social_care or school
    if owner is None:
        raise NobodyGives
    request = RecordRequest(learner=learner, asked_at=now, through=through, recorded_by=by)
    history.save(request, by=by, reason="Asked for", at=now)
    place = Enrolment.objects.open().filter(learner=learner).select_related("provider__local_authority").last()
    terms = terms_for(home_virtual_school=school, provider=place.provider if place else None, on=local_date(now))
    for code in (RECORD_COPY, RECORD_COPY_BY_LAW):
        ledger.open_deadline(
            opening_of(
                code=code,
                terms=terms,
                owner=owner,
                learner=learner,
                subject_kind=RECORD_REQUEST,
                subject_uuid=request.uuid,
                starts_on=local_date(now),
            ),
            by=by,
            now=now,
        )
    managers = people_with_role(RoleCode.TEAM_MANAGER, [owner.pk], now)[owner.pk]
    tell(
        [*key_worker_and_cover(learner, now), *managers],
        learner=learner,
        kind=MessageKind.YOUNG_PERSON,
        template="education_plans/email/record_asked.txt",
        context={},
        topic=f"record:{request.uuid}",
        by=by,
        now=now,
        link=request_path(request),
    )
    return request


@transaction.atomic
def ask_back(*, request: RecordRequest, question: str, by: User, now: datetime) -> RecordRequest:
    """Ask the young person something that is needed to find what they want. The month of the law stands still until they
    answer; our own promise runs on. Raises QuestionMissing, WrongState, TooLate.
    """
    request = _locked(request, RecordRequestState.ASKED)
    if not question.strip():
        raise QuestionMissing
    running = ledger.lock_open(duty_code=RECORD_COPY_BY_LAW, subject_uuid=request.uuid)
    if running is not None:
        try:
            ledger.pause(deadline=running, reason="Waiting for an answer from the young person", by=by, now=now)
        except ledger.AlreadyOverdue as error:
            raise TooLate from error
    request.state, request.question, request.reply = RecordRequestState.PAUSED, question.strip(), ""
    return _save(request, "Asked back", by, now, "state", "question", "reply")


@transaction.atomic
def reply(*, request: RecordRequest, words: str, by: User | None, now: datetime) -> RecordRequest:
    """The young person has answered; `by` is who wrote it down, None from their own page. The month runs on. Raises
    ReplyMissing, WrongState.
    """
    request = _locked(request, RecordRequestState.PAUSED)
    if not words.strip():
        raise ReplyMissing
    running = ledger.lock_open(duty_code=RECORD_COPY_BY_LAW, subject_uuid=request.uuid)
    if running is not None and running.is_paused:
        ledger.resume(deadline=running, reason="The young person has answered", by=by, now=now)
    request.state, request.reply = RecordRequestState.ASKED, words.strip()
    return _save(request, "Answered", by, now, "state", "reply")


@transaction.atomic
def extend(*, request: RecordRequest, reason: str, by: User, now: datetime) -> RecordRequest:
    """It takes longer than a month, by two at most, and the young person reads why. Raises ExtensionReasonMissing,
    ExtendedAlready, WrongState, TooLate.
    """
    request = _locked(request, RecordRequestState.ASKED, RecordRequestState.REVIEWED)
    if not reason.strip():
        raise ExtensionReasonMissing
    if request.extended_reason:
        raise ExtendedAlready
    running = ledger.lock_open(duty_code=RECORD_COPY_BY_LAW, subject_uuid=request.uuid)
    if running is None or running.due_on is None or running.is_overdue(now):
        raise TooLate
    ledger.move(deadline=running, due_on=running.due_on + EXTENSION, reason=reason, by=by, now=now)
    request.extended_reason = reason.strip()
    return _save(request, "Made longer", by, now, "extended_reason")


def review(
    *, request: RecordRequest, left_out: Mapping[str, str], seen: str = "", by: User, now: datetime
) -> RecordRequest:
    """Somebody has looked through every part. `left_out` says which are not given, and why, by the code of the part; the
    young person reads that too. The copy is made as the record is now; checked again, it is made anew. `seen` says what
    was looked through (`selectors.record_contents.seen_of`): nothing about others is copied that nobody has looked at.

    Raises RecordHasChanged, LeftOutWithoutReason, WrongState, and KeyError for a part that does not exist.
    """
    for code, reason in left_out.items():
        if not reason.strip():
            raise LeftOutWithoutReason(code)
    kept_before, stored = "", ""
    try:
        with transaction.atomic():
            request = _locked(request, RecordRequestState.ASKED, RecordRequestState.REVIEWED)
            parts = contents(request.learner)
            if seen and seen != (words := seen_of(parts)):
                raise RecordHasChanged(words)
            kept_before = str(request.file.name or "")
            request.left_out = [
                {"part": part.code, "title": part.title, "reason": left_out[part.code].strip()}
                for part in PARTS
                if part.code in left_out
            ]
            data = record_archive(request, parts, now=now)
            request.file.save(f"{now:%Y}/{secrets.token_hex(16)}", ContentFile(data), save=False)
            stored = str(request.file.name)
            request.sha256 = hashlib.sha256(data).hexdigest()
            request.state, request.reviewed_at, request.reviewed_by = RecordRequestState.REVIEWED, now, by
            _save(request, "Checked", by, now, "left_out", "file", "sha256", "state", "reviewed_at", "reviewed_by")
    except BaseException:
        if stored:  # the database takes back the row alone
            PRIVATE_FILES.delete(stored)
        raise
    if kept_before:
        PRIVATE_FILES.delete(kept_before)
    return request


@transaction.atomic
def give(*, request: RecordRequest, how: str, by: User, now: datetime) -> RecordRequest:
    """The young person has the copy: it meets both clocks, and stands on their own page too. Raises HowMissing,
    WrongState.
    """
    request = _locked(request, RecordRequestState.REVIEWED)
    if not how.strip():
        raise HowMissing
    request.state, request.given_how = RecordRequestState.GIVEN, how.strip()
    request.given_at, request.given_by = now, by
    for code in (RECORD_COPY, RECORD_COPY_BY_LAW):
        running = ledger.lock_open(duty_code=code, subject_uuid=request.uuid)
        if running is not None:
            ledger.meet(deadline=running, at=now, by=by, now=now)
    return _save(request, "Given", by, now, "state", "given_how", "given_at", "given_by")


@transaction.atomic
def take_back(*, request: RecordRequest, by: User | None, now: datetime) -> RecordRequest:
    """The young person no longer wants it: both clocks stop, and a copy that was made is thrown away. Raises WrongState."""
    request = _locked(request, *_OPEN)
    for code in (RECORD_COPY, RECORD_COPY_BY_LAW):
        running = ledger.lock_open(duty_code=code, subject_uuid=request.uuid)
        if running is not None:
            ledger.cancel(deadline=running, reason="The young person no longer wants it", by=by, now=now)
    if made := str(request.file.name or ""):
        transaction.on_commit(lambda: PRIVATE_FILES.delete(made))
    request.state, request.file, request.sha256 = RecordRequestState.WITHDRAWN, "", ""
    return _save(request, "No longer wanted", by, now, "state", "file", "sha256")


def request_path(request: RecordRequest) -> str:
    return f"/learners/{request.learner.uuid}/record-requests/{request.uuid}/"


def _locked(request: RecordRequest, *states: RecordRequestState) -> RecordRequest:
    requests = RecordRequest.objects.select_for_update(of=("self",), no_key=True).select_related("learner")
    locked = requests.get(pk=request.pk)
    if locked.state not in states:
        raise WrongState(locked.state)
    return locked


def _save(request: RecordRequest, reason: str, by: User | None, now: datetime, *fields: str) -> RecordRequest:
    history.save(request, by=by, reason=reason, at=now, update_fields=list(fields))
    return request
