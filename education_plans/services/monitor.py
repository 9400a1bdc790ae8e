"""A month of the completion monitor is frozen when it is over, once, and never computed again (M4)."""

from datetime import date, datetime

from django.db import transaction

from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.models import Agency
from education_plans.models import CompletionSnapshot
from education_plans.rules.months import first_of, months_from
from education_plans.selectors.monitor import DEFINITION, items, population, rows_of
from education_plans.services.errors import PlanError


class MonthNotOver(PlanError):
    def __init__(self) -> None:
        super().__init__("A month is frozen when it is over.")


def freeze_months(*, now: datetime) -> int:
    """Freeze what is over and not frozen yet: the last month, and any that was missed since the newest frozen one. How
    many rows.
    """
    last = months_from(first_of(local_date(now)), -1)
    newest = CompletionSnapshot.objects.order_by("-month").values_list("month", flat=True).first()
    month = min(last, months_from(newest, 1)) if newest else last
    made = 0
    while month <= last:
        made += freeze_month(month=month, now=now)
        month = months_from(month, 1)
    return made


def freeze_month(*, month: date, now: datetime) -> int:
    """Freeze one month for every Virtual School that has not got it yet; how many rows. Raises MonthNotOver."""
    month = first_of(month)
    if months_from(month, 1) > local_date(now):
        raise MonthNotOver
    schools = Agency.objects.filter(kind=AgencyKind.VIRTUAL_SCHOOL).order_by("pk")
    return sum(_freeze(school, month, now) for school in schools)


@transaction.atomic
def _freeze(school: Agency, month: date, now: datetime) -> int:
    # Two workers may come at once: the second waits here and then finds the month frozen.
    Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=school.pk)
    if CompletionSnapshot.objects.filter(virtual_school=school, month=month).exists():
        return 0
    rows = rows_of(school, items(population(school, month, now), month, now))
    CompletionSnapshot.objects.bulk_create(
        [
            CompletionSnapshot(
                month=month,
                virtual_school=school,
                agency=row.agency,
                key_worker=row.key_worker,
                due=row.counts.due,
                complete=row.counts.complete,
                on_time=row.counts.on_time,
                checked=row.counts.checked,
                good=row.counts.good,
                definition=DEFINITION,
                frozen_at=now,
            )
            for row in rows
        ]
    )
    return len(rows)
