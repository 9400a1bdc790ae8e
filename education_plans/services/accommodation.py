"""Is where a young person lives suitable? Judged factor by factor (schedule 2 of the 2010 regulations; P2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from education_plans.enums import Suitability
from education_plans.models import AccommodationCheck, AccommodationFactor, PathwayPlan
from education_plans.services.pathway_errors import PathwayError, lock_pathway


class FactorsMissing(PathwayError):
    """`missing` are the factors that nobody judged."""

    def __init__(self, missing: list[Suitability]) -> None:
        super().__init__("Judge every factor: " + ", ".join(factor.label.lower() for factor in missing))
        self.missing = missing


class FactorNoteMissing(PathwayError):
    def __init__(self, factor: Suitability) -> None:
        super().__init__(f"Say what is not suitable about “{factor.label}”")
        self.field = f"{factor.value}_note"


class CheckedInFuture(PathwayError):
    field = "on"

    def __init__(self) -> None:
        super().__init__("The day must be today or in the past")


class JudgementMissing(PathwayError):
    field = "reason"

    def __init__(self) -> None:
        super().__init__("Say why it is suitable as a whole, or why not")


@dataclass(frozen=True)
class Judged:
    """What was found about one factor."""

    is_suitable: bool
    note: str = ""


@transaction.atomic
def check_accommodation(
    *,
    pathway: PathwayPlan,
    on: date,
    where: str,
    factors: Mapping[Suitability, Judged],
    is_suitable: bool,
    reason: str,
    by: User,
    now: datetime,
) -> AccommodationCheck:
    """Record a check of where they live on one day. A factor that is not suitable needs a note; the whole a reason.

    Raises FactorsMissing, FactorNoteMissing, CheckedInFuture, JudgementMissing, CaseHasEnded, PathwayIsClosed.
    """
    if missing := [factor for factor in Suitability if factor not in factors]:
        raise FactorsMissing(missing)
    for factor in Suitability:
        if not factors[factor].is_suitable and not factors[factor].note.strip():
            raise FactorNoteMissing(factor)
    if on > local_date(now):
        raise CheckedInFuture
    if not reason.strip():
        raise JudgementMissing
    pathway = lock_pathway(pathway)
    check = AccommodationCheck(
        pathway=pathway,
        on=on,
        where=where.strip(),
        is_suitable=is_suitable,
        reason=reason.strip(),
        recorded_at=now,
        recorded_by=by,
    )
    history.save(check, by=by, at=now)
    AccommodationFactor.objects.bulk_create(
        AccommodationFactor(check_of=check, factor=factor, is_suitable=judged.is_suitable, note=judged.note.strip())
        for factor, judged in factors.items()
    )
    return check
