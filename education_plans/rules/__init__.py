"""What holds of plans without asking the database."""

from deadlines.calendar import NOON, moment_of_day
from education_plans.rules.clocks import first_review_anchor, missing_sections, review_chain

__all__ = ["NOON", "first_review_anchor", "missing_sections", "moment_of_day", "review_chain"]
