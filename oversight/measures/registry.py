"""Every measure by its code, in the order in which pages show them."""

from oversight.measures import (
    activity,
    adherence,
    attendance,
    contact,
    exclusions,
    guidance,
    plans,
    stability,
    without_place,
)
from oversight.measures.measure import Measure

#: Families with their headings.
FAMILIES: tuple[tuple[str, tuple[Measure, ...]], ...] = (
    ("Attendance", attendance.MEASURES),
    ("Keeping the place", exclusions.MEASURES),
    ("What young people do", activity.MEASURES),
    ("Without a place", without_place.MEASURES),
    ("Keeping in touch", contact.MEASURES),
    ("Education plans", plans.MEASURES),
    ("Careers guidance", guidance.MEASURES),
    ("Stability", stability.MEASURES),
    ("Promises", adherence.MEASURES),
)

_BY_CODE = {measure.code: measure for _, family in FAMILIES for measure in family}


def all() -> list[Measure]:  # noqa: A001  (read as registry.all())
    """Every measure, in order."""
    return list(_BY_CODE.values())


def get(code: str) -> Measure:
    """The measure of that code. KeyError names an unknown one."""
    return _BY_CODE[code]


def find(code: str) -> Measure | None:
    """The measure of that code; None if there is none, or none any more."""
    return _BY_CODE.get(code)
