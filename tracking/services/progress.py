"""What somebody studies at a place, how it ends, and what they had reached before (A35)."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import User
from learners.models import Enrolment, Learner
from tracking.enums import AimOutcome, Completion
from tracking.models import ImportFile, LearningAim, PriorAttainment
from tracking.rules.results import ENDED, WITHDRAW_REASONS

#: A learning aim reference as the national register of qualifications writes it.
_REFERENCE = re.compile(r"[0-9A-Z]{8}")


class ProgressError(ServiceError):
    """What cannot be recorded of a course; `field` is the question it belongs to."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class AlreadyThere(ProgressError):
    def __init__(self) -> None:
        super().__init__("This course is already recorded for this place, with the same first day", "title")


@dataclass(frozen=True)
class AimWords:
    """What is known of a course when it begins. `expected_points`: what somebody with the same prior attainment usually
    reaches, as the provider’s own measure says.
    """

    title: str
    level: str
    starts_on: date
    planned_end_on: date
    reference: str = ""
    expected_points: Decimal | None = None


@dataclass(frozen=True)
class AimResult:
    """How a course stands or how it ended."""

    completion: Completion
    ended_on: date | None = None
    outcome: AimOutcome | None = None
    grade: str = ""
    withdraw_reason: str = ""
    actual_points: Decimal | None = None
    next_step: str = ""


@dataclass(frozen=True)
class PriorWords:
    english: str = ""
    maths: str = ""
    average_points: Decimal | None = None
    source: str = ""


@transaction.atomic
def record_aim(
    *, enrolment: Enrolment, words: AimWords, by: User, now: datetime, file: ImportFile | None = None
) -> LearningAim:
    """Record one course or qualification of a place. `file`: the list it came with. Raises ProgressError."""
    learner = Learner.objects.select_for_update(no_key=True).get(pk=enrolment.learner_id)
    if learner.died_on is not None:
        raise ProgressError("This young person has died, so nothing more can be recorded")
    aim = LearningAim(enrolment=enrolment, recorded_at=now, recorded_by=by, file=file)
    _write(aim, words)
    history.save(aim, by=by, at=now)
    return aim


@transaction.atomic
def change_aim(*, aim: LearningAim, words: AimWords, by: User, now: datetime) -> LearningAim:
    """Correct what a course is and when it runs. Raises ProgressError."""
    aim = LearningAim.objects.select_for_update().get(pk=aim.pk)
    if aim.ended_on is not None and aim.ended_on < words.starts_on:
        raise ProgressError("The first day must not be after the day on which the course ended", "starts_on")
    _write(aim, words)
    history.save(aim, by=by, at=now)
    return aim


def checked_words(words: AimWords) -> AimWords:
    """What is known of a course, tidied. Raises ProgressError."""
    title, reference = words.title.strip(), words.reference.strip().upper()
    if not title:
        raise ProgressError("Enter the qualification or course", "title")
    if reference and not _REFERENCE.fullmatch(reference):
        raise ProgressError("The learning aim reference must be eight letters and numbers", "reference")
    if words.planned_end_on < words.starts_on:
        raise ProgressError("The planned end must not be before the first day", "planned_end_on")
    _points(words.expected_points, "expected_points")
    return replace(words, title=title, reference=reference)


def _write(aim: LearningAim, words: AimWords) -> None:
    words = checked_words(words)
    same = LearningAim.objects.filter(enrolment=aim.enrolment_id, title=words.title, starts_on=words.starts_on)
    if same.exclude(pk=aim.pk).exists():
        raise AlreadyThere
    aim.title, aim.reference, aim.level = words.title, words.reference, words.level
    aim.starts_on, aim.planned_end_on = words.starts_on, words.planned_end_on
    aim.expected_points = words.expected_points


@transaction.atomic
def record_result(*, aim: LearningAim, result: AimResult, by: User, now: datetime) -> LearningAim:
    """Say how a course stands: it goes on, has an agreed break, was completed or left, and with what outcome.

    Whatever was said before is replaced and stays in the history, so that a grade after a resit, or a mistake, can be
    put right. Raises ProgressError.
    """
    aim = LearningAim.objects.select_for_update().select_related("enrolment__learner").get(pk=aim.pk)
    if aim.enrolment.learner.died_on is not None:
        raise ProgressError("This young person has died, so nothing more can be recorded")
    result = checked_result(result, starts_on=aim.starts_on, today=local_date(now))
    aim.completion = result.completion
    aim.ended_on, aim.outcome, aim.grade = result.ended_on, result.outcome or "", result.grade
    aim.withdraw_reason, aim.next_step = result.withdraw_reason, result.next_step
    aim.actual_points = result.actual_points
    history.save(aim, by=by, at=now)
    return aim


def checked_result(result: AimResult, *, starts_on: date, today: date) -> AimResult:
    """The result as it may be kept: of a course that goes on there is none yet. Raises ProgressError."""
    if result.completion not in ENDED:
        return AimResult(completion=result.completion)
    left = result.completion == Completion.WITHDRAWN
    if result.ended_on is None:
        raise ProgressError("Enter the last day", "ended_on")
    if result.ended_on < starts_on:
        raise ProgressError("The last day must not be before the first day", "ended_on")
    if result.ended_on > today:
        raise ProgressError("The last day must not be in the future", "ended_on")
    if result.outcome is None:
        raise ProgressError("Choose the outcome; “not yet known” is one of them", "outcome")
    if left and result.outcome == AimOutcome.ACHIEVED:
        raise ProgressError("Who left before the end cannot have achieved all of it", "outcome")
    if left and result.withdraw_reason and result.withdraw_reason not in WITHDRAW_REASONS:
        raise ProgressError("This reason for leaving is not in the list", "withdraw_reason")
    _points(result.actual_points, "actual_points")
    return replace(result, grade=result.grade.strip()[:10], withdraw_reason=result.withdraw_reason if left else "")


def _points(points: Decimal | None, field: str) -> None:
    if points is not None and not Decimal(0) <= points < Decimal(10_000):
        raise ProgressError("The points must be between 0 and 9999.99", field)


@transaction.atomic
def record_prior_attainment(*, learner: Learner, words: PriorWords, by: User, now: datetime) -> PriorAttainment:
    """What somebody had reached at the end of Year 11; once for each young person, corrected with its history.

    Raises ProgressError when nothing is said, or the average is not between 0 and 9.
    """
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.died_on is not None:
        raise ProgressError("This young person has died, so nothing more can be recorded")
    english, maths = words.english.strip().upper(), words.maths.strip().upper()
    if not english and not maths and words.average_points is None:
        raise ProgressError("Enter at least one of the grades, or the average", "english")
    if words.average_points is not None and not 0 <= words.average_points <= 9:
        raise ProgressError("The average must be between 0 and 9", "average_points")
    prior = PriorAttainment.objects.filter(learner=learner).first() or PriorAttainment(learner=learner)
    prior.english, prior.maths = english, maths
    prior.average_points, prior.source = words.average_points, words.source.strip()
    prior.recorded_at, prior.recorded_by = now, by
    history.save(prior, by=by, at=now)
    return prior
