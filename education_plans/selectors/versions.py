"""The words of a plan as they are now, and the versions that were agreed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import User
from education_plans.enums import SectionCode
from education_plans.models import EducationPlan, PlanSection, SupportNeed, Target
from education_plans.rules.content import FORMAT, Content, digest_of
from education_plans.rules.questions import label_of, questions_for, sections_for
from learners.models import Learner
from learners.selectors.sharing import may_read_safeguarding


def texts_of(plan: EducationPlan) -> Mapping[str, str]:
    """All that each section says, in one text, by code."""
    return {
        section.code: "\n".join(str(answer) for answer in section.answers.values() if str(answer).strip())
        for section in plan.sections.all()
    }


def content_of(plan: EducationPlan, on: date) -> Content:
    """The plan as it is now, with the support that runs on `on`. Three queries.

    Support is in it as far as the provider knows of it too, because all who agree a version read the same.
    """
    return {
        "format": FORMAT,
        "about": {
            "variant": plan.get_variant_display(),
            "place": str(plan.enrolment) if plan.enrolment else "",
            "starts_on": plan.enrolment.starts_on.isoformat() if plan.enrolment else "",
        },
        "sections": [_section(section) for section in _in_order(plan)],
        "targets": [_target(target) for target in _targets(plan)],
        "support": [_support(need) for need in _support_of(plan, on)],
    }


def words_of(plan: EducationPlan, on: date) -> str:
    """Which words the plan has now: a digest that a page carries, so that an answer to it says what was answered."""
    return digest_of(content_of(plan, on))


def sections_shown(
    content: Content, user: User | AnonymousUser, learner: Learner, now: datetime
) -> list[dict[str, Any]]:
    """Each `section` of a plan in its order, and whether it `is_hidden` from somebody who may not read it."""
    reads = may_read_safeguarding(user, learner, now)
    return [
        {"section": section, "is_hidden": section["code"] == SectionCode.SAFEGUARDING and not reads}
        for section in content["sections"]
    ]


def _in_order(plan: EducationPlan) -> list[PlanSection]:
    """The sections this plan has, and any other that says something."""
    asked = sections_for(plan.variant, aims_for_higher_education=plan.aims_for_higher_education)
    places = {code.value: number for number, code in enumerate(SectionCode)}
    found = [section for section in plan.sections.all() if section.code in asked or any(section.answers.values())]
    return sorted(found, key=lambda section: places[section.code])


def _section(section: PlanSection) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": section.get_code_display(),
        "state": section.state,
        "reason": section.not_applicable_reason,
        "answers": [
            {"code": code, "label": label_of(section.code, code), "answer": section.answers[code]}
            for code in _asked_first(section)
            if section.answers[code].strip()
        ],
    }


def _asked_first(section: PlanSection) -> list[str]:
    """The codes that have an answer, in the order of the questions."""
    order = {question.code: number for number, question in enumerate(questions_for(section.code, section.plan.variant))}
    return sorted(section.answers, key=lambda code: order.get(code, len(order)))


def _targets(plan: EducationPlan) -> list[Target]:
    return list(plan.targets.select_related("helper__user").order_by("due_on", "id"))


def _target(target: Target) -> dict[str, Any]:
    helper = str(target.helper.user) if target.helper else target.helper_name
    return {
        "uuid": str(target.uuid),
        "area": target.get_domain_display(),
        "what": target.what,
        "mine": target.by_young_person,
        "helper": helper,
        "due_on": target.due_on.isoformat(),
        "evidence": target.evidence,
        "state": target.get_state_display(),
        "outcome": target.outcome,
    }


def _support_of(plan: EducationPlan, on: date) -> list[SupportNeed]:
    needs = SupportNeed.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), learner=plan.learner_id)
    if plan.enrolment is not None:
        needs = needs.filter(provider=plan.enrolment.provider_id)
    return list(needs.order_by("id"))


def _support(need: SupportNeed) -> dict[str, Any]:
    return {
        "uuid": str(need.uuid),
        "area": need.get_domain_display(),
        "need": need.need,
        "provided": need.provided,
        "given_by": need.given_by,
        "shared": need.shared_with_young_person,
    }
