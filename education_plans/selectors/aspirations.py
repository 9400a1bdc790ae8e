"""What young people hope to do, as their plans say it: for the pages below that compare it with where they went (W10)."""

from collections.abc import Collection

from accounts.models import User
from education_plans.enums import SectionCode
from education_plans.models import EducationPlan, PlanSection
from education_plans.selectors.addresses import plan_address
from tracking.registry import Aspiration


def aspirations(learner_ids: Collection[int], user: User) -> dict[int, Aspiration]:
    """Of each of these young people who has a plan that `user` sees, what the newest says. One query."""
    sections = (
        PlanSection.objects.filter(
            plan__in=EducationPlan.objects.visible_to(user),
            plan__learner__in=learner_ids,
            code=SectionCode.ASPIRATIONS,
        )
        .exclude(answers={})
        .select_related("plan__learner", "plan__enrolment")
        .order_by("plan__learner_id", "-plan__begun_at", "-plan_id")
        .distinct("plan__learner_id")
    )
    return {
        section.plan.learner_id: Aspiration(
            words=" ".join(text for text in section.answers.values() if text),
            url=plan_address(section.plan),
            aims_for_higher_education=section.plan.aims_for_higher_education,
        )
        for section in sections
    }
