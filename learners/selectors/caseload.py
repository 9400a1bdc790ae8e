"""The caseload: the young people somebody may see, searched, filtered and sorted; and what each row shows, in a fixed
number of queries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

from accounts.clock import local_date
from accounts.enums import AgencyKind, Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_reached, agency_ids_where, membership_ids_with_own_records
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.querysets import DeadlineQuerySet
from deadlines.wording import due_words
from learners.enums import CareStatus
from learners.models import AgencyLink, Enrolment, KeyWorker, Learner
from learners.querysets import LearnerQuerySet
from learners.registry import narrowings
from learners.rules import PLACEHOLDER_ULN
from learners.selectors.likeness import like
from learners.selectors.people import KeyWorkerPost, key_workers_for

NO_KEY_WORKER = "none"
#: A deadline that ends within so many days is shown as coming up.
SOON = timedelta(days=7)


class PlanState(models.TextChoices):
    """How the education plan of a young person's open places stands, read from the ledger."""

    AGREED = "agreed", "Agreed"
    DUE = "due", "Not agreed yet"
    OVERDUE = "overdue", "Overdue"
    REVIEW_OVERDUE = "review_overdue", "Review overdue"


class Show(models.TextChoices):
    OPEN = "", "Open cases"
    OVERDUE = "overdue", "Something is overdue"
    CLOSED = "closed", "Closed cases"


#: What the caseload can be sorted by; a leading "-" turns it round. The first is the order unasked.
SORTS = ("name", "due", "status")


@dataclass(frozen=True)
class CaseloadFilters:
    """What is asked of the caseload. Empty values ask nothing; `key_worker` is a user's UUID or "none", `provider` an
    agency's UUID. `narrowed`: what floors above were asked, by name (`learners.registry.Narrowing`).
    """

    q: str = ""
    care_status: str = ""
    provider: str = ""
    key_worker: str = ""
    plan: str = ""
    show: str = ""
    sort: str = ""
    narrowed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseloadRow:
    """One young person in the list."""

    learner: Learner
    key_worker: KeyWorkerPost
    deadline: Deadline | None
    enrolments: list[Enrolment] = field(default_factory=list)
    due_state: str = ""
    due_words: str = ""


def caseload(user: User, filters: CaseloadFilters, now: datetime) -> LearnerQuerySet:
    """The young people `user` may see that fit the filters, in order. The count and the page come from this one
    queryset.
    """
    learners = Learner.objects.visible_to(user)
    learners = (
        learners.exclude(pk__in=Learner.objects.open().values("pk")) if filters.show == Show.CLOSED else learners.open()
    )
    if filters.show == Show.OVERDUE:
        learners = learners.filter(Exists(_clocks(user).overdue(now)))
    if filters.care_status:
        learners = learners.filter(care_status=filters.care_status)
    if filters.provider:
        places = Enrolment.objects.known_to(user).open()
        places = places.filter(learner=OuterRef("pk"), provider__uuid=filters.provider)
        learners = learners.filter(Exists(places))
    if filters.key_worker:
        learners = learners.filter(_of_key_worker(filters.key_worker))
    if filters.plan:
        learners = learners.filter(_plan_is(PlanState(filters.plan), user, now))
    for name, chosen in filters.narrowed.items():
        learners = narrowings()[name].narrow(learners, chosen, user, now)
    if filters.q.strip():
        learners = search(learners, filters.q)
    return _sorted(learners, filters, user)


def exportable(learners: LearnerQuerySet, user: User) -> LearnerQuerySet:
    """Those of `learners` that `user` may export: linked to an agency at which their role carries the permission."""
    linked = AgencyLink.objects.active().filter(agency__in=agency_ids_where(user, Permission.EXPORT))
    return learners.filter(pk__in=linked.values("learner_id"))


def search(learners: LearnerQuerySet, text: str) -> LearnerQuerySet:
    """Those whose name is like `text`, best first through the annotation `likeness`; or whose learner number begins
    with it.

    Each word must be like a word of the name. Letters may be missing, doubled or swapped; accents and capitals do not
    matter.
    """
    digits = "".join(text.split())
    if digits.isascii() and digits.isdigit():
        found = learners.filter(uln=digits) if len(digits) == 10 else learners.filter(uln__startswith=digits)
        return found.exclude(uln=PLACEHOLDER_ULN).annotate(likeness=Value(0))
    return like(learners, "trigrams", text)


def rows(learners: Sequence[Learner], user: User, now: datetime) -> list[CaseloadRow]:
    """What the list shows `user` of these young people, whom the user sees: places, key worker, next deadline. Three
    queries however many they are.
    """
    ids = [learner.pk for learner in learners]
    places: dict[int, list[Enrolment]] = {}
    for enrolment in (
        Enrolment.objects.known_to(user)
        .open()
        .filter(learner__in=ids)
        .select_related("provider")
        .order_by("starts_on", "id")
    ):
        places.setdefault(enrolment.learner_id, []).append(enrolment)
    key_workers = key_workers_for(ids, now)
    next_deadlines = {
        deadline.learner_id: deadline
        for deadline in Deadline.objects.known_to(user)
        .running()
        .tracked()
        .filter(learner__in=ids)
        .select_related("owner", "partner")
        .order_by("learner_id", "due_at", "id")
        .distinct("learner_id")
    }
    found = []
    for learner in learners:
        deadline = next_deadlines.get(learner.pk)
        state, words = _due(deadline, now) if deadline else ("", "")
        found.append(CaseloadRow(learner, key_workers[learner.pk], deadline, places.get(learner.pk, []), state, words))
    return found


def _due(deadline: Deadline, now: datetime) -> tuple[str, str]:
    """The state of a running deadline as its tag names it, and how far off it is in words."""
    words = due_words(deadline.clock, now)
    last_day = deadline.due_on or local_date(deadline.due_at)
    if deadline.due_at <= now:
        state = "overdue"
    elif last_day <= local_date(now):
        state = "due_today"
    else:
        state = "due_soon" if last_day <= local_date(now) + SOON else "open"
    return state, f"{words[:1].upper()}{words[1:]}"


def provider_choices() -> list[tuple[str, str]]:
    """Every provider, as the directory lists them."""
    providers = Agency.objects.filter(kind=AgencyKind.PROVIDER).order_by("sort_name", "id")
    return [(str(uuid), name) for uuid, name in providers.values_list("uuid", "name")]


def key_worker_choices(user: User) -> list[tuple[str, str]]:
    """Key workers of the young people `user` sees through an agency or works with. One query over links, not over young
    people.
    """
    current = KeyWorker.objects.filter(ends_at__isnull=True)
    linked = AgencyLink.objects.active().filter(agency__in=agency_ids_reached(user)).values("learner_id")
    restricted = Learner.objects.filter(is_restricted=True).values("pk")
    of_agency = current.filter(learner__in=linked).exclude(learner__in=restricted).values("membership__user")
    own = current.filter(membership__in=membership_ids_with_own_records(user)).values("membership__user")
    people = User.objects.filter(pk__in=of_agency.union(own)).order_by("name", "id")
    return [(str(uuid), name) for uuid, name in people.values_list("uuid", "name")]


def _clocks(user: User) -> DeadlineQuerySet:
    return Deadline.objects.known_to(user).tracked().filter(learner=OuterRef("pk"))


def _of_key_worker(chosen: str) -> Q:
    current = KeyWorker.objects.active().filter(learner=OuterRef("pk"))
    if chosen == NO_KEY_WORKER:
        return ~Q(Exists(current))
    return Q(Exists(current.filter(membership__user__uuid=chosen)))


def _plan_is(state: PlanState, user: User, now: datetime) -> Q:
    clocks = _clocks(user)
    plan, review = clocks.filter(duty_code="education_plan"), clocks.filter(duty_code="plan_review")
    if state == PlanState.AGREED:
        met = plan.filter(state=DeadlineState.MET)
        places = Enrolment.objects.open().filter(uuid=OuterRef("subject_uuid"))
        return Q(Exists(met.filter(Exists(places))))
    if state == PlanState.DUE:
        return Q(Exists(plan.open().exclude(due_at__lte=now)))
    return Q(Exists((plan if state == PlanState.OVERDUE else review).overdue(now)))


def _sorted(learners: LearnerQuerySet, filters: CaseloadFilters, user: User) -> LearnerQuerySet:
    key, turned = filters.sort.removeprefix("-"), filters.sort.startswith("-")
    if key == "due":
        soonest = _clocks(user).running().order_by("due_at").values("due_at")[:1]
        due = F("next_due_at")
        order = due.desc(nulls_last=True) if turned else due.asc(nulls_last=True)
        return learners.annotate(next_due_at=Subquery(soonest)).order_by(order, "sort_name", "id")
    if key == "status":
        place = Case(
            *[When(care_status=value, then=Value(number)) for number, value in enumerate(CareStatus.values)],
            default=Value(len(CareStatus.values)),
        )
        return learners.annotate(status_order=place).order_by(
            "-status_order" if turned else "status_order", "sort_name", "id"
        )
    if key == "name":
        return learners.order_by(*(["-sort_name", "-id"] if turned else ["sort_name", "id"]))
    best_first = ["-likeness"] if filters.q.strip() else []
    return learners.order_by(*best_first, "sort_name", "id")
