"""What in words that leave the authority might tell of one young person: a small number, or initials (ADR 16). Pure.

People write the words, so nothing is changed in them: whoever publishes reads these places again.
"""

import re

from oversight.rules.suppression import SMALL

_SPELT = ("one", "two", "three", "four", "five")
_NUMBER = re.compile(
    rf"(?<![\w.,/:£-])(?:[1-{SMALL}]|{'|'.join(_SPELT[:SMALL])})(?![\w%:/-]|[.,]\d)", re.IGNORECASE
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


def _around(text: str, start: int, end: int) -> str:
    first, last = max(start - _AROUND, 0), min(end + _AROUND, len(text))
    words = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{words}{' …' if last < len(text) else ''}"
