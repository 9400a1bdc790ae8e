"""The sections of a plan as people see them, who completes each, and who can be asked to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q
from django.urls import reverse

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Membership, User
from accounts.selectors import current_memberships
from agreements.selectors import designated_person_at
from education_plans.enums import REQUIRED_SECTIONS, Completer, SectionCode, SectionState
from education_plans.models import EducationPlan, PlanSection, SectionDraft, SectionRequest
from education_plans.rules.completeness import Progress, progress
from education_plans.rules.questions import label_of, questions_for, sections_for, usual_completer
from education_plans.selectors.drafts import is_waiting
from learners.enums import ConsentPurpose
from learners.selectors.people import key_contact_to_tell, key_worker_at, virtual_school_for
from learners.selectors.sharing import may_read_safeguarding, sharing_with
from tracking.selectors.task import Task

OPEN_REQUESTS = SectionRequest.objects.filter(done_at__isnull=True, withdrawn_at__isnull=True)

_COLOURS = {
    SectionState.NOT_STARTED: "grey",
    SectionState.IN_PROGRESS: "blue",
    SectionState.COMPLETE: "green",
    SectionState.NOT_APPLICABLE: "grey",
}


@dataclass(frozen=True)
class Answered:
    """A question with its answer, as the page shows it."""

    label: str
    text: str


@dataclass(frozen=True)
class SectionShown:
    """A section as the page shows it. `answers` is None for somebody who may not read it."""

    section: PlanSection
    title: str
    answers: Sequence[Answered] | None
    completer: str
    requests: Sequence[SectionRequest]
    is_required: bool
    has_changed_since: bool
    has_draft: bool
    edit_url: str
    ask_url: str
    completer_url: str

    @property
    def colour(self) -> str:
        return _COLOURS[SectionState(self.section.state)]


def sections_of(plan: EducationPlan) -> tuple[SectionCode, ...]:
    """The sections that this young person's plan has."""
    return sections_for(plan.variant, aims_for_higher_education=plan.aims_for_higher_education)


def progress_of_plan(plan: EducationPlan) -> Progress:
    """How many of its sections are complete; reads `plan.sections` as it is, prefetched or not."""
    return progress(
        plan.variant,
        aims_for_higher_education=plan.aims_for_higher_education,
        states={section.code: section.state for section in plan.sections.all()},
    )


def answered(section: PlanSection, variant: str) -> list[Answered]:
    """What a section says, in the order of its questions; answers to what is no longer asked come last."""
    asked = [question.code for question in questions_for(section.code, variant)]
    order = [*(code for code in asked if code in section.answers), *sorted(set(section.answers) - set(asked))]
    return [Answered(label_of(section.code, code), section.answers[code]) for code in order]


def sections_shown(plan: EducationPlan, user: User | AnonymousUser, now: datetime) -> list[SectionShown]:
    """Every section of the plan for one reader. As many queries however much is written."""
    reads_safeguarding = may_read_safeguarding(user, plan.learner, now)
    rows = plan.sections.select_related("saved_by", "completer__user").prefetch_related(
        Prefetch("requests", OPEN_REQUESTS.select_related("asked__user", "asked_by"), to_attr="open_requests")
    )
    by_code = {section.code: section for section in rows}
    drafted = set()
    if isinstance(user, User):
        drafts = SectionDraft.objects.filter(section__plan=plan, user=user).select_related("section")
        drafted = {draft.section.code for draft in drafts if draft.section and is_waiting(draft, draft.section)}
    usual = usual_people(plan, now)
    shown = []
    for code in sections_of(plan):
        section = by_code[code.value]
        reads = reads_safeguarding or code != SectionCode.SAFEGUARDING
        shown.append(
            SectionShown(
                section=section,
                title=code.label,
                answers=answered(section, plan.variant) if reads else None,
                completer=_completer(plan, section, usual),
                requests=section.open_requests,  # type: ignore[attr-defined]
                is_required=code in REQUIRED_SECTIONS,
                has_changed_since=bool(plan.agreed_at and section.saved_at and section.saved_at > plan.agreed_at),
                has_draft=reads and code.value in drafted,
                edit_url=reverse("education_plans:section", args=[plan.uuid, code.value]),
                ask_url=reverse("education_plans:ask", args=[plan.uuid, code.value]),
                completer_url=reverse("education_plans:completer", args=[plan.uuid, code.value]),
            )
        )
    return shown


def _completer(plan: EducationPlan, section: PlanSection, usual: Mapping[Completer, User | None]) -> str:
    return str(section.completer.user) if section.completer else _usual_words(plan, section.code, usual)


def usual_words(plan: EducationPlan, code: str, now: datetime) -> str:
    """Who completes a section if nobody is named: “Sue Worker (key worker)”."""
    return _usual_words(plan, code, usual_people(plan, now))


def _usual_words(plan: EducationPlan, code: str, usual: Mapping[Completer, User | None]) -> str:
    who = usual_completer(code, has_place=plan.enrolment_id is not None)
    person = usual[who]
    return f"{person} ({who.label.lower()})" if person else who.label


def usual_people(plan: EducationPlan, now: datetime) -> dict[Completer, User | None]:
    """Who is behind the usual completers now."""
    enrolment = plan.enrolment
    return {
        Completer.KEY_WORKER: key_worker_at(plan.learner, now).person,
        Completer.PROVIDER: designated_person_at(enrolment.provider, now).person if enrolment else None,
    }


def colleagues(plan: EducationPlan, code: str, now: datetime) -> list[Membership]:
    """Who can be asked to complete a section: those who work with the young person, see the plan and may write in it."""
    post = key_worker_at(plan.learner, now)
    wanted = Q(pk__in=[])
    if post.assignment is not None:
        wanted |= Q(pk__in=[post.assignment.membership_id, post.assignment.cover_id])
    if plan.enrolment is not None:
        school = virtual_school_for(plan.learner)
        key_contact = key_contact_to_tell(school, plan.enrolment, now).person
        wanted |= Q(agency=plan.enrolment.provider) | Q(agency=school, user=key_contact)
    people = Membership.objects.active(now).filter(wanted, user__is_active=True)
    found = people.select_related("user", "agency").order_by("agency__sort_name", "user__name", "id")
    return [hat for hat in found if may_write(plan, hat.user, code, now)]


def may_write(plan: EducationPlan, user: User, code: str, now: datetime) -> bool:
    """Whether somebody may write in a section at this moment: sees the plan, may edit it, and it is shared with them."""
    if not EducationPlan.objects.visible_to(user).filter(pk=plan.pk).exists():
        return False
    sharing = sharing_with(user, plan.learner, ConsentPurpose.EDUCATION, now)
    if sharing is not None and not sharing.allowed:
        return False
    if code == SectionCode.SAFEGUARDING and not may_read_safeguarding(user, plan.learner, now):
        return False
    return allows(user, Permission.EDIT_PLAN, plan.learner)


def tasks(user: User, now: datetime) -> list[Task]:
    """Sections that the user was asked to complete, the most pressing first. One query besides the user's hats."""
    asked = (
        OPEN_REQUESTS.filter(
            asked__in=[hat.pk for hat in current_memberships(user)],
            section__plan__in=EducationPlan.objects.visible_to(user),
            section__plan__closed_on__isnull=True,
            section__plan__enrolment__ended_on__isnull=True,
        )
        .select_related("section__plan__learner")
        .order_by("due_on", "id")
    )
    return [
        Task(
            f"Complete “{request.section.get_code_display()}” of the plan",
            reverse("education_plans:section", args=[request.section.plan.uuid, request.section.code]),
            request.section.plan.learner,
            request.due_on,
        )
        for request in asked
    ]


def panel(plan: EducationPlan, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """What the plan's page shows of its sections."""
    shown = sections_shown(plan, user, now)
    return {
        "sections": shown,
        "progress": progress_of_plan(plan),
        "today": local_date(now),
    }
