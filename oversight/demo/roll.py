"""Lists of who is on roll in the demonstration: one that came back, and one with lines that wait for a person."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile

from accounts.clock import local_date
from accounts.models import Agency
from accounts.tables import csv_bytes
from accounts.uploads import check_table
from agreements.models import Agreement
from learners.models import Enrolment
from learners.querysets import EnrolmentQuerySet
from oversight.demo.acts import Acts
from oversight.demo.cast import College, Home
from tracking.enums import FileHolds, LineState
from tracking.models import ImportFile, RollLine
from tracking.reading.roll import LIMITS, ROLL
from tracking.selectors.roll import candidates_of
from tracking.services.roll import decide_line, return_roll, take_roll
from tracking.services.roll_matching import match_waiting_lists

#: Days ago: last month’s list, when it went back, and this month’s.
LAST_MONTH, RETURNED, THIS_MONTH = 38, 36, 3
#: People nobody knows; the last line cannot be read.
OTHERS = (
    ("Perpetua", "Quillfeather", date(2008, 11, 2)),
    ("Ludo", "Vanterpool", date(2007, 6, 21)),
    ("Marnie", "", None),
)


def send_rolls(acts: Acts) -> None:
    """Plan it between the first home and the college with an agreement where most of its young people learn."""
    home = acts.cast.homes[0]
    acts.plan(acts.moment(LAST_MONTH, "09:20"), lambda now: _send(acts, home, FileHolds.EVERYONE, now))
    acts.plan(acts.moment(RETURNED, "14:05"), lambda now: _settle(home, now))
    acts.plan(acts.moment(THIS_MONTH, "09:45"), lambda now: _send(acts, home, FileHolds.DECLARED, now))


def _college(acts: Acts, home: Home, now: datetime) -> College:
    agreements = Agreement.objects.in_force(local_date(now)).filter(virtual_school=home.virtual_school)
    partners = set(agreements.values_list("provider", flat=True))
    colleges = [college for college in acts.cast.colleges if college.agency.pk in partners]
    return max(colleges, key=lambda college: _places(college.agency, home.virtual_school).count())


def _places(college: Agency, school: Agency) -> EnrolmentQuerySet:
    return Enrolment.objects.open().filter(
        provider=college, learner__is_restricted=False, learner__closed_on=None, learner__died_on=None,
        learner__home_authority=school.local_authority,
    ).select_related("learner").order_by("learner__sort_name", "pk")  # fmt: skip


def _send(acts: Acts, home: Home, holds: FileHolds, now: datetime) -> None:
    college = _college(acts, home, now)
    rows = [[column.title for column in ROLL.columns], *_lines(college.agency, home.virtual_school, holds)]
    take_roll(
        provider=college.agency,
        virtual_school=home.virtual_school,
        holds=holds,
        checked=check_table(ContentFile(csv_bytes(rows), name=f"On roll {now:%B}.csv"), megabytes=LIMITS.megabytes),
        by=college.designated_person.user,
        now=now,
    )
    match_waiting_lists(now_source=lambda: now)


def _lines(college: Agency, school: Agency, holds: FileHolds) -> Iterator[list[object]]:
    """As the college knows them: mostly right; here and there a letter is wrong, or the start. Not everybody has said that
    they are in care.
    """
    some = holds == FileHolds.DECLARED
    for number, place in enumerate(_places(college, school), 1):
        if some and number % 4 == 0:
            continue
        learner, starts_on = place.learner, place.starts_on
        given, family, born = learner.given_name, learner.family_name, learner.date_of_birth
        if number % 7 == 3:
            family = f"{family[:-2]}{family[-1]}{family[-2]}"
        if number % 7 == 5:
            starts_on -= timedelta(days=60)
        yield ["", given, family, born, f"L{number:05}", place.course, "", starts_on, place.planned_end_on, "", "1"]
    for number, (given, family, day) in enumerate(OTHERS[some:], 900):
        yield ["", given, family, day, f"L{number:05}", "", "", "", "", "", ""]


def _settle(home: Home, now: datetime) -> None:
    """Decide everything in last month’s list, and return it."""
    by = home.officer.user
    file = ImportFile.objects.filter(virtual_school=home.virtual_school).order_by("uploaded_at")[0]
    for line in RollLine.objects.filter(file=file, state=LineState.REVIEW).order_by("number"):
        candidates = candidates_of(line, by)
        learner = candidates[0].learner if candidates else None
        decide_line(line=line, learner=learner, why="Asked the college." if learner else "", by=by, now=now)
    return_roll(file=file, by=by, now=now)
