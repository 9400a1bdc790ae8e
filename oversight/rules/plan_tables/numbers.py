"""Numbers of rows as documents have them: found in a text, put right where one is used twice, shared by a KPI and its actions."""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import chain, count
from string import ascii_lowercase

LONGEST = 20
#: What `free_number` may put behind one.
LONGEST_ENDING = 5

_DIGITS, _LETTERS = r"\d{1,3}(?:\.\d{1,3})*", r"(?:\s?[a-zA-Z]|[a-zA-Z]{1,2}\d{0,3})?"
_BEFORE = re.compile(rf"^\s*(?P<number>{_DIGITS}{_LETTERS})\s*[.)\]:]+(?!\d)\s*(?P<text>\S.*)$", re.DOTALL)
_SPACED = re.compile(rf"^\s*(?P<number>\d{{1,3}}\.{_DIGITS}[a-z]?)\s+(?P<text>\S.*)$", re.DOTALL)
_OBJECTIVE = re.compile(
    r"^\s*(?:(?P<theme>[A-Z][A-Za-z &,]{2,60}?)\s*[:–-]\s*)?(?:objective\s*/\s*driver|objective|driver)\b"
    rf"(?:\s*:?\s*(?P<number>{_DIGITS}{_LETTERS})(?=[\s.:)])\s*[.:)]*|\s*:)\s*(?P<text>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)


def tidy(number: str) -> str:
    """Without what stands around it: “3.4.5.” is 3.4.5, “6 k)” is 6k."""
    return re.sub(r"\s+", "", number).strip(".):(][")


def split(text: str) -> tuple[str, str]:
    """A number at the beginning of a text, and the rest: “1a) To brief” gives 1a, “To brief”. “2 colleges ask” has none."""
    found = _BEFORE.match(text) or _SPACED.match(text)
    if found is None:
        return "", text.strip()
    return tidy(found["number"]), found["text"].strip()


def split_objective(text: str) -> tuple[str, str, str] | None:
    """Theme, number and words of “SUPPORT: Objective/Driver: 7. Information is there”; None for any other text."""
    found = _OBJECTIVE.match(text)
    if found is None:
        return None
    return (found["theme"] or "").strip(), tidy(found["number"] or ""), found["text"].strip()


def free_number(number: str, taken: Collection[str]) -> str:
    """A number near this one that nobody has: 3.1.1.4 becomes 3.1.1.4a, 6k becomes 6k2. `taken` are in small letters."""
    if number.casefold() not in taken:
        return number
    endings: Iterable[str] = map(str, count(2))
    if number[-1:].isdigit():
        endings = chain(ascii_lowercase, (f"z{more}" for more in count(2)))
    return next(f"{number}{end}" for end in endings if f"{number}{end}".casefold() not in taken)


def shared_number(numbers: Sequence[str], first_has_action: bool, taken: Collection[str]) -> tuple[str, list[str]]:
    """The number of a KPI and those of the rows under it, from the numbers beside them in the document, empty ones included.

    Where the first row holds an action too, and each of several rows is numbered one step below the same number (1.4.1,
    1.4.2), that is the KPI’s (1.4) and theirs are the actions’, unless a heading has it already. Else the first number is
    the KPI’s, its action has none, and the others are those of their rows.
    """
    found = [tidy(number) for number in numbers]
    if not found:
        return "", []
    if not first_has_action:
        return found[0], found[1:]
    numbered = [number for number in found if number]
    above = {number.rpartition(".")[0] for number in numbered}
    common = above.pop() if len(above) == 1 else ""
    if len(set(numbered)) > 1 and found[0] and common and common.casefold() not in taken:
        return common, found
    return found[0], ["", *found[1:]]
