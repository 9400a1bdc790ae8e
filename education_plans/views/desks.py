"""What people write bit by bit: a section of an education plan, a matter of a pathway plan.

Both are kept while they are written and guarded against two people overwriting each other in the same way
(`education_plans.views.drafts`, `education_plans.views.writing`); a desk says what is different about each.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from accounts.access import require
from accounts.enums import Permission
from accounts.models import User
from education_plans.enums import PathwayDomain, SectionCode, SectionState
from education_plans.forms.sections import SectionForm
from education_plans.models import EducationPlan, PathwayPlan, PathwaySection, PlanSection
from education_plans.rules.completeness import may_not_apply
from education_plans.rules.pathway import REQUIRED_MATTER, matter_questions
from education_plans.rules.questions import Question, questions_for
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.pathway import may_write_matter
from education_plans.selectors.prefill import from_record, last_time
from education_plans.selectors.sections import OPEN_REQUESTS, may_write
from education_plans.services import save_section
from education_plans.services.drafts import Writable
from education_plans.services.pathway import save_matter
from education_plans.views.loading import plan_or_404, plan_refusal
from learners.enums import ConsentPurpose
from learners.models import Learner
from learners.views.asking import refusal


@dataclass(frozen=True)
class Desk(ABC):
    """Something somebody may write in now."""

    section: Writable
    questions: tuple[Question, ...]
    now: datetime

    #: What it is called in a sentence.
    noun: ClassVar[str]

    @property
    def label(self) -> str:
        return str(self.section)

    @property
    @abstractmethod
    def learner(self) -> Learner: ...

    @property
    @abstractmethod
    def back_url(self) -> str: ...

    @property
    @abstractmethod
    def draft_url(self) -> str: ...

    @property
    @abstractmethod
    def may_be_left_out(self) -> bool:
        """Whether it can be said not to apply."""

    @abstractmethod
    def may_write(self, user: User) -> bool:
        """Whether somebody may write here at this moment, also where no request of theirs says who they are."""

    @abstractmethod
    def save(
        self, *, answers: Mapping[str, str], version: int, state: SectionState | None, reason: str, by: User
    ) -> tuple[str, ...]:
        """Save it; what the person must be told besides. Raises what the service raises."""

    def proposed(self, user: User) -> dict[str, str]:
        """What the record knows already, for boxes nobody has written in."""
        return {}

    def last_time(self, user: User) -> Mapping[str, str]:
        """What was written the last time, to stand beside it."""
        return {}

    def context(self, user: User) -> dict[str, Any]:
        """What only this page shows."""
        return {}

    @abstractmethod
    def with_section(self, section: Writable) -> "Desk":
        """The same as it stands now, after somebody else has saved."""

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> SectionForm:
        form = SectionForm(data, initial=initial, questions=self.questions, may_not_apply=self.may_be_left_out)
        form.fields["state"].label = f"How far is this {self.noun}?"
        return form


@dataclass(frozen=True)
class SectionDesk(Desk):
    """A section of an education plan."""

    section: PlanSection
    noun = "section"

    @property
    def plan(self) -> EducationPlan:
        return self.section.plan

    @property
    def learner(self) -> Learner:
        return self.plan.learner

    @property
    def back_url(self) -> str:
        return f"{plan_address(self.plan)}#{self.section.code}"

    @property
    def draft_url(self) -> str:
        return reverse("education_plans:draft", args=[self.plan.uuid, self.section.code])

    @property
    def may_be_left_out(self) -> bool:
        return may_not_apply(self.section.code)

    def may_write(self, user: User) -> bool:
        return may_write(self.plan, user, self.section.code, self.now)

    def save(
        self, *, answers: Mapping[str, str], version: int, state: SectionState | None, reason: str, by: User
    ) -> tuple[str, ...]:
        saved = save_section(
            plan=self.plan,
            code=SectionCode(self.section.code),
            answers=answers,
            version=version,
            state=state,
            not_applicable_reason=reason,
            by=by,
            now=self.now,
        )
        if not saved.ask_again:
            return ()
        names = ", ".join(saved.ask_again)
        return (f"The words of the plan have changed, so ask again whether they agree: {names}.",)

    def with_section(self, section: Writable) -> "SectionDesk":
        section.plan = self.plan
        return replace(self, section=section)

    def proposed(self, user: User) -> dict[str, str]:
        return from_record(self.plan, self.section.code, user, self.now)

    def last_time(self, user: User) -> Mapping[str, str]:
        return last_time(self.plan, self.section.code, user)

    def context(self, user: User) -> dict[str, Any]:
        asked = OPEN_REQUESTS.filter(section=self.section, asked__user=user).select_related("asked_by").first()
        return {
            "plan": self.plan,
            "asked": asked,
            "ask_url": reverse("education_plans:ask", args=[self.plan.uuid, self.section.code]),
        }


@dataclass(frozen=True)
class MatterDesk(Desk):
    """A matter of a pathway plan."""

    section: PathwaySection
    noun = "part"

    @property
    def pathway(self) -> PathwayPlan:
        return self.section.pathway

    @property
    def learner(self) -> Learner:
        return self.pathway.learner

    @property
    def back_url(self) -> str:
        return reverse("education_plans:pathway-matter", args=[self.pathway.uuid, self.section.domain])

    @property
    def draft_url(self) -> str:
        return reverse("education_plans:pathway-draft", args=[self.pathway.uuid, self.section.domain])

    @property
    def may_be_left_out(self) -> bool:
        return self.section.domain != REQUIRED_MATTER

    def may_write(self, user: User) -> bool:
        return may_write_matter(self.pathway, user)

    def save(
        self, *, answers: Mapping[str, str], version: int, state: SectionState | None, reason: str, by: User
    ) -> tuple[str, ...]:
        saved = save_matter(
            pathway=self.pathway,
            domain=PathwayDomain(self.section.domain),
            needs=answers.get("needs", ""),
            says=answers.get("says", ""),
            state=state or SectionState.IN_PROGRESS,
            not_applicable_reason=reason,
            version=version,
            by=by,
            now=self.now,
        )
        return ("The words of the plan have changed, so ask again whether they agree.",) if saved.asks_again else ()

    def with_section(self, section: Writable) -> "MatterDesk":
        section.pathway = self.pathway
        return replace(self, section=section)


def section_desk(plan: EducationPlan, code: str, now: datetime) -> SectionDesk:
    section = plan.sections.select_related("saved_by").get(code=code)
    section.plan = plan
    return SectionDesk(section, questions_for(code, plan.variant), now)


def matter_desk(pathway: PathwayPlan, domain: PathwayDomain, now: datetime) -> MatterDesk:
    section = pathway.sections.select_related("saved_by").get(domain=domain)
    section.pathway = pathway
    return MatterDesk(section, matter_questions(domain), now)


def open_section(request: HttpRequest, plan_uuid: str, code: str, now: datetime) -> SectionDesk | HttpResponse:
    """The section for somebody who may write in it; Http404 and 403 as everywhere, or the page that says it is not shared."""
    plan = plan_or_404(request, plan_uuid, Permission.EDIT_PLAN)
    if code not in SectionCode:
        raise Http404
    if refused := plan_refusal(request, plan, now):
        return refused
    if code == SectionCode.SAFEGUARDING:
        require(request.user, Permission.VIEW_SAFEGUARDING, plan.learner)
        if refused := refusal(request, plan.learner, ConsentPurpose.SAFEGUARDING, now):
            return refused
    return section_desk(plan, code, now)


def section_unchecked(plan_uuid: str, code: str, now: datetime) -> SectionDesk | None:
    """The section, whoever asks: for words that are kept, never for showing anything. One query."""
    with_plan = PlanSection.objects.select_related("plan__learner", "plan__enrolment", "saved_by")
    section = with_plan.filter(plan__uuid=plan_uuid, code=code).first()
    return SectionDesk(section, questions_for(code, section.plan.variant), now) if section else None


def matter_unchecked(pathway_uuid: UUID, domain: str, now: datetime) -> MatterDesk | None:
    """The matter, whoever asks: for words that are kept, never for showing anything. One query."""
    with_pathway = PathwaySection.objects.select_related("pathway__learner", "saved_by")
    section = with_pathway.filter(pathway__uuid=pathway_uuid, domain=domain).first()
    return MatterDesk(section, matter_questions(PathwayDomain(domain)), now) if section else None
