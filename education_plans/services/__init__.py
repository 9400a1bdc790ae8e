"""Writing, agreeing and reviewing an education plan."""

from education_plans.services.agreeing import (
    AgreedInFuture,
    AlreadyAgreed,
    NameMissing,
    NotAParty,
    ReasonMissing,
    SectionsMissing,
    VersionIsFixed,
    agree,
    answer_plan,
)
from education_plans.services.errors import EnrolmentHasEnded, PlanError, PlanIsClosed
from education_plans.services.reviewing import (
    HeldBeforeAgreed,
    HeldInFuture,
    PlanNotAgreed,
    ReviewedThatDay,
    record_review,
)
from education_plans.services.writing import (
    PlanAlreadyBegun,
    StaleSection,
    Unfinished,
    WhyNotMissing,
    begin_plan,
    save_section,
)

__all__ = [
    "WhyNotMissing",
    "Unfinished",
    "AgreedInFuture",
    "AlreadyAgreed",
    "EnrolmentHasEnded",
    "HeldBeforeAgreed",
    "HeldInFuture",
    "NameMissing",
    "NotAParty",
    "PlanAlreadyBegun",
    "PlanError",
    "PlanIsClosed",
    "PlanNotAgreed",
    "ReasonMissing",
    "ReviewedThatDay",
    "SectionsMissing",
    "StaleSection",
    "VersionIsFixed",
    "agree",
    "answer_plan",
    "begin_plan",
    "record_review",
    "save_section",
]
