"""Keeping what measures were at the end of each month, and putting right what was wrong (K4). Nothing is counted again."""

from datetime import date, datetime

from django.db import transaction

from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.errors import ServiceError
from accounts.models import Agency, User
from education_plans.rules.months import first_of, months_from
from oversight.enums import Split
from oversight.measures import registry
from oversight.measures.measure import Measure, Number
from oversight.measures.splits import taken_apart
from oversight.models import MeasureSnapshot
from oversight.selectors.measure_values import scope_of_school


class SnapshotError(ServiceError):
    """Why a month was not kept, or not corrected."""


class MonthRuns(SnapshotError):
    def __init__(self) -> None:
        super().__init__("A month is kept when it is over.")


class AlreadyCorrected(SnapshotError):
    def __init__(self) -> None:
        super().__init__("Somebody has corrected this number in the meantime. Look at it again.")


class MoreThanWhole(SnapshotError):
    field = "numerator"

    def __init__(self) -> None:
        super().__init__("How many are counted cannot be more than of how many")


class NothingCorrected(SnapshotError):
    field = "numerator"

    def __init__(self) -> None:
        super().__init__("Both numbers are the ones that stand. Enter what they should be")


def take_snapshots(*, now: datetime) -> int:
    """Keep what is over and not kept yet: the last month of each Virtual School, and any that was missed since its newest.
    How many rows.
    """
    last = months_from(first_of(local_date(now)), -1)
    made = 0
    for school in Agency.objects.filter(kind=AgencyKind.VIRTUAL_SCHOOL).order_by("pk"):
        newest = (
            MeasureSnapshot.objects.filter(agency=school).order_by("-month").values_list("month", flat=True).first()
        )
        month = min(last, months_from(newest, 1)) if newest else last
        while month <= last:
            made += take_month(school=school, month=month, now=now)
            month = months_from(month, 1)
    return made


@transaction.atomic
def take_month(*, school: Agency, month: date, now: datetime) -> int:
    """Keep one month of a Virtual School, unless it is kept: all measures and their parts, or none. How many rows. One that is
    taken later than it should be is counted as of its last day, from the record as it is now, and says so. Raises MonthRuns.
    """
    month = first_of(month)
    if months_from(month, 1) > local_date(now):
        raise MonthRuns
    # Two workers may come at once: the second waits here and then finds the month kept.
    Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if MeasureSnapshot.objects.filter(agency=school, month=month).exists():
        return 0
    rows = [row for measure in registry.all() for row in _rows(measure, school, month, now)]
    MeasureSnapshot.objects.bulk_create(rows)
    return len(rows)


def _rows(measure: Measure, school: Agency, month: date, now: datetime) -> list[MeasureSnapshot]:
    def row(split: Split, key: str, number: Number) -> MeasureSnapshot:
        return MeasureSnapshot(
            code=measure.code, definition=measure.version, agency=school, month=month, split=split, key=key,
            numerator=number.numerator, denominator=number.denominator, taken_at=now,
        )  # fmt: skip

    taken = taken_apart(measure, scope_of_school(school, month))
    parts = [row(split, part.key, part.number) for split, found in taken.parts.items() for part in found]
    return [row(Split.WHOLE, "", taken.whole), *parts]


@transaction.atomic
def correct_snapshot(
    *, snapshot: MeasureSnapshot, numerator: int, denominator: int, reason: str, by: User, now: datetime
) -> MeasureSnapshot:
    """Say beside a number that is kept what it should have been, and why. What was kept stays; the new row stands instead.
    Raises AlreadyCorrected, MoreThanWhole, NothingCorrected.
    """
    wrong = MeasureSnapshot.objects.select_for_update(of=("self",), no_key=True).get(pk=snapshot.pk)
    if MeasureSnapshot.objects.filter(corrects=wrong).exists():
        raise AlreadyCorrected
    if numerator > denominator:
        raise MoreThanWhole
    if (numerator, denominator) == (wrong.numerator, wrong.denominator):
        raise NothingCorrected
    return MeasureSnapshot.objects.create(
        code=wrong.code, definition=wrong.definition, agency_id=wrong.agency_id, month=wrong.month, split=wrong.split,
        key=wrong.key, numerator=numerator, denominator=denominator, taken_at=now, corrects=wrong, reason=reason, author=by,
    )  # fmt: skip
