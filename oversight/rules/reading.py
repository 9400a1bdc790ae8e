"""How hard a text is to read: the Flesch–Kincaid grade (Kincaid and others, 1975). Pure.

A rough help for who writes, no judge: it counts the length of sentences and words, and knows nothing of what they mean.
"""

import re
from dataclasses import dataclass

#: The age at which GOV.UK asks public pages to be read: https://www.gov.uk/guidance/content-design/writing-for-gov-uk
AIM = 9

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?:]+(?=\s|$)|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
#: Words of so many syllables or more are named to whoever writes.
LONG_WORD = 4


@dataclass(frozen=True)
class Reading:
    """What was counted. `age` is in years, at least 5; `long_words` are those worth another look, each once."""

    words: int
    sentences: int
    age: int
    long_words: tuple[str, ...]

    @property
    def is_easy(self) -> bool:
        return self.age <= AIM


def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, without a silent e at the end."""
    plain = re.sub(r"[^a-z]", "", word.casefold())
    count = len(_VOWELS.findall(plain))
    if plain.endswith("e") and not plain.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    return max(1, count)


def reading_of(text: str) -> Reading | None:
    """How hard `text` is; None for less than ten words, of which nothing can be said."""
    words = _WORD.findall(text)
    if len(words) < 10:
        return None
    sentences = sum(1 for part in _SENTENCE.split(text) if _WORD.search(part))
    counted = [syllables(word) for word in words]
    grade = 0.39 * len(words) / sentences + 11.8 * sum(counted) / len(words) - 15.59
    hard = [word.casefold() for word, count in zip(words, counted, strict=True) if count >= LONG_WORD]
    return Reading(len(words), sentences, max(5, round(grade) + 5), tuple(dict.fromkeys(hard)))
