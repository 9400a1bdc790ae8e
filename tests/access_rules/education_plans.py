"""Addresses of plans, and of the young person’s own page."""

from accounts.enums import Permission as _P
from tests.access_rules.who import Rule, record

ROUTES: dict[str, Rule] = {
    # the plan and its sections
    "education_plans:plan": record(_P.VIEW_LEARNER),
    "education_plans:begin": record(_P.EDIT_PLAN),
    "education_plans:edit-section": record(_P.EDIT_PLAN),
    "education_plans:agree": record(_P.AGREE_PLAN),
    "education_plans:review": record(_P.AGREE_PLAN),
    # targets, support and money
    # meetings
    # agreement, quality and copies
    "education_plans:answer": record(_P.AGREE_PLAN),
    "education_plans:versions": record(_P.VIEW_LEARNER),
    "education_plans:version": record(_P.VIEW_LEARNER),
    "education_plans:version-changes": record(_P.VIEW_LEARNER),
    # pathway plan
    # the young person’s own page
}
