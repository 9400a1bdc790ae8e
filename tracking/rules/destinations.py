"""Who is asked for a destination in which year, and how what was meant, offered and done compare (W10). Pure.

A year is the calendar year in which the academic year of the destination begins: who finishes Year 11 in June 2026 has
a destination of 2026.
"""

from datetime import date

from tracking.enums import DestinationGroup, Route
from tracking.rules.ages import Born, born_of_age

#: Ages on 31 August of the year, youngest and oldest. Year 11 ends in the academic year of the 16th birthday.
_AGES: dict[DestinationGroup, tuple[int, int]] = {
    DestinationGroup.YEAR_11: (16, 16),
    DestinationGroup.YEAR_12: (17, 17),
    DestinationGroup.GUARANTEE: (16, 17),
    DestinationGroup.OLDER: (18, 120),
}

#: What keeps the September Guarantee: a place in education or training (domain facts §3).
GUARANTEED = frozenset(
    {
        Route.SIXTH_FORM,
        Route.SIXTH_FORM_COLLEGE,
        Route.FURTHER_EDUCATION,
        Route.APPRENTICESHIP,
        Route.TRAINING,
    }
)


def born(group: DestinationGroup, year: int) -> Born:
    """When those of a group were born. Finished Year 11 in 2026: 1 September 2009 to 31 August 2010."""
    return born_of_age(*_AGES[group], year)


def group_of(date_of_birth: date, year: int) -> DestinationGroup | None:
    """The single group somebody belongs to in a year; None while they are younger."""
    groups = (DestinationGroup.YEAR_11, DestinationGroup.YEAR_12, DestinationGroup.OLDER)
    return next((group for group in groups if date_of_birth in born(group, year)), None)


def guarantee_until(year: int) -> date:
    """The last day on which an offer keeps the September Guarantee."""
    return date(year, 9, 30)


def planning_year(day: date) -> int:
    """The year people speak of on that day: the coming September until August, the present year from then on."""
    return day.year


def differs(wanted: Route | None, became: Route | None) -> bool:
    """Whether both are known and not the same."""
    known = {None, Route.NOT_KNOWN}
    return wanted not in known and became not in known and wanted != became
