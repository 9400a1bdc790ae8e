"""What the yearly review of an agreement asks (A6): a few general questions, then one for each promise with a clock.

The questions come from the duties themselves: a promise that is added to them is asked about in the next review.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from agreements.duties import DUTIES
from agreements.enums import Kept
from deadlines.rules import Duty


@dataclass(frozen=True)
class Question:
    """One question. `duty` is None for a general one, which is answered in words alone."""

    key: str
    title: str
    hint: str
    duty: Duty | None = None

    @property
    def clauses(self) -> tuple[str, ...]:
        return self.duty.clauses if self.duty else ()


GENERAL: tuple[Question, ...] = (
    Question("went_well", "What went well?", "Name what helped young people to stay and to do well."),
    Question("get_better", "What must get better?", "Name what made it harder, on your side and on the other."),
    Question(
        "young_people",
        "What did young people say?",
        "In general, without names: what they told you about the support that was promised to them.",
    ),
    Question(
        "people_and_posts",
        "Did the people in post have the time and training they need?",
        "The designated person, the mentors, the key contact and those who cover for them (A20, A36).",
    ),
)

QUESTIONS: tuple[Question, ...] = (
    *GENERAL,
    *(Question(duty.code, duty.title, f"Kept when {duty.met_by}.", duty) for duty in DUTIES),
)

QUESTION_BY_KEY: Mapping[str, Question] = {question.key: question for question in QUESTIONS}

#: What an answer needs words for: who sees a promise kept in part, or not at all, says why.
NEEDS_WORDS = frozenset({Kept.PARTLY, Kept.NOT})


def problem_with(question: Question, kept: str, text: str) -> tuple[str, str] | None:
    """Field and words of what an answer lacks; None if it is complete."""
    if question.duty is None:
        return None if text.strip() else ("text", "Enter an answer")
    if kept not in Kept:
        return ("kept", "Choose how well it was kept")
    if Kept(kept) in NEEDS_WORDS and not text.strip():
        return ("text", "Say what happened, and what would help")
    return None


def unanswered(answered: Collection[str]) -> Sequence[Question]:
    """The questions without an answer, in order."""
    return [question for question in QUESTIONS if question.key not in answered]


def after(key: str, answered: Collection[str]) -> Question | None:
    """The next question without an answer after `key`, else the first before it; None when all are answered."""
    missing = unanswered(answered)
    places = {question.key: place for place, question in enumerate(QUESTIONS)}
    return next((question for question in missing if places[question.key] > places[key]), next(iter(missing), None))
