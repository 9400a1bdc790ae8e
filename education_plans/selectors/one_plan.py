"""Education and pathway as one plan: the ten matters, with the education plan where it belongs (P2, A13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import User
from education_plans.enums import PathwayDomain, SectionCode
from education_plans.models import EducationPlan
from education_plans.selectors import pathway as pathways
from education_plans.selectors.addresses import plan_address
from education_plans.selectors.passport import passport_of, skills_done
from education_plans.selectors.versions import content_of
from learners.models import Learner
from learners.selectors.sharing import may_read_safeguarding


@dataclass(frozen=True)
class PlanInside:
    """An education plan as a part of the whole: its sections that say something, and its targets."""

    plan: EducationPlan
    url: str
    title: str
    sections: tuple[Mapping[str, Any], ...]
    targets: tuple[Mapping[str, Any], ...]
    #: Something of it may be read only by those whose role lets them.
    hides: bool


def running_plans(learner: Learner, user: User | AnonymousUser) -> list[EducationPlan]:
    """The education plans of the places the young person has, or of none; the newest first."""
    plans = EducationPlan.objects.visible_to(user).running().filter(learner=learner)
    chosen = plans.select_related("learner", "enrolment__provider").prefetch_related("sections__plan")
    return list(chosen.order_by("-begun_at", "-id"))


def one_plan(learner: Learner, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """All that the page shows; a part that was not begun is said to be missing."""
    today = local_date(now)
    pathway = pathways.pathway_of(learner)
    reads_safeguarding = may_read_safeguarding(user, learner, now)
    inside = [_inside(plan, today, reads_safeguarding=reads_safeguarding) for plan in running_plans(learner, user)]
    done, total = skills_done(passport_of(learner, today))
    context: dict[str, Any] = {
        "learner": learner,
        "pathway": pathway,
        "plans": inside,
        "skills": {"done": done, "total": total},
        "may_begin": pathway is None and not learner.is_closed and allows(user, Permission.EDIT_PATHWAY, learner),
    }
    if pathway is not None:
        found = pathways.standing_of(pathway)
        checks = pathways.checks_of(pathway)
        context |= {
            "standing": found,
            "standing_colour": pathways.standing_colour(found),
            "parts": [
                {
                    "matter": matter,
                    "is_education": matter.section.domain == PathwayDomain.EDUCATION,
                    "is_skills": matter.section.domain == PathwayDomain.SKILLS,
                    "check": checks[0] if checks and matter.section.domain == PathwayDomain.ACCOMMODATION else None,
                }
                for matter in pathways.matters_of(pathway, now)
            ],
        }
    return context


def _inside(plan: EducationPlan, on: date, *, reads_safeguarding: bool) -> PlanInside:
    content = content_of(plan, on)
    said = [section for section in content["sections"] if section["answers"]]
    shown = [each for each in said if reads_safeguarding or each["code"] != SectionCode.SAFEGUARDING]
    return PlanInside(
        plan=plan,
        url=plan_address(plan),
        title=str(plan.enrolment or plan.get_variant_display()),
        sections=tuple(shown),
        targets=tuple(content["targets"]),
        hides=len(shown) < len(said),
    )
