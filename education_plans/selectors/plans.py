"""Plans as people see them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from accounts.enums import AgencyKind
from accounts.models import User
from accounts.selectors import current_memberships
from education_plans.enums import SectionCode
from education_plans.models import EducationPlan
from learners.models import AgencyLink, Enrolment, KeyWorker, Learner


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
    return texts | {section.code: section.text for section in plan.sections.all()}


def progress_of(texts: Mapping[str, str]) -> PlanProgress:
    return PlanProgress(filled=sum(bool(text.strip()) for text in texts.values()), total=len(SectionCode))


def enrolments_seen(learner: Learner, user: User | AnonymousUser) -> list[Enrolment]:
    """The young person's places whose plans the user may read: the newest open one first.

    A provider sees its own; key workers, social care and Virtual Schools see all of them.
    """
    enrolments = list(
        Enrolment.objects.filter(learner=learner)
        .select_related("provider__local_authority", "plan__begun_by", "learner")
        .order_by("-starts_on", "-id")
    )
    enrolments.sort(key=lambda enrolment: enrolment.ended_on is not None)
    if _sees_every_provider(learner, user):
        return enrolments
    own = {membership.agency_id for membership in current_memberships(user)}
    return [enrolment for enrolment in enrolments if enrolment.provider_id in own]


def _sees_every_provider(learner: Learner, user: User | AnonymousUser) -> bool:
    """Whether somebody other than a provider gives the user sight of the record."""
    elsewhere = [m for m in current_memberships(user) if m.agency.kind != AgencyKind.PROVIDER]
    if not elsewhere:
        return False
    linked = AgencyLink.objects.active().filter(learner=learner, agency__in={m.agency_id for m in elsewhere})
    own = KeyWorker.objects.active().filter(learner=learner, membership__in=elsewhere)
    return linked.exists() or own.exists()
