"""Seeing a risk otherwise than the rules do, with a reason (M2)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import User
from learners.models import Learner
from oversight.enums import Risk
from oversight.models import RiskJudgement
from oversight.selectors.risk import risk_of_learner

#: A judgement counts for so many days at most; then somebody looks again.
LONGEST = timedelta(days=183)


class RiskError(ServiceError):
    """A risk that cannot be judged so."""


class ReasonMissing(RiskError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Enter why you see it so.")


class UntilOutOfRange(RiskError):
    field = "until_on"

    def __init__(self, last: date) -> None:
        super().__init__(f"Choose a day from today to {last.day} {last:%B %Y}. Then somebody looks again.")


@transaction.atomic
def judge_risk(*, learner: Learner, risk: Risk, reason: str, until_on: date, by: User, now: datetime) -> RiskJudgement:
    """Say that a risk is higher or lower than the rules make it, or as they make it after all, until a day (a local date,
    that day included). What was said before stays on record. Raises ReasonMissing, UntilOutOfRange.
    """
    Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    today = local_date(now)
    if not reason.strip():
        raise ReasonMissing
    if not today <= until_on <= today + LONGEST:
        raise UntilOutOfRange(today + LONGEST)
    judgement = RiskJudgement(
        learner=learner,
        computed=risk_of_learner(learner, now).points,
        risk=risk,
        reason=reason.strip(),
        until_on=until_on,
        at=now,
        by=by,
    )
    judgement.save(force_insert=True)
    return judgement
