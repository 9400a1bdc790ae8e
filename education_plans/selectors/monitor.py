"""The monthly monitor of plans: due, complete, on time, and how good, by agency and key worker (M4).

What is counted (definition 1): the clocks of education plans and of their reviews whose original last day lies in the month,
unless they were waived or stopped applying before it. A clock counts for social care and for the provider that owe it
together, and for the key worker of that moment. Complete: met by the end of the month (of a running month: by now). On
time: met before the original moment. Checked: complete, and the Virtual School has looked at the plan by then; good: it
found it good enough the last time it looked.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import AgencyKind, Permission, Purpose
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from agreements.models import Agreement
from agreements.selectors.challenges import challenging_for
from deadlines.calendar import local_midnight
from deadlines.enums import Outcome
from deadlines.models import Deadline
from deadlines.querysets import DeadlineQuerySet
from education_plans.enums import QualityOutcome
from education_plans.models import CompletionSnapshot, QualityCheck
from education_plans.rules.months import first_of, months_from
from education_plans.selectors.clocks import EDUCATION_PLAN, PLAN_REVIEW
from learners.models import AgencyLink
from learners.selectors.people import key_workers_for

DEFINITION = 1
TREND_MONTHS = 12
_OUT = (Outcome.WAIVED, Outcome.CANCELLED)


@dataclass(frozen=True)
class Item:
    """One clock that counts in a month."""

    deadline: Deadline
    agency_ids: frozenset[int]
    key_worker: User | None
    is_complete: bool
    is_on_time: bool
    is_checked: bool
    is_good: bool


#: The numbers of the monitor: what they are called, and which items they count.
NUMBERS: Mapping[str, tuple[str, Callable[[Item], bool]]] = {
    "due": ("Due", lambda item: True),
    "complete": ("Complete", lambda item: item.is_complete),
    "on_time": ("On time", lambda item: item.is_on_time),
    "open": ("Not complete", lambda item: not item.is_complete),
    "checked": ("Quality checked", lambda item: item.is_checked),
    "good": ("Good enough", lambda item: item.is_good),
}


@dataclass(frozen=True)
class Counts:
    due: int = 0
    complete: int = 0
    on_time: int = 0
    checked: int = 0
    good: int = 0

    @property
    def open(self) -> int:
        return self.due - self.complete

    @property
    def rate(self) -> float | None:
        """The part of those due that was complete; None if nothing was due."""
        return self.complete / self.due if self.due else None


@dataclass(frozen=True)
class Row:
    """One agency, or one key worker of it, in one month."""

    agency: Agency
    key_worker: User | None
    counts: Counts

    @property
    def name(self) -> str:
        return str(self.key_worker) if self.key_worker else self.agency.name


def schools_of(user: User | AnonymousUser) -> list[Agency]:
    """The Virtual Schools whose monitor somebody may read."""
    ids = agency_ids_where(user, Permission.CHECK_PLAN)
    return list(Agency.objects.filter(pk__in=ids, kind=AgencyKind.VIRTUAL_SCHOOL).order_by("name", "pk"))


def population(virtual_school: Agency, month: date, now: datetime) -> DeadlineQuerySet:
    """The clocks of young people who were the Virtual School's at the end of the month, or are now."""
    at = _judged_at(month, now)
    ours = AgencyLink.objects.active(at).filter(purpose=Purpose.HOME_VIRTUAL_SCHOOL, agency=virtual_school)
    # A day clock ends with the midnight after its last day, so the first midnight belongs to the month before.
    start, end = local_midnight(month), local_midnight(months_from(month, 1))
    return (
        Deadline.objects.tracked()
        .filter(duty_code__in=(EDUCATION_PLAN, PLAN_REVIEW), learner__in=ours.values("learner"))
        .filter(original_due_at__gt=start, original_due_at__lte=end)
        .with_outcome(now)
        .exclude(Q(outcome__in=_OUT))
    )


def items(clocks: DeadlineQuerySet, month: date, now: datetime) -> list[Item]:
    """Each of them as it stood at the end of the month, or stands now. Three queries however many there are."""
    at = _judged_at(month, now)
    found = list(clocks.select_related("learner", "owner", "partner").order_by("original_due_at", "pk"))
    workers = key_workers_for({clock.learner_id for clock in found if clock.learner_id}, at)
    looks = _outcomes({clock.subject_uuid for clock in found}, at)
    made = []
    for clock in found:
        assert clock.learner_id is not None, "plans belong to young people"
        complete = clock.met_at is not None and clock.met_at < at
        look = looks.get(clock.subject_uuid) if complete else None
        made.append(
            Item(
                deadline=clock,
                agency_ids=frozenset(pk for pk in (clock.owner_id, clock.partner_id) if pk),
                key_worker=workers[clock.learner_id].person,
                is_complete=complete,
                is_on_time=complete and clock.met_at is not None and clock.met_at < clock.original_due_at,
                is_checked=look is not None,
                is_good=look == QualityOutcome.GOOD,
            )
        )
    return made


def _judged_at(month: date, now: datetime) -> datetime:
    return min(now, local_midnight(months_from(month, 1)))


def _outcomes(enrolments: set[Any], at: datetime) -> dict[Any, str]:
    """What the last look at each place's plan said by that moment."""
    looks = QualityCheck.objects.filter(plan__enrolment__uuid__in=enrolments, checked_at__lt=at)
    found = looks.order_by("checked_at", "id").values_list("plan__enrolment__uuid", "outcome")
    return dict(found)


def counted(found: Iterable[Item]) -> Counts:
    found = list(found)
    return Counts(
        **{name: sum(map(NUMBERS[name][1], found)) for name in ("due", "complete", "on_time", "checked", "good")}
    )


def rows_of(virtual_school: Agency, found: Sequence[Item]) -> list[Row]:
    """The Virtual School as a whole, then each agency, then each key worker of social care, by name."""
    agencies: dict[int, Agency] = {}
    by_agency: dict[int, list[Item]] = defaultdict(list)
    by_worker: dict[tuple[int, int], list[Item]] = defaultdict(list)
    workers: dict[int, User] = {}
    for item in found:
        for agency in (item.deadline.owner, item.deadline.partner):
            if agency is not None:
                agencies[agency.pk] = agency
                by_agency[agency.pk].append(item)
        if item.key_worker is not None:
            workers[item.key_worker.pk] = item.key_worker
            by_worker[item.deadline.owner_id, item.key_worker.pk].append(item)
    rows = [Row(agencies[pk], None, counted(own)) for pk, own in by_agency.items()]
    rows += [Row(agencies[pk], workers[worker], counted(own)) for (pk, worker), own in by_worker.items()]
    rows.sort(key=lambda row: (row.key_worker is not None, row.agency.name.casefold(), row.name.casefold()))
    return [Row(virtual_school, None, counted(found)), *rows]


@dataclass(frozen=True)
class Month:
    """One month of the monitor: the whole, and its rows. `frozen_at` is None while it runs, or was not frozen yet."""

    month: date
    whole: Counts
    rows: tuple[Row, ...]
    frozen_at: datetime | None


def month_shown(virtual_school: Agency, month: date, user: User | AnonymousUser, now: datetime) -> Month:
    """As it was frozen; a running month, or one not frozen yet, as it stands now for this reader."""
    kept = list(
        CompletionSnapshot.objects.filter(virtual_school=virtual_school, month=month)
        .select_related("agency", "key_worker")
        .order_by("agency__name", "pk")
    )
    if kept:
        rows = [
            Row(row.agency, row.key_worker, _kept_counts(row)) for row in kept if row.agency_id != virtual_school.pk
        ]
        whole = next((_kept_counts(row) for row in kept if row.agency_id == virtual_school.pk), Counts())
        return Month(month, whole, tuple(rows), kept[0].frozen_at)
    whole_row, *rows = rows_of(
        virtual_school, items(population(virtual_school, month, now).visible_to(user), month, now)
    )
    return Month(month, whole_row.counts, tuple(rows), None)


def _kept_counts(row: CompletionSnapshot) -> Counts:
    return Counts(row.due, row.complete, row.on_time, row.checked, row.good)


def trend(virtual_school: Agency, now: datetime) -> list[tuple[date, Counts]]:
    """The frozen months of the last year, the oldest first."""
    since = months_from(first_of(local_date(now)), -TREND_MONTHS)
    kept = CompletionSnapshot.objects.filter(
        virtual_school=virtual_school, agency=virtual_school, key_worker__isnull=True, month__gte=since
    )
    return [(row.month, _kept_counts(row)) for row in kept.order_by("month")]


@dataclass(frozen=True, kw_only=True)
class MonitorFilters:
    """Which clocks a list holds: those one number of the monitor counts."""

    month: date
    number: str = "due"
    agency: str = ""
    key_worker: str = ""

    def address(self) -> str:
        asked = {
            "month": f"{self.month:%Y-%m}",
            "number": self.number,
            "agency": self.agency,
            "key_worker": self.key_worker,
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse('education_plans:monitor-list')}?{query}"


def listed(virtual_school: Agency, filters: MonitorFilters, user: User | AnonymousUser, now: datetime) -> list[Item]:
    """The clocks behind a number, those due first on top."""
    found = items(population(virtual_school, filters.month, now).visible_to(user), filters.month, now)
    counts = NUMBERS[filters.number][1]
    return [
        item
        for item in found
        if counts(item)
        and (not filters.agency or filters.agency in _agency_uuids(item))
        and (not filters.key_worker or (item.key_worker and str(item.key_worker.uuid) == filters.key_worker))
    ]


def _agency_uuids(item: Item) -> set[str]:
    return {str(agency.uuid) for agency in (item.deadline.owner, item.deadline.partner) if agency is not None}


def challenge_urls(
    virtual_school: Agency, agencies: Iterable[Agency], user: User | AnonymousUser, on: date
) -> dict[int, str]:
    """Where the Virtual School challenges each provider with which it has an agreement, by agency id (A7); empty where
    the user may not challenge for it.
    """
    if challenging_for([virtual_school], user) is None:
        return {}
    agreements = (
        Agreement.objects.visible_to(user)
        .applying(on)
        .filter(virtual_school=virtual_school, provider__in=[agency.pk for agency in agencies])
        .select_related("provider")
        .order_by("starts_on", "pk")
    )
    return {
        agreement.provider_id: reverse("agreements:challenge-new", args=[agreement.uuid]) + f"?duty={EDUCATION_PLAN}"
        for agreement in agreements
    }
