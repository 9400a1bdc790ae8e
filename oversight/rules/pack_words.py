"""What in words that leave the authority might tell of one young person: a small number, or initials (ADR 16). Pure.

People write the words, so nothing is changed in them: whoever publishes reads these places again.
"""

import hashlib
import json
import re

from oversight.rules.suppression import SMALL

_SPELT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ANY = rf"(?:[1-{SMALL}]|{'|'.join(_SPELT[:SMALL])})"
#: Alone, as the small end of a range (2–3, two-six), or as so many of so many (3/20); not in a day, a year, a share or a time.
_NUMBER = re.compile(
    rf"(?<![\w.,/:£–-])(?:{_ANY}(?:[–-](?:\d+|{'|'.join(_SPELT)}))?|\d{{1,3}}/\d+)(?![\w%:/–-]|[.,]\d)", re.IGNORECASE
)  # fmt: skip
_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.\s?[A-Z]\.?|[A-Z][A-Z])(?!\w)")
#: Short forms of the field that are nobody’s initials.
_FORMS = frozenset({"VS", "LA", "HE", "FE", "PP", "UK", "IT", "PA", "OK", "YP", "SW"})
_AROUND = 30


def telling(text: str) -> list[str]:
    """The places, each with a few words around it, in their order."""
    found = list(_NUMBER.finditer(text))
    found += [match for match in _INITIALS.finditer(text) if match[0] not in _FORMS]
    return [_around(text, match.start(), match.end()) for match in sorted(found, key=lambda match: match.start())]


def mark_of(*said: object) -> str:
    """By which a form knows whether something is still what it was opened with."""
    return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()[:16]


def _around(text: str, start: int, end: int) -> str:
    first, last = max(start - _AROUND, 0), min(end + _AROUND, len(text))
    words = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{words}{' …' if last < len(text) else ''}"
