"""Moves of school, and places that are refused and taken further (K10)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from learners.models import Learner
from learners.selectors.contacts import virtual_school_people
from learners.selectors.people import virtual_school_for
from learners.services.notices import tell
from notifications.enums import MessageKind
from tracking.enums import MoveTime
from tracking.models import PlaceRefusal, SchoolMove
from tracking.services.own_clocks import TrackingError, lock_learner


class SchoolMoveError(TrackingError):
    """Why a move or a refusal cannot be recorded so. `field` names the question it belongs to."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class RefusalIsClosed(SchoolMoveError):
    def __init__(self) -> None:
        super().__init__("This has an outcome already.")


@dataclass(frozen=True)
class SchoolMoveWords:
    """From where to where, when, how it was planned and why."""

    from_school: str
    to_school: str
    moves_on: date
    is_planned: bool
    time: MoveTime
    in_exam_year: bool
    why: str


@transaction.atomic
def record_school_move(*, learner: Learner, words: SchoolMoveWords, by: User, now: datetime) -> SchoolMove:
    """Record a move that is planned or has happened. Raises CaseHasEnded, SchoolMoveError."""
    learner = lock_learner(learner)
    move = SchoolMove(learner=learner, recorded_at=now, recorded_by=by)
    _fill(move, words)
    history.save(move, by=by, reason="Recorded", at=now)
    return move


@transaction.atomic
def change_school_move(*, move: SchoolMove, words: SchoolMoveWords, by: User, now: datetime) -> SchoolMove:
    """What was recorded is put right. Raises CaseHasEnded, SchoolMoveError."""
    learner = lock_learner(move.learner)
    locked: SchoolMove = SchoolMove.objects.select_for_update(of=("self",), no_key=True).get(pk=move.pk)
    locked.learner = learner
    _fill(locked, words)
    history.save(locked, by=by, reason="Changed", at=now)
    return locked


@transaction.atomic
def record_refusal(
    *, learner: Learner, where: str, refused_on: date, reason_given: str, by: User, now: datetime
) -> PlaceRefusal:
    """A school or college does not take them. The Virtual School is told, which takes it further. Raises CaseHasEnded,
    SchoolMoveError.
    """
    learner = lock_learner(learner)
    refusal = PlaceRefusal(
        learner=learner,
        where=_needed(where, "where", "Say which school or college it is"),
        refused_on=_happened(refused_on, "refused_on", now),
        reason_given=_needed(reason_given, "reason_given", "Write the reason they gave, or that they gave none"),
        recorded_at=now,
        recorded_by=by,
    )
    history.save(refusal, by=by, reason="Recorded", at=now)
    school = virtual_school_for(learner)
    tell(
        virtual_school_people([(school.pk, None)], now)[school.pk, None] if school else [],
        learner=learner,
        kind=MessageKind.ENROLMENT,
        template="tracking/email/place_refused.txt",
        context={},
        topic=f"place-refusal:{refusal.uuid}",
        by=by,
        now=now,
        link=reverse("tracking:refusal", args=[refusal.uuid]),
    )
    return refusal


@transaction.atomic
def take_further(*, refusal: PlaceRefusal, taken_to: str, taken_on: date, by: User, now: datetime) -> PlaceRefusal:
    """It is taken to somebody who can change it: the head there, the admissions team, the governors, the department. May be
    done again, to somebody higher. Raises RefusalIsClosed, CaseHasEnded, SchoolMoveError.
    """
    refusal = _lock(refusal)
    refusal.taken_to = _needed(taken_to, "taken_to", "Say to whom it is taken")
    if _happened(taken_on, "taken_on", now) < refusal.refused_on:
        raise SchoolMoveError(f"They refused on {refusal.refused_on:%-d %B %Y}. It cannot be before that", "taken_on")
    refusal.taken_on = taken_on
    history.save(refusal, by=by, reason=f"Taken to {refusal.taken_to}", at=now, update_fields=["taken_to", "taken_on"])
    return refusal


@transaction.atomic
def close_refusal(*, refusal: PlaceRefusal, outcome: str, closed_on: date, by: User, now: datetime) -> PlaceRefusal:
    """What came of it in the end. Raises RefusalIsClosed, CaseHasEnded, SchoolMoveError."""
    refusal = _lock(refusal)
    refusal.outcome = _needed(outcome, "outcome", "Write what came of it")
    if _happened(closed_on, "closed_on", now) < refusal.refused_on:
        raise SchoolMoveError(f"They refused on {refusal.refused_on:%-d %B %Y}. It cannot be before that", "closed_on")
    refusal.closed_on = closed_on
    history.save(refusal, by=by, reason="Closed", at=now, update_fields=["outcome", "closed_on"])
    return refusal


def _fill(move: SchoolMove, words: SchoolMoveWords) -> None:
    move.from_school = _needed(words.from_school, "from_school", "Say which school they leave")
    move.to_school = _needed(words.to_school, "to_school", "Say which school they move to")
    if move.from_school == move.to_school:
        raise SchoolMoveError("Both are the same school", "to_school")
    move.moves_on, move.is_planned, move.time = words.moves_on, words.is_planned, words.time
    move.in_exam_year = words.in_exam_year
    move.why = _needed(words.why, "why", "Say why they move")


def _lock(refusal: PlaceRefusal) -> PlaceRefusal:
    learner = lock_learner(refusal.learner)
    locked: PlaceRefusal = PlaceRefusal.objects.select_for_update(of=("self",), no_key=True).get(pk=refusal.pk)
    if locked.closed_on is not None:
        raise RefusalIsClosed
    locked.learner = learner
    return locked


def _happened(day: date, field: str, now: datetime) -> date:
    if day > local_date(now):
        raise SchoolMoveError("The day must be today or in the past", field)
    return day


def _needed(text: str, field: str, else_say: str) -> str:
    if not text.strip():
        raise SchoolMoveError(else_say, field)
    return text.strip()
