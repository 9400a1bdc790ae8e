"""Whose plan it is changes: a course becomes an apprenticeship, or university becomes the aim."""

from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.models import User
from education_plans.enums import PlanVariant
from education_plans.models import EducationPlan
from education_plans.services.errors import lock_plan
from education_plans.services.versions import changed


@transaction.atomic
def change_variant(
    *, plan: EducationPlan, variant: PlanVariant, aims_for_higher_education: bool, by: User, now: datetime
) -> EducationPlan:
    """Change what the plan asks. What was written stays, also in sections that are no longer asked for.

    Which sections a plan has is part of what was agreed, so the parties are asked again. Raises EnrolmentHasEnded,
    PlanIsClosed.
    """
    plan = lock_plan(plan)
    if (plan.variant, plan.aims_for_higher_education) == (variant, aims_for_higher_education):
        return plan
    plan.variant, plan.aims_for_higher_education = variant, aims_for_higher_education
    history.save(plan, by=by, at=now)
    changed(plan=plan, by=by, now=now, what="Whose plan it is")
    return plan
