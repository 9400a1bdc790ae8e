"""Who has had careers advice, by year group (K12). A number and the list behind it come from one function."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from education_plans.models import GuidanceSession
from education_plans.rules.guidance import YEAR_GROUPS, born_between, counted_from, stage_of
from learners.models import Learner
from learners.querysets import LearnerQuerySet
from learners.selectors.people import KeyWorkerPost, key_workers_for

#: What the list can be narrowed to, in words.
HAD = {"no": "Not yet", "yes": "Had it"}


@dataclass(frozen=True)
class Coverage:
    """One year group: what is owed to everybody in it, since when it counts, how many there are and how many had it."""

    year_group: int
    what: str
    since: date
    number: int
    had: int

    @property
    def not_had(self) -> int:
        return self.number - self.had

    @property
    def rate(self) -> float | None:
        return self.had / self.number if self.number else None

    def url(self, had: str = "") -> str:
        chosen = {"year_group": self.year_group, **({"had": had} if had else {})}
        return f"{reverse('education_plans:guidance-coverage')}?{urlencode(chosen)}#people"

    @property
    def url_all(self) -> str:
        return self.url()

    @property
    def url_had(self) -> str:
        return self.url("yes")

    @property
    def url_not_had(self) -> str:
        return self.url("no")


def learners_listed(user: User, filters: Mapping[str, str], today: date) -> LearnerQuerySet:
    """The young people of the user's own agencies with an open case who are in one year group now, by name. Filters:
    year_group, one of `YEAR_GROUPS`; had = yes | no, whether a session is recorded since the stage began.
    """
    year_group = int(filters["year_group"])
    first, last = born_between(year_group, today)
    found = Learner.objects.visible_to(user).of_own_agencies(user).open()
    found = found.filter(date_of_birth__gte=first, date_of_birth__lte=last).annotate(
        has_had=Exists(_sessions(year_group, today).filter(learner=OuterRef("pk")))
    )
    if had := filters.get("had"):
        found = found.filter(has_had=had == "yes")
    return found.order_by("sort_name", "id")


def _sessions(year_group: int, today: date) -> QuerySet[GuidanceSession]:
    return GuidanceSession.objects.filter(held_on__gte=counted_from(year_group, today), held_on__lte=today)


def coverage(user: User, today: date) -> list[Coverage]:
    """Every year group to which something is owed, the youngest first. One query each."""
    found = []
    for year_group in YEAR_GROUPS:
        listed = learners_listed(user, {"year_group": str(year_group)}, today).order_by()
        counted = listed.aggregate(number=Count("pk"), had=Count("pk", filter=Q(has_had=True)))
        found.append(
            Coverage(year_group, stage_of(year_group).what, counted_from(year_group, today), **counted)
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class CoverageRow:
    """One young person of the list. `last_on`: the day of the newest session that counts."""

    learner: Learner
    key_worker: KeyWorkerPost
    last_on: date | None


def rows_of(learners: Sequence[Learner], year_group: int, now: datetime, today: date) -> list[CoverageRow]:
    """One page of the list. Two queries however many they are."""
    ids = [learner.pk for learner in learners]
    workers = key_workers_for(ids, now)
    held = _sessions(year_group, today).filter(learner__in=ids)
    last = dict(held.values("learner_id").annotate(last=Max("held_on")).values_list("learner_id", "last"))
    return [CoverageRow(learner, workers[learner.pk], last.get(learner.pk)) for learner in learners]
