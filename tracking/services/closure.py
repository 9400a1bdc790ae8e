"""The end of a case, step by step (W8): they are told, a manager agrees, they get the letter, then it is closed."""

from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from accounts.services.files import keeping_files
from accounts.uploads import check_file
from accounts.wording import comma_and
from learners.enums import LifeEvent
from learners.models import Attachment, Enrolment, Learner
from learners.services import close_case
from tracking.models import CaseClosure
from tracking.rules.closing import SUPPORTED_UNTIL, birthday, may_be_closed
from tracking.selectors.closure import missing_of
from tracking.services.closure_letter import closure_letter
from tracking.services.own_clocks import TrackingError, lock_learner


class ClosureError(TrackingError):
    """A step of a closure that cannot be taken; the text says why. `field` names the question it belongs to."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class AlreadyBegun(ClosureError):
    def __init__(self) -> None:
        super().__init__("A closure is being prepared already.")


class TooYoung(ClosureError):
    def __init__(self, learner: Learner, field: str) -> None:
        day = birthday(learner.date_of_birth, SUPPORTED_UNTIL)
        super().__init__(f"Support lasts at least until they are {SUPPORTED_UNTIL}, on {day:%-d %B %Y}", field)


class NotOpen(ClosureError):
    def __init__(self) -> None:
        super().__init__("This closure is over: the case was closed, or it was given up.")


class NotYet(ClosureError):
    """Something has to be done before; `missing` says what."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(f"First: {comma_and(missing)}.")
        self.missing = missing


@transaction.atomic
def begin_closure(
    *, learner: Learner, planned_on: date, reason: str, still_in_education: bool, by: User, now: datetime
) -> CaseClosure:
    """Prepare the end of a case. Raises CaseHasEnded, AlreadyBegun, TooYoung, ClosureError."""
    learner = lock_learner(learner)
    if CaseClosure.objects.filter(learner=learner, closed_at__isnull=True, given_up_at__isnull=True).exists():
        raise AlreadyBegun
    if not may_be_closed(learner.date_of_birth, planned_on):
        raise TooYoung(learner, "planned_on")
    if planned_on < local_date(now):
        raise ClosureError("The day must be today or later", "planned_on")
    closure = CaseClosure(
        learner=learner,
        begun_at=now,
        begun_by=by,
        planned_on=planned_on,
        reason=_needed(reason, "reason", "Say why the case is to be closed"),
        still_in_education=still_in_education,
    )
    history.save(closure, by=by, reason="Begun", at=now)
    return closure


@transaction.atomic
def record_told(*, closure: CaseClosure, told_on: date, says: str, by: User, now: datetime) -> CaseClosure:
    """They know that the case is to be closed, and this is what they say. Raises NotOpen, ClosureError, CaseHasEnded."""
    closure = _lock(closure)
    closure.told_on, closure.says = _happened(told_on, "told_on", now), says.strip()
    history.save(closure, by=by, reason="Told", at=now, update_fields=["told_on", "says"])
    return closure


@transaction.atomic
def record_what_remains(*, closure: CaseClosure, told_on: date, by: User, now: datetime) -> CaseClosure:
    """They know what remains available. Raises NotOpen, ClosureError, CaseHasEnded."""
    closure = _lock(closure)
    closure.told_what_remains_on = _happened(told_on, "told_on", now)
    history.save(closure, by=by, reason="Told what remains", at=now, update_fields=["told_what_remains_on"])
    return closure


@transaction.atomic
def agree_closure(*, closure: CaseClosure, by: User, now: datetime) -> CaseClosure:
    """A team manager agrees: not before the young person was told. Raises NotYet, NotOpen, CaseHasEnded."""
    closure = _lock(closure)
    _require(closure, is_agreed=True, has_letter=True)
    closure.agreed_by_manager_on, closure.agreed_by_manager = local_date(now), by
    fields = ["agreed_by_manager_on", "agreed_by_manager"]
    history.save(closure, by=by, reason="Agreed", at=now, update_fields=fields)
    return closure


def give_letter(*, closure: CaseClosure, given_on: date, how: str, by: User, now: datetime) -> CaseClosure:
    """They have the letter, as it stands now: it is kept with the record. Raises NotYet, NotOpen, ClosureError, CaseHasEnded,
    and what `accounts.uploads.check_file` and `agreements.services.printing.pdf` raise.
    """
    with keeping_files() as keep, transaction.atomic():
        closure = _lock(closure)
        _require(closure, has_letter=True)
        closure.letter_given_on = _happened(given_on, "given_on", now)
        how = _needed(how, "how", "Say how they get it")
        letter = check_file(ContentFile(closure_letter(closure, now=now), name="closing-letter.pdf"))
        kept = keep(Attachment(learner=closure.learner, uploaded_by=by, uploaded_at=now), letter)
        closure.letter_sha256 = kept.sha256
        fields = ["letter_given_on", "letter_sha256"]
        history.save(closure, by=by, reason=f"Letter given: {how}", at=now, update_fields=fields)
    return closure


@transaction.atomic
def finish_closure(*, closure: CaseClosure, closed_on: date, by: User, now: datetime) -> CaseClosure:
    """Close the case: everything else is done. Raises NotYet, TooYoung, NotOpen, CaseHasEnded, ClosureError."""
    closure = _lock(closure)
    _require(closure)
    _happened(closed_on, "closed_on", now)
    if (last := _last_step(closure)) is not None and closed_on < last:
        raise ClosureError(
            f"The last step before it was taken on {last:%-d %B %Y}. It cannot be before that", "closed_on"
        )
    if not may_be_closed(closure.learner.date_of_birth, closed_on):
        raise TooYoung(closure.learner, "closed_on")
    closure.closed_at = now
    history.save(closure, by=by, reason="Closed", at=now, update_fields=["closed_at"])
    close_case(learner=closure.learner, closed_on=closed_on, reason=closure.reason, by=by, now=now)
    return closure


@transaction.atomic
def give_up_closure(*, closure: CaseClosure, reason: str, by: User, now: datetime) -> CaseClosure:
    """The case is not closed after all. Raises NotOpen, ClosureError, CaseHasEnded."""
    closure = _lock(closure)
    closure.given_up_at = now
    why = _needed(reason, "reason", "Say why the case stays open")
    history.save(closure, by=by, reason=f"Given up: {why}", at=now, update_fields=["given_up_at"])
    return closure


def end_closures(
    learner: Learner, enrolment: Enrolment | None, event: LifeEvent, by: User | None, now: datetime
) -> None:
    """The case has ended in another way, within that transaction (`learners.registry`)."""
    if enrolment is not None:
        return
    for closure in CaseClosure.objects.filter(learner=learner, closed_at__isnull=True, given_up_at__isnull=True):
        closure.given_up_at = now
        history.save(closure, by=by, reason=str(event.label), at=now, update_fields=["given_up_at"])


def _require(closure: CaseClosure, *, is_agreed: bool = False, has_letter: bool = False) -> None:
    """What this step does not do itself must be done. Raises NotYet."""
    if missing := missing_of(closure, is_agreed=is_agreed, has_letter=has_letter):
        raise NotYet(missing)


def _last_step(closure: CaseClosure) -> date | None:
    """The day on which the last of what comes before was done: earlier than that the case was not closed."""
    steps = (
        closure.told_on,
        closure.told_what_remains_on,
        closure.agreed_by_manager_on,
        closure.letter_given_on,
    )
    return max((day for day in steps if day is not None), default=None)


def _lock(closure: CaseClosure) -> CaseClosure:
    learner = lock_learner(closure.learner)
    locked: CaseClosure = CaseClosure.objects.select_for_update(of=("self",), no_key=True).get(pk=closure.pk)
    if locked.closed_at is not None or locked.given_up_at is not None:
        raise NotOpen
    locked.learner = learner
    return locked


def _happened(day: date, field: str, now: datetime) -> date:
    if day > local_date(now):
        raise ClosureError("The day must be today or in the past", field)
    return day


def _needed(text: str, field: str, else_say: str) -> str:
    if not text.strip():
        raise ClosureError(else_say, field)
    return text.strip()
