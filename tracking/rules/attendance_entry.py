"""One week of one young person as it is typed, on the screen or in a file (P9): read, and everything wrong with it said. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tracking.enums import MarkMeaning
from tracking.rules.attendance import Sessions, UnknownMark, count, marks_of

#: Half-day sessions in seven days.
MOST_SESSIONS = 14
LONGEST_MARKS = 60

#: What is wrong, by the name of what was typed.
Faults = dict[str, str]


@dataclass(frozen=True)
class Entry:
    """A week as it is recorded: sessions, with the marks they were counted from if any; or a percentage alone."""

    sessions: Sessions | None = None
    percent: Decimal | None = None
    marks: str = ""

    @property
    def code(self) -> str:
        """The same text for the same week, to see whether somebody changed it meanwhile."""
        if self.sessions is None:
            return f"{self.percent}%"
        parts = (self.sessions.possible, self.sessions.attended, self.sessions.authorised)
        return "/".join(map(str, parts)) + (f";{self.marks}" if self.marks else "")


def read_numbers(possible: str, attended: str, authorised: str = "") -> tuple[Entry | None, Faults]:
    """Sessions typed as numbers. What was neither attended nor missed with permission was missed without."""
    faults: Faults = {}
    numbers = {
        "possible": _whole(possible, "possible", faults),
        "attended": _whole(attended, "attended", faults),
        "authorised": _whole(authorised or "0", "authorised", faults),
    }
    if faults:
        return None, faults
    all_, there, excused = numbers["possible"], numbers["attended"], numbers["authorised"]
    if all_ > MOST_SESSIONS:
        faults["possible"] = f"must be {MOST_SESSIONS} or fewer: a week has that many half days"
    elif there > all_:
        faults["attended"] = f"cannot be more than the {all_} possible sessions"
    elif there + excused > all_:
        faults["authorised"] = f"cannot be more than the {all_ - there} sessions that were missed"
    if faults:
        return None, faults
    return Entry(Sessions(all_, there, excused, all_ - there - excused)), {}


def _whole(text: str, name: str, faults: Faults) -> int:
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,3}", text):
        return int(text)
    faults[name] = "must be a whole number, like 8" if text else "is missing"
    return 0


def read_marks(text: str, meanings: Mapping[str, MarkMeaning]) -> tuple[Entry | None, Faults]:
    """The marks of a register."""
    tidy = " ".join(text.split())
    if len(tidy) > LONGEST_MARKS:
        return None, {"marks": f"must be {LONGEST_MARKS} characters or fewer: the marks of one week"}
    try:
        sessions = count(marks_of(tidy), meanings)
    except UnknownMark as error:
        return None, {"marks": f"holds {error.mark}, a mark nobody has said the meaning of"}
    if sessions.possible > MOST_SESSIONS:
        return None, {"marks": f"holds {sessions.possible} possible sessions, and a week has {MOST_SESSIONS} half days"}
    return Entry(sessions, marks=tidy), {}


def read_percent(text: str) -> tuple[Entry | None, Faults]:
    """A percentage alone, to one decimal."""
    tidy = text.strip().removesuffix("%").strip()
    if not re.fullmatch(r"[0-9]{1,3}([.,][0-9])?", tidy):
        return None, {"percent": "must be a number with at most one decimal, like 87.5"}
    percent = Decimal(tidy.replace(",", "."))
    if percent > 100:
        return None, {"percent": "must be 100 or less"}
    return Entry(percent=percent.quantize(Decimal("0.1"))), {}


def week_fault(week_on: date, *, today: date, starts_on: date, ended_on: date | None) -> str:
    """Why nothing can be recorded for the week, or nothing."""
    if week_on.weekday() != 0:
        return "must be a Monday"
    if week_on > today:
        return "has not begun yet"
    if week_on + timedelta(days=6) < starts_on:
        return "is before the place began"
    if ended_on is not None and week_on > ended_on:
        return "is after the place ended"
    return ""
