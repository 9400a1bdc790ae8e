"""How far a plan is: which sections count for this young person, and which are complete. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from education_plans.enums import REQUIRED_SECTIONS, SectionCode, SectionState
from education_plans.rules.questions import Question, questions_for, sections_for


@dataclass(frozen=True)
class Progress:
    """`complete` of the `total` sections that count: those of the variant, without the ones that do not apply."""

    complete: int
    total: int

    def __str__(self) -> str:
        return f"{self.complete} of {self.total} sections complete"

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all of them."""
        return 100 * self.complete // self.total if self.total else 100


def progress(variant: str, *, aims_for_higher_education: bool, states: Mapping[str, str]) -> Progress:
    """`states` by section code; a section without one is not started."""
    asked = [
        states.get(code.value, SectionState.NOT_STARTED)
        for code in sections_for(variant, aims_for_higher_education=aims_for_higher_education)
    ]
    counted = [state for state in asked if state != SectionState.NOT_APPLICABLE]
    return Progress(complete=counted.count(SectionState.COMPLETE), total=len(counted))


def unanswered(code: str, variant: str, answers: Mapping[str, str]) -> list[Question]:
    """The required questions of a section that still have no answer."""
    return [
        question
        for question in questions_for(code, variant)
        if question.required and not answers.get(question.code, "").strip()
    ]


def may_not_apply(code: str) -> bool:
    """Whether a section can be said not to apply. Without the two required ones there is no plan (A13, A27)."""
    return SectionCode(code) not in REQUIRED_SECTIONS
