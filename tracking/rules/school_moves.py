"""What a move of school should be: planned, in the holidays and not in a year with exams (K10). Pure."""

from datetime import date

from tracking.enums import MoveTime
from tracking.rules.ages import year_group

#: Years that end with exams: GCSEs, and A levels or their like.
EXAM_YEARS = (11, 13)


def is_exam_year(date_of_birth: date, day: date) -> bool:
    """Whether somebody of that age is usually in a year with exams on a local day."""
    return year_group(date_of_birth, day) in EXAM_YEARS


def against_the_promise(*, is_planned: bool, time: str, in_exam_year: bool) -> list[str]:
    """Why the move is not as it should be, in words; empty when it is."""
    return [
        words
        for words, is_so in (
            ("not planned with everybody", not is_planned),
            ("in term time", time == MoveTime.TERM),
            ("in a year with exams", in_exam_year),
        )
        if is_so
    ]
