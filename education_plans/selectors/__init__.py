"""Questions about education plans."""

from education_plans.selectors.clocks import education_plan_clocks, plan_review_clocks
from education_plans.selectors.plans import enrolments_seen, plans_without_place
from education_plans.selectors.story import timeline

__all__ = [
    "education_plan_clocks",
    "enrolments_seen",
    "plan_review_clocks",
    "plans_without_place",
    "timeline",
]
