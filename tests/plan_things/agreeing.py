"""What stands for the address parts of these pages."""

from datetime import datetime
from typing import Any

from accounts.clock import local_date
from education_plans.enums import CopyDesign, CopyForm
from education_plans.models import EducationPlan, PlanVersion, QualityCriterion
from education_plans.rules.content import digest_of
from education_plans.selectors.versions import content_of
from learners.selectors.people import virtual_school_for
from tests.people import World


def build(world: World, plan: EducationPlan, now: datetime) -> dict[str, Any]:
    content = content_of(plan, local_date(now))
    PlanVersion.objects.create(
        plan=plan, number=7, content=content, sha256=digest_of(content), agreed_at=now, fixed_at=now
    )
    school = virtual_school_for(plan.learner)
    assert school is not None
    criterion = QualityCriterion.objects.create(
        virtual_school=school, title="Voice", green_when="Their words are there.", starts_on=local_date(now)
    )
    return {
        "version_number": 7,
        "criterion_uuid": criterion.uuid,
        "design": CopyDesign.PROFESSIONAL.value,
        "copy_form": CopyForm.PRINT.value,
    }
