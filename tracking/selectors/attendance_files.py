"""What a table of attendance says (P9): whose weeks they are, and everything that is wrong in it. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from accounts.access import allowed
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, User
from accounts.names import fold
from accounts.selectors import agency_ids_where
from learners.models import Enrolment
from tracking.enums import FileKind, MarkMeaning
from tracking.models import ImportFile
from tracking.querysets import ImportFileQuerySet
from tracking.reading import Problem, Row, Values
from tracking.rules.attendance_entry import Entry, week_fault
from tracking.rules.attendance_table import FORM, TITLES, entry_in
from tracking.selectors.attendance import meanings_of
from tracking.selectors.places import Places, has_name, has_number


@dataclass(frozen=True)
class WeekRead:
    """One line that is right: a week at a place."""

    line: int
    enrolment: Enrolment
    week_on: date
    entry: Entry


@dataclass
class Read:
    """Everything a table says. With a problem nothing of it is recorded."""

    lines: int = 0
    weeks: list[WeekRead] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def files_of(user: User) -> ImportFileQuerySet:
    """Tables of attendance handed in at the agencies for which the user may do so, the newest first."""
    mine = agency_ids_where(user, Permission.SEND_ROLL)
    files = ImportFile.objects.visible_to(user).filter(kind=FileKind.ATTENDANCE)
    own = files.filter(virtual_school__isnull=True, provider__in=mine) | files.filter(virtual_school__in=mine)
    return own.select_related("provider", "uploaded_by").order_by("-uploaded_at", "-pk")


def school_handing_in(user: User, provider: Agency) -> Agency | None:
    """The Virtual School for which the user hands in a table of the provider; None where they work at the provider."""
    mine = agency_ids_where(user, Permission.SEND_ROLL)
    if provider.pk in mine:
        return None
    return Agency.objects.filter(pk__in=mine, kind=AgencyKind.VIRTUAL_SCHOOL).order_by("sort_name").first()


def read_file(file: BinaryIO, *, provider: Agency, user: User, today: date) -> Read:
    """What the table says of the young people at the provider whose attendance the user records.

    Raises TableRefused, ColumnsRefused.
    """
    people = _People.of(provider, user)
    meanings = meanings_of(provider)
    read = Read()
    seen: dict[tuple[int, date], int] = {}
    with FORM.open(file) as rows:
        for row in rows:
            read.lines += 1
            week, problems = _judged(row, people, meanings, today)
            if (
                week is not None
                and (first := seen.setdefault((week.enrolment.pk, week.week_on), row.number)) != row.number
            ):
                problems = [_problem(row.number, "week", f"stands in line {first} already, for the same young person.")]
            if problems:
                read.problems += problems
            elif week is not None:
                read.weeks.append(week)
    return read


def _judged(
    row: Row, people: "_People", meanings: Mapping[str, MarkMeaning], today: date
) -> tuple[WeekRead | None, list[Problem]]:
    problems = list(row.problems)
    wrong = {problem.column for problem in problems}
    values = row.values
    entry, faults = (
        (None, {}) if wrong & {TITLES["attended"], TITLES["marks"], TITLES["percent"]} else entry_in(values, meanings)
    )
    problems += [_problem(row.number, key, f"{text}.") for key, text in faults.items() if TITLES[key] not in wrong]
    place, fault = people.place_of(values)
    if fault and TITLES["uln"] not in wrong and TITLES["date_of_birth"] not in wrong:
        problems.append(_problem(row.number, *fault))
    if place is not None and values["week"]:
        if place.learner.is_closed:
            problems.append(_problem(row.number, "week", "cannot be recorded: the case is closed."))
        elif late := week_fault(values["week"], today=today, starts_on=place.starts_on, ended_on=place.ended_on):
            problems.append(_problem(row.number, "week", f"{late}."))
    if problems or place is None or entry is None:
        return None, problems
    return WeekRead(row.number, place, values["week"], entry), []


def _problem(line: int, key: str, text: str) -> Problem:
    return Problem(line, TITLES[key], f"{TITLES[key]} {text}")


@dataclass(frozen=True)
class _People:
    """The places of those whose attendance the user records."""

    provider: Agency
    places: Places

    @classmethod
    def of(cls, provider: Agency, user: User) -> "_People":
        seen = list(
            Enrolment.objects.visible_to(user)
            .filter(provider=provider)
            .select_related("learner")
            .order_by("starts_on", "pk")
        )
        may = {learner.pk for learner in allowed(user, Permission.RECORD_ATTENDANCE, [place.learner for place in seen])}
        return cls(provider, Places.of(place for place in seen if place.learner_id in may))

    def place_of(self, values: Values) -> tuple[Enrolment | None, tuple[str, str] | None]:
        """The one place that the line means; else what is wrong, by column."""
        uln = values["uln"]
        if not has_number(values) and not has_name(values):
            return None, ("uln", "names nobody: enter both names and the date of birth.") if uln else None
        found, key = self.places.meant_by(values), "uln" if has_number(values) else "family_name"
        if not found:
            return None, (key, f"fits nobody at {self.provider} whose attendance you record.")
        if len({place.learner_id for place in found}) > 1:
            return None, (key, "fits more than one: enter the ULN.")
        return _one_of(found, values)


def _one_of(places: Sequence[Enrolment], values: Values) -> tuple[Enrolment | None, tuple[str, str] | None]:
    if values["course"]:
        named = [place for place in places if fold(place.course) == fold(values["course"])]
        if not named:
            return None, ("course", "is none that they have with you. Leave it empty if they have only one.")
        places = named
    if values["week"] and len(places) > 1:
        places = [place for place in places if _runs_in(place, values["week"])] or places
    if len(places) > 1:
        return None, ("course", "is missing: they have more than one with you.")
    return places[0], None


def _runs_in(place: Enrolment, week_on: date) -> bool:
    return (place.starts_on - week_on).days < 7 and (place.ended_on is None or place.ended_on >= week_on)
