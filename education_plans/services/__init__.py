"""Writing, agreeing and reviewing an education plan."""

from education_plans.services.agreeing import AgreedInFuture, AlreadyAgreed, NameMissing, SectionsMissing, agree
from education_plans.services.errors import EnrolmentHasEnded, PlanError
from education_plans.services.reviewing import (
    HeldBeforeAgreed,
    HeldInFuture,
    PlanNotAgreed,
    ReviewedThatDay,
    record_review,
)
from education_plans.services.writing import PlanAlreadyBegun, SavedSection, StaleSection, begin_plan, save_section

__all__ = [
    "AgreedInFuture",
    "AlreadyAgreed",
    "EnrolmentHasEnded",
    "HeldBeforeAgreed",
    "HeldInFuture",
    "NameMissing",
    "PlanAlreadyBegun",
    "PlanError",
    "PlanNotAgreed",
    "ReviewedThatDay",
    "SavedSection",
    "SectionsMissing",
    "StaleSection",
    "agree",
    "begin_plan",
    "record_review",
    "save_section",
]
