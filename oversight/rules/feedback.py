"""What can be answered on a short form, and whose name stands in a text. Pure."""

from collections.abc import Iterable

from accounts.names import fold
from education_plans.enums import Mood
from education_plans.rules.own_page import FACES
from oversight.enums import QuestionKind

#: A handful: what fits on one page of a phone.
MOST_QUESTIONS = 8

#: The scale, the best first: the faces and words that young people know from their own page.
_MOODS = {5: Mood.GREAT, 4: Mood.GOOD, 3: Mood.OK, 2: Mood.NOT_GOOD, 1: Mood.BAD}
SCALE: dict[int, str] = {value: f"{FACES[mood]} {mood.label}" for value, mood in _MOODS.items()}
#: The same without faces, for paper.
SCALE_WORDS: dict[int, str] = {value: str(mood.label) for value, mood in _MOODS.items()}
YES_NO: dict[int, str] = {1: "Yes", 0: "No"}

#: What can be chosen, by the kind of question; words are written.
CHOICES: dict[str, dict[int, str]] = {QuestionKind.SCALE: SCALE, QuestionKind.YES_NO: YES_NO, QuestionKind.WORDS: {}}


def named_in(text: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that stand in `text` as words, also as whose something is: “Ade’s”."""
    words = f" {fold(text)} "
    found = [name for name in names if (plain := fold(name)) and (f" {plain} " in words or f" {plain}s " in words)]
    return list(dict.fromkeys(found))


def people_named_in(text: str, people: Iterable[tuple[str, str, str]]) -> list[str]:
    """Which of the people stand in `text` with a given or preferred name directly before the family name. A given name alone
    would be found in every text. `people` are (given, preferred, family) names.
    """
    words = f" {fold(text)} "
    found = []
    for given, preferred, family in people:
        for first in dict.fromkeys(name for name in (preferred, given) if name):
            full = fold(f"{first} {family}")
            if f" {full} " in words or f" {full}s " in words:
                found.append(f"{first} {family}")
                break
    return list(dict.fromkeys(found))
