"""How the text of one cell becomes a value."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from learners.rules import uln_is_valid

Value = TypeVar("Value")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_BRITISH = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})(?: 00:00(?::00)?)?", re.ASCII)
_SHORTENED = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+?[0-9]{1,2}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,6})?", re.ASCII)


class Unreadable(ValueError):
    """A cell that cannot be taken. The text is the rest of a sentence that begins with the name of the column."""


def a_text(longest: int) -> Callable[[str], str]:
    """Text of at most `longest` characters, in one line."""

    def read(text: str) -> str:
        if len(text) > longest:
            raise Unreadable(f"is longer than {longest} characters.")
        return " ".join(text.split())

    return read


def a_day(first: int, last: int) -> Callable[[str], date]:
    """A day between the years `first` and `last`. Days come before months, as in Britain."""

    @lru_cache(maxsize=50_000)
    def read(text: str) -> date:
        if match := _ISO.fullmatch(text):
            year, month, day = match.groups()
        elif match := _BRITISH.fullmatch(text):
            day, month, year = match.groups()
        else:
            raise Unreadable("is not a day. Enter it like 3/9/2025 or 2025-09-03.")
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            raise Unreadable("is a day that does not exist. The day comes before the month.") from None
        if not first <= found.year <= last:
            raise Unreadable(f"must be between the years {first} and {last}.")
        return found

    return read


def a_number(least: int, most: int, places: int = 0) -> Callable[[str], Decimal]:
    """A number between `least` and `most` with at most so many decimal places. A % sign after it does not matter."""

    def read(text: str) -> Decimal:
        plain = text.removesuffix("%").strip()
        if not _NUMBER.fullmatch(plain):
            raise Unreadable("is not a number.")
        found = Decimal(plain)
        if not least <= found <= most:
            raise Unreadable(f"must be between {least} and {most}.")
        if found != round(found, places):
            raise Unreadable(f"must have at most {places} decimal places." if places else "must be a whole number.")
        return found

    return read


def one_of(choices: Mapping[str, Value]) -> Callable[[str], Value]:
    """One of the words in `choices`, whatever its capitals."""
    known = {" ".join(word.casefold().split()): value for word, value in choices.items()}

    def read(text: str) -> Value:
        try:
            return known[" ".join(text.casefold().split())]
        except KeyError:
            raise Unreadable(f"must be one of: {', '.join(choices)}.") from None

    return read


def read_uln(text: str) -> str:
    """A unique learner number. The placeholder 9999999999 is a number too, and means nobody."""
    plain = text.replace(" ", "")
    if uln_is_valid(plain):
        return plain
    if _SHORTENED.fullmatch(plain):
        raise Unreadable(
            f"is shown as {text}: the spreadsheet shortened it. Format the column as text and enter it again."
        )
    raise Unreadable("is not a unique learner number: ten digits, the last of which is a check digit.")
