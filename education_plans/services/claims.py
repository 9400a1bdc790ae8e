"""What became of the entitlements that a young person was prompted about (A23)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, User
from education_plans.enums import ClaimState
from education_plans.models import EducationPlan, EntitlementClaim
from education_plans.rules.entitlements import ENTITLEMENTS
from education_plans.services.errors import PlanError
from learners.models import Learner

WITH_REASON = frozenset({ClaimState.REFUSED, ClaimState.NOT_APPLICABLE})
WITH_MONEY = frozenset({ClaimState.CLAIMED, ClaimState.RECEIVED})


class ClaimError(PlanError):
    """Why it cannot be recorded so. `field` is the question it belongs to."""


class ClaimIncomplete(ClaimError):
    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class KnownElsewhere(ClaimError):
    """Somebody of another agency recorded it, and this one may not know what."""

    def __init__(self) -> None:
        super().__init__("What became of this is recorded by another agency already. Ask the key worker.")


class CaseFileClosed(ClaimError):
    def __init__(self) -> None:
        super().__init__("The case is closed, so nothing new is recorded.")


@transaction.atomic
def record_claim(
    *,
    plan: EducationPlan,
    code: str,
    year: int,
    state: ClaimState,
    reason: str = "",
    amount: Decimal | None = None,
    on: date,
    seen_through: Agency | None,
    by: User,
    now: datetime,
) -> EntitlementClaim:
    """Record what became of one entitlement in the academic year that begins in `year`, or change what was recorded.

    `seen_through` is the provider whose person records it, None for the young person’s own agencies. What is asked of a
    provider is known to that of the plan’s place whoever records it; the rest stays with whoever recorded it. `amount`
    is in pounds. Raises ClaimIncomplete, KnownElsewhere, CaseFileClosed.
    """
    rule = ENTITLEMENTS[code]
    learner = Learner.objects.select_for_update(no_key=True).get(pk=plan.learner_id)
    if learner.is_closed:
        raise CaseFileClosed
    if state in WITH_REASON and not reason.strip():
        raise ClaimIncomplete("reason", "Give the reason.")
    if amount is not None and amount <= 0:
        raise ClaimIncomplete("amount", "Enter a sum above zero.")
    if on > local_date(now):
        raise ClaimIncomplete("on", "The day cannot be in the future.")
    claim = EntitlementClaim.objects.filter(learner=learner, code=code, year=year).first()
    if claim is None:
        provider = plan.enrolment.provider if rule.through_provider and plan.enrolment else seen_through
        claim = EntitlementClaim(learner=learner, code=code, year=year, provider=provider)
    elif seen_through is not None and claim.provider_id != seen_through.pk:
        raise KnownElsewhere
    claim.state, claim.reason, claim.on = state, " ".join(reason.split()), on
    claim.amount = amount if state in WITH_MONEY else None
    claim.recorded_at, claim.recorded_by = now, by
    history.save(claim, by=by, reason=str(ClaimState(state).label), at=now)
    return claim
