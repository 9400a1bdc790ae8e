"""Questions about education plans."""

from education_plans.selectors.clocks import education_plan_clocks, plan_review_clocks
from education_plans.selectors.plans import PlanProgress, enrolments_seen, progress_of, section_texts
from education_plans.selectors.story import timeline

__all__ = [
    "PlanProgress",
    "education_plan_clocks",
    "enrolments_seen",
    "plan_review_clocks",
    "progress_of",
    "section_texts",
    "timeline",
]
