"""Totals of the strengths and difficulties questionnaire (K11)."""

from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from learners.models import Learner
from tracking.models import StrengthsScore
from tracking.services.neet_errors import NeetError
from tracking.services.own_clocks import lock_learner

HIGHEST = 40


@transaction.atomic
def record_score(
    *, learner: Learner, on: date, score: int, filled_in_by: str, by: User, now: datetime
) -> StrengthsScore:
    """Keep a total, 0 to 40, with the day on which the questionnaire was filled in. Raises NeetError, CaseHasEnded."""
    learner = lock_learner(learner)
    _check(learner, on, score, filled_in_by, now)
    who = " ".join(filled_in_by.split())
    if StrengthsScore.objects.filter(learner=learner, on=on, filled_in_by=who).exists():
        raise NeetError("on", f"The score of {who} on that day is recorded already")
    found = StrengthsScore(
        learner=learner, on=on, score=score, filled_in_by=who, recorded_at=now, recorded_by=by
    )  # fmt: skip
    history.save(found, by=by, reason="Recorded", at=now)
    return found


@transaction.atomic
def change_score(
    *, score: StrengthsScore, on: date, total: int, filled_in_by: str, by: User, now: datetime
) -> StrengthsScore:
    """Put right what was recorded; its history keeps what it said. Raises NeetError, CaseHasEnded."""
    learner = lock_learner(score.learner)
    _check(learner, on, total, filled_in_by, now)
    who = " ".join(filled_in_by.split())
    others = StrengthsScore.objects.filter(learner=learner, on=on, filled_in_by=who).exclude(pk=score.pk)
    if others.exists():
        raise NeetError("on", f"The score of {who} on that day is recorded already")
    score.on, score.score, score.filled_in_by = on, total, who
    history.save(score, by=by, reason="Changed", at=now)
    return score


def _check(learner: Learner, on: date, score: int, filled_in_by: str, now: datetime) -> None:
    if on > local_date(now):
        raise NeetError("on", "The day must be today or in the past")
    if on < learner.date_of_birth:
        raise NeetError("on", f"{learner.called} was not born then. Check the year")
    if not 0 <= score <= HIGHEST:
        raise NeetError("score", f"Enter a total from 0 to {HIGHEST}")
    if not filled_in_by.strip():
        raise NeetError("filled_in_by", "Enter who filled it in")
