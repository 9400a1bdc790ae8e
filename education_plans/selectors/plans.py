"""Plans as people see them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from education_plans.enums import SectionCode
from education_plans.models import EducationPlan
from learners.models import Enrolment, Learner


@dataclass(frozen=True)
class PlanProgress:
    """How many of the sections have been written."""

    filled: int
    total: int

    def __str__(self) -> str:
        return f"{self.filled} of {self.total} sections filled"


def section_texts(plan: EducationPlan) -> Mapping[str, str]:
    """What each section says, by code; missing rows are empty."""
    texts = {code.value: "" for code in SectionCode}
    return texts | {section.code: "\n".join(section.answers.values()) for section in plan.sections.all()}


def progress_of(texts: Mapping[str, str]) -> PlanProgress:
    return PlanProgress(filled=sum(bool(text.strip()) for text in texts.values()), total=len(SectionCode))


def enrolments_seen(learner: Learner, user: User | AnonymousUser) -> list[Enrolment]:
    """The young person's places whose plans the user may read: the newest open one first.

    A provider sees its own; key workers, social care and Virtual Schools see all of them.
    """
    enrolments = list(
        Enrolment.objects.visible_to(user)
        .filter(learner=learner)
        .select_related("provider__local_authority", "plan__begun_by", "learner")
        .order_by("-starts_on", "-id")
    )
    enrolments.sort(key=lambda enrolment: enrolment.ended_on is not None)
    return enrolments
