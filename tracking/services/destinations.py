"""Where somebody wants to go, what they are offered and where they went; what everybody did (W10)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.errors import ServiceError
from accounts.models import Agency, User
from agreements.rules import academic_year
from learners.models import Learner
from tracking.enums import DestinationGroup, DestinationKind, Route
from tracking.models import ComparisonFigure, Destination
from tracking.rules.destinations import GUARANTEED, group_of, guarantee_until

#: How far from today a year may lie: older ones come from old files, and nobody is asked about later ones.
_YEARS_BACK, _YEARS_AHEAD = 10, 2


class DestinationError(ServiceError):
    """What cannot be recorded of a destination; `field` is the question it belongs to."""

    def __init__(self, text: str, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class DestinationWords:
    """`on`: the day it was said, offered or begun. `meets_guarantee`: the offer is one under the September Guarantee."""

    route: Route
    on: date
    where: str = ""
    course: str = ""
    meets_guarantee: bool = False
    note: str = ""


@transaction.atomic
def record_destination(
    *, learner: Learner, year: int, kind: DestinationKind, words: DestinationWords, by: User, now: datetime
) -> Destination:
    """Record one of the three destinations of a year, or change what was recorded. Raises DestinationError."""
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.died_on is not None:
        raise DestinationError("This young person has died, so nothing more can be recorded")
    _check_year(year, now)
    if words.on > local_date(now):
        raise DestinationError("The day must not be in the future", "on")
    if kind != DestinationKind.INTENDED and words.route != Route.NOT_KNOWN and not words.where.strip():
        raise DestinationError("Enter where it is", "where")
    meets_guarantee = words.meets_guarantee and kind == DestinationKind.OFFERED
    if meets_guarantee:
        _check_guarantee(learner, year, words)
    found = Destination.objects.select_for_update().filter(learner=learner, year=year, kind=kind).first()
    destination = found or Destination(learner=learner, year=year, kind=kind)
    destination.route, destination.on, destination.meets_guarantee = words.route, words.on, meets_guarantee
    destination.where, destination.course = words.where.strip(), words.course.strip()
    destination.note = words.note.strip()
    destination.recorded_at, destination.recorded_by = now, by
    history.save(destination, by=by, at=now)
    return destination


def _check_year(year: int, now: datetime) -> None:
    this_year = local_date(now).year
    if not this_year - _YEARS_BACK <= year <= this_year + _YEARS_AHEAD:
        raise DestinationError("The year is too far away")


def _check_guarantee(learner: Learner, year: int, words: DestinationWords) -> None:
    if group_of(learner.date_of_birth, year) not in (DestinationGroup.YEAR_11, DestinationGroup.YEAR_12):
        raise DestinationError(
            f"The September Guarantee of {academic_year(year)} is for those who have just finished Year 11 or Year 12",
            "meets_guarantee",
        )
    if words.route not in GUARANTEED:
        raise DestinationError("Only a place in education or training keeps the September Guarantee", "meets_guarantee")
    if words.on > guarantee_until(year):
        raise DestinationError(f"An offer keeps the September Guarantee until 30 September {year}", "meets_guarantee")


@transaction.atomic
def record_figure(
    *,
    virtual_school: Agency,
    year: int,
    kind: DestinationKind,
    route: Route,
    percent: Decimal,
    source: str,
    by: User,
    now: datetime,
) -> ComparisonFigure:
    """What everybody did, from a published table, beside its source; a later entry replaces it. Raises DestinationError."""
    if virtual_school.kind != AgencyKind.VIRTUAL_SCHOOL:
        raise DestinationError("Only a Virtual School keeps figures to compare with")
    _check_year(year, now)
    if not 0 <= percent <= 100:
        raise DestinationError("The share must be between 0 and 100", "percent")
    if not source.strip():
        raise DestinationError("Enter where the figure is from", "source")
    which = {"virtual_school": virtual_school, "year": year, "kind": kind, "route": route}
    figure = ComparisonFigure.objects.select_for_update().filter(**which).first() or ComparisonFigure(**which)
    figure.percent, figure.source = percent, source.strip()
    figure.recorded_at, figure.recorded_by = now, by
    history.save(figure, by=by, at=now)
    return figure
