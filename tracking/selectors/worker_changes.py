"""How often key workers changed, by young person and by service (K13)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from django.db import models

from accounts.clock import local_date
from accounts.models import Agency, User
from deadlines.calendar import add_months
from learners.models import KeyWorker, Learner
from learners.querysets import LearnerQuerySet
from tracking.rules.worker_changes import Worked, changes


class Period(models.TextChoices):
    YEAR = "", "The last twelve months"
    HALF = "6", "The last six months"
    TWO_YEARS = "24", "The last two years"
    EVER = "ever", "Since they are on record"


@dataclass(frozen=True)
class ServiceRow:
    """A service, with the young people who have or had a key worker there in the period, and changes to one of theirs."""

    service: Agency
    young_people: int
    with_changes: int
    changes: int

    @property
    def average(self) -> float:
        return round(self.changes / self.young_people, 1) if self.young_people else 0.0


@dataclass(frozen=True)
class Changed:
    """How many changes one young person had."""

    learner_id: int
    changes: int


@dataclass(frozen=True)
class ChangedRow:
    learner: Learner
    changes: int
    workers: list[KeyWorker]


@dataclass(frozen=True)
class WorkerChanges:
    """`changed` has the most changes first."""

    since: date | None
    services: list[ServiceRow]
    changed: list[Changed]


def since(period: str, now: datetime) -> date | None:
    """The first day of a period that ends today; None for all the time on record."""
    if period == Period.EVER:
        return None
    return add_months(local_date(now), -(int(period) if period else 12))


def worker_changes(user: User, *, period: str, service: str, now: datetime) -> WorkerChanges:
    """Of the young people of the user's own agencies whose case is open. `service` is an agency's UUID: the list is narrowed
    to changes there. Three queries.
    """
    first = since(period, now)
    counted: Counter[int] = Counter()
    by_service: defaultdict[int, Counter[int]] = defaultdict(Counter)
    had: defaultdict[int, set[int]] = defaultdict(set)
    chosen = Agency.objects.filter(uuid=service).values_list("pk", flat=True).first() if service else None
    for learner_id, workers in _workers(_own(user), now):
        for number, worker in enumerate(workers):
            ended = workers[number + 1].since if number + 1 < len(workers) else None
            if first is None or ended is None or ended >= first:
                had[worker.service].add(learner_id)
        for change in changes(workers):
            if first is None or change.since >= first:
                by_service[change.service][learner_id] += 1
                if chosen is None or change.service == chosen:
                    counted[learner_id] += 1
    agencies = Agency.objects.in_bulk(list(had))
    rows = [
        ServiceRow(agencies[pk], len(people), len(by_service[pk]), by_service[pk].total()) for pk, people in had.items()
    ]
    return WorkerChanges(
        first,
        sorted(rows, key=lambda row: (-row.changes, row.service.sort_name)),
        [Changed(pk, number) for pk, number in sorted(counted.items(), key=lambda item: (-item[1], item[0]))],
    )


def rows_of(changed: Sequence[Changed]) -> list[ChangedRow]:
    """What the list shows of these young people. Two queries however many they are."""
    ids = [each.learner_id for each in changed]
    learners = Learner.objects.in_bulk(ids)
    workers: dict[int, list[KeyWorker]] = {pk: [] for pk in ids}
    all_workers = KeyWorker.objects.filter(learner__in=ids).select_related("membership__user", "membership__agency")
    for worker in all_workers.order_by("starts_at", "id"):
        workers[worker.learner_id].append(worker)
    return [ChangedRow(learners[each.learner_id], each.changes, workers[each.learner_id]) for each in changed]


def _own(user: User) -> LearnerQuerySet:
    return Learner.objects.visible_to(user).of_own_agencies(user).open()


def _workers(learners: LearnerQuerySet, now: datetime) -> list[tuple[int, list[Worked]]]:
    """The key workers of each, in their order. One query."""
    rows = (
        KeyWorker.objects.filter(learner__in=learners.values("pk"), starts_at__lte=now)
        .order_by("learner_id", "starts_at", "id")
        .values_list("learner_id", "membership__user_id", "membership__agency_id", "starts_at")
    )
    return [
        (learner_id, [Worked(person, agency, local_date(starts_at)) for _, person, agency, starts_at in theirs])
        for learner_id, theirs in groupby(rows.iterator(), key=itemgetter(0))
    ]
