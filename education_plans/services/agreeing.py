"""Three parties agree a plan: the young person, the key worker and the provider (A13, A27)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from deadlines.services import lock_open, meet
from education_plans.enums import PlanParty, PlanState, SectionCode
from education_plans.models import EducationPlan, PlanAgreement
from education_plans.rules import first_review_anchor, missing_sections
from education_plans.services.clocks import EDUCATION_PLAN, open_review
from education_plans.services.errors import PlanError, lock_running


class SectionsMissing(PlanError):
    """`sections` are those that must be written first."""

    def __init__(self, sections: Sequence[SectionCode]) -> None:
        names = " and ".join(f"“{code.label}”" for code in sections)
        super().__init__(f"The plan cannot be agreed yet. Write {names} first.")
        self.sections = list(sections)


class AlreadyAgreed(PlanError):
    def __init__(self, agreement: PlanAgreement) -> None:
        super().__init__(f"{agreement.get_party_display()} has agreed already ({agreement.name}).")


class NameMissing(PlanError):
    def __init__(self) -> None:
        super().__init__("Enter the name of the person who agreed.")


class AgreedInFuture(PlanError):
    def __init__(self) -> None:
        super().__init__("Nobody can have agreed in the future.")


@transaction.atomic
def agree(
    *, plan: EducationPlan, party: PlanParty, name: str, agreed_at: datetime, by: User, now: datetime
) -> EducationPlan:
    """Record that one party agreed, at `agreed_at`. With the third the plan is agreed.

    The plan counts as agreed when the last of the three did. That meets the 30-day clock, also before the place starts,
    and opens the clock of the first review. Who recorded it, and when, stays beside it. Raises SectionsMissing,
    AlreadyAgreed, NameMissing, AgreedInFuture, EnrolmentHasEnded.
    """
    enrolment = lock_running(plan.enrolment_id)
    plan = EducationPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if not name.strip():
        raise NameMissing
    if agreed_at > now:
        raise AgreedInFuture
    if missing := missing_sections(dict(plan.sections.values_list("code", "text"))):
        raise SectionsMissing(missing)
    if given := plan.agreements.filter(party=party).first():
        raise AlreadyAgreed(given)
    agreement = PlanAgreement(
        plan=plan, party=party, name=name.strip(), agreed_at=agreed_at, recorded_at=now, recorded_by=by
    )
    history.save(agreement, by=by, at=now)
    agreed = dict(plan.agreements.values_list("party", "agreed_at"))
    if set(agreed) != set(PlanParty):
        return plan
    plan.state, plan.agreed_at = PlanState.AGREED, max(agreed.values())
    history.save(plan, by=by, reason="Agreed by all three", at=now)
    running = lock_open(duty_code=EDUCATION_PLAN, subject_uuid=enrolment.uuid)
    if running is not None:
        meet(deadline=running, at=plan.agreed_at, by=by, now=now)
    anchor = first_review_anchor(agreed_on=local_date(plan.agreed_at), starts_on=enrolment.starts_on)
    open_review(enrolment, starts_on=anchor, by=by, now=now)
    return plan
