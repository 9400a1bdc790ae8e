"""Who must have had careers advice by which year of school (K12). Pure."""

from dataclasses import dataclass
from datetime import date

from agreements.rules import academic_year_of
from tracking.rules.ages import born_for_year_group


@dataclass(frozen=True)
class Stage:
    """Years of school in which one session at least is owed to everybody, and what it is about."""

    first: int
    last: int
    what: str


#: Requirement K12.
STAGES = (Stage(8, 9, "Support with options"), Stage(10, 11, "Careers advice"))
YEAR_GROUPS = tuple(group for stage in STAGES for group in range(stage.first, stage.last + 1))


def stage_of(year_group: int) -> Stage:
    """ValueError for a year group to which nothing is owed."""
    found = next((stage for stage in STAGES if stage.first <= year_group <= stage.last), None)
    if found is None:
        raise ValueError(f"Nothing is owed to Year {year_group}.")
    return found


def counted_from(year_group: int, today: date) -> date:
    """The first day of the stage for who is in that year group now: a session since then counts."""
    return date(academic_year_of(today) - (year_group - stage_of(year_group).first), 9, 1)


def born_between(year_group: int, today: date) -> tuple[date, date]:
    """First and last birthday of who is usually in that year group now."""
    born = born_for_year_group(year_group, academic_year_of(today))
    return born.first, born.last
