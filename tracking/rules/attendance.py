"""How attendance is counted (A35; domain facts §5 and §6). One session is half a day. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from tracking.enums import MarkMeaning

#: The marks of schools in England since August 2024 (The School Attendance (Pupil Registration) (England) Regulations
#: 2024). Colleges are not bound by them and may say what their own marks mean. D, dual registration, is counted by the
#: other school.
SCHOOL_MARKS: Mapping[str, MarkMeaning] = {
    **dict.fromkeys(["/", "\\", "L"], MarkMeaning.PRESENT),
    **dict.fromkeys(["K", "V", "P", "W", "B"], MarkMeaning.ELSEWHERE),
    **dict.fromkeys(["C", "C1", "C2", "M", "T", "R", "I", "J1", "S", "E"], MarkMeaning.AUTHORISED),
    **dict.fromkeys(["N", "O", "U", "G"], MarkMeaning.UNAUTHORISED),
    **dict.fromkeys(["Y1", "Y2", "Y3", "Y4", "Y5", "Y6", "Y7", "Q", "D", "X", "#", "Z"], MarkMeaning.NOT_COUNTED),
}

#: Absence from this share of possible sessions on is persistent, and severe. Exactly 90.0 % attendance **is** persistent.
PERSISTENT_ABSENCE = Decimal("0.10")
SEVERE_ABSENCE = Decimal("0.50")


class UnknownMark(ValueError):
    """A mark nobody has said the meaning of; `mark` is it."""

    def __init__(self, mark: str) -> None:
        super().__init__(f"The mark “{mark}” is not known. Say what it means on the page of marks.")
        self.mark = mark


@dataclass(frozen=True)
class Sessions:
    """Sessions of a week or of a longer time. Those that were not possible are left out before."""

    possible: int
    attended: int
    authorised: int = 0
    unauthorised: int = 0

    def __post_init__(self) -> None:
        if self.possible != self.attended + self.authorised + self.unauthorised:
            raise ValueError("What was attended and what was missed must make up what was possible.")

    def __add__(self, other: Self) -> "Sessions":
        return Sessions(
            self.possible + other.possible,
            self.attended + other.attended,
            self.authorised + other.authorised,
            self.unauthorised + other.unauthorised,
        )

    @property
    def percent(self) -> Decimal | None:
        """Attended of possible in per cent, to one decimal; None if nothing was possible."""
        return percent(self.attended, self.possible)

    @property
    def is_persistent(self) -> bool:
        """Persistent absence, judged on the sessions and not on the rounded percentage."""
        return self.possible > 0 and self.possible - self.attended >= PERSISTENT_ABSENCE * self.possible

    @property
    def is_severe(self) -> bool:
        """Severe absence; what is severe is persistent too."""
        return self.possible > 0 and self.possible - self.attended >= SEVERE_ABSENCE * self.possible

    def is_at_or_below(self, limit: int) -> bool:
        """Whether attendance is no better than the limit of the terms, in per cent."""
        return self.possible > 0 and 100 * self.attended <= limit * self.possible


NO_SESSIONS = Sessions(0, 0)


def percent(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in per cent, to one decimal, half up; None of nothing."""
    if whole == 0:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def total(weeks: Iterable[Sessions]) -> Sessions:
    """All sessions together: a long week weighs more than a short one."""
    return sum(weeks, NO_SESSIONS)


def marks_of(text: str) -> list[str]:
    """The marks of a register, one by one: apart by spaces or commas, or written together, with a figure after a letter
    belonging to it ("//C1Y2" is four marks).
    """
    marks: list[str] = []
    for sign in text.upper():
        if sign in " ,;\t":
            continue
        if sign.isdigit() and marks and marks[-1].isalpha():
            marks[-1] += sign
        else:
            marks.append(sign)
    return marks


def count(marks: Iterable[str], meanings: Mapping[str, MarkMeaning] = SCHOOL_MARKS) -> Sessions:
    """The sessions that the marks stand for. Raises UnknownMark."""
    tally = dict.fromkeys(MarkMeaning, 0)
    for mark in marks:
        if mark not in meanings:
            raise UnknownMark(mark)
        tally[meanings[mark]] += 1
    attended = tally[MarkMeaning.PRESENT] + tally[MarkMeaning.ELSEWHERE]
    missed = tally[MarkMeaning.AUTHORISED] + tally[MarkMeaning.UNAUTHORISED]
    return Sessions(attended + missed, attended, tally[MarkMeaning.AUTHORISED], tally[MarkMeaning.UNAUTHORISED])
