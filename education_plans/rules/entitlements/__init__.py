"""What a young person may be entitled to (A23, W5): prompts to find out, never decisions.

Every test of a rule says what it found, so that whoever reads a prompt sees why it is there, and why another is not.
"""

from education_plans.rules.entitlements.catalogue import ENTITLEMENTS, prompts
from education_plans.rules.entitlements.judging import (
    Circumstances,
    EntitlementRule,
    Finding,
    Holds,
    Prompt,
    judge,
)

__all__ = [
    "ENTITLEMENTS",
    "Circumstances",
    "EntitlementRule",
    "Finding",
    "Holds",
    "Prompt",
    "judge",
    "prompts",
]
