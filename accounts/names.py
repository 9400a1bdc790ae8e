"""Names as people sort and search them. Pure: the database sorts by code point and has no trigram extension.

`sort_name` goes into a column of that name beside every name that is listed; `trigrams` into an array with a GIN index
beside every name that is searched.
"""

import unicodedata
from collections.abc import Iterator

LONGEST_SORT_NAME = 120
"""Characters kept of a sort name. Folding can lengthen a name (ß → ss), a column cannot."""

# Letters that look like an accented one but do not come apart into letter and accent.
_PLAIN = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t"}
)
_APOSTROPHES = frozenset("'’‘ʼʻ`´")
# Most names are English letters alone, and a list may hold a hundred thousand: one look at each letter is enough.
_ENGLISH = {
    code: None if chr(code) in _APOSTROPHES else (chr(code).lower() if chr(code).isalnum() else " ")
    for code in range(128)
}


def fold(text: str) -> str:
    """`text` without capitals, accents and punctuation, one space between words: “O’Brien-Zoë” → “obrien zoe”."""
    folded = text.translate(_ENGLISH) if text.isascii() else "".join(_folded(text))
    return " ".join(folded.split())


def _folded(text: str) -> Iterator[str]:
    # An apostrophe joins what it stands in; other punctuation parts words. Apostrophes go first: some come apart into a
    # space.
    joined = "".join(character for character in text if character not in _APOSTROPHES)
    decomposed = unicodedata.normalize("NFKD", joined.casefold()).translate(_PLAIN)
    for character in unicodedata.normalize("NFKD", decomposed.casefold()):
        if unicodedata.combining(character):
            continue
        yield character if character.isalnum() else " "


def sort_name(*parts: str) -> str:
    """What a list of names is sorted by: the parts in the order given (family name first), folded.

    Two spaces part them, so that every Smith comes before the first Smith-Jones, as in a printed register.
    """
    return "  ".join(filter(None, map(fold, parts)))[:LONGEST_SORT_NAME].rstrip()


def initials(name: str) -> str:
    """All that an e-mail says of somebody: the first letters of their first and their last name."""
    words = name.split()
    return "".join(word[0] for word in (words if len(words) < 2 else (words[0], words[-1]))).upper()


def trigrams(text: str) -> list[str]:
    """The three-letter pieces of each word, with two spaces before and one after it, distinct and in order.

    Two spellings of a name share most of their pieces: “Siobhan” and “Siobahn” have four of twelve in common.
    """
    pieces: set[str] = set()
    for word in fold(text).split():
        padded = f"  {word} "
        pieces.update(padded[start : start + 3] for start in range(len(padded) - 2))
    return sorted(pieces)
