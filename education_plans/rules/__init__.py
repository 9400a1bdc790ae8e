"""What holds of plans without asking the database."""

from education_plans.rules.clocks import NOON, first_review_anchor, missing_sections, moment_of_day, review_chain

__all__ = ["NOON", "first_review_anchor", "missing_sections", "moment_of_day", "review_chain"]
