"""How our pages write days, times, numbers and lists. Pure; instants are read on a London clock.

Templates have these words as filters of {% load mainstay %}.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from accounts.clock import LONDON


def to_london(value: date | datetime) -> date | datetime:
    return value.astimezone(LONDON) if isinstance(value, datetime) and value.tzinfo else value


def day(value: date | datetime | None) -> str:
    """Tue 3 March 2026, in London."""
    return f"{(local := to_london(value)):%a} {local.day} {local:%B} {local.year}" if value else ""


def short_day(value: date | datetime | None) -> str:
    """3 Mar 2026, in London: for tables."""
    return f"{(local := to_london(value)).day} {local:%b} {local.year}" if value else ""


def written_day(value: date) -> str:
    """3 March 2026: within a sentence."""
    return f"{value.day} {value:%B %Y}"


def write_time(value: time) -> str:
    """A clock time: 2:30pm, 9am, 12pm."""
    hour = value.hour % 12 or 12
    minutes = f":{value.minute:02d}" if value.minute else ""
    return f"{hour}{minutes}{'pm' if value.hour >= 12 else 'am'}"


def clock(value: datetime | None) -> str:
    """3:30pm, in London."""
    local = to_london(value) if value else None
    return write_time(local.time()) if isinstance(local, datetime) else ""


def moment(value: date | datetime | None) -> str:
    """Tue 3 March 2026, 3:30pm; a date without a time is written as a day."""
    return ", ".join(filter(None, [day(value), clock(value) if isinstance(value, datetime) else ""]))


def duration_words(seconds: int) -> str:
    """“20 seconds”, “1 minute”: minutes are rounded up, so that nobody comes too early."""
    number, unit = (seconds, "second") if seconds < 60 else (-(-seconds // 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def percent(value: float | None) -> str:
    """0.934 as 93%. Rounds down, so that "100%" always means all of them; nothing to measure is a dash."""
    if value is None:
        return "–"
    return f"{whole_percent(value)}%"


def whole_percent(value: float) -> int:
    """0.934 as 93: the number that `percent` writes."""
    return int(value * 100 + 1e-9) if value < 1 else round(value * 100)


def comma_and(values: Iterable[Any] | None) -> str:
    """a, b and c."""
    words = [str(value) for value in values or ()]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def tel_href(phone: str | None) -> str:
    """A telephone link for a number as people write it."""
    return "tel:" + "".join(character for character in str(phone or "") if character.isdigit() or character == "+")
