"""What young people do: one by one with its history, and the list of everybody (A41)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.expressions import CombinedExpression, Value
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import User
from accounts.selectors import current_memberships
from accounts.wording import short_day
from agreements.enums import TermKey
from agreements.terms import terms_of
from deadlines.rules import Limit
from learners.models import KeyWorker, Learner
from learners.querysets import LearnerQuerySet
from learners.selectors.caseload import NO_KEY_WORKER
from learners.selectors.people import KeyWorkerPost, key_workers_for
from tracking.enums import ActivityGroup, CodeList
from tracking.models import ActivityCode, ActivitySpell
from tracking.rules.ages import academic_age
from tracking.rules.spells import NEET_GROUPS, Spell, Without, begun_by_when_long, without_place
from tracking.selectors.task import Task


class Doing(models.TextChoices):
    """What the list of young people can be narrowed to. The values of `ActivityGroup` count too."""

    WITHOUT = "without", "Without a place"
    LONG = "long", "Without a place for long"
    NOTHING = "nothing", "Nothing recorded"


#: What the list can be sorted by; a leading "-" turns it round. The first is the order unasked.
SORTS = ("name", "since")


@dataclass(frozen=True)
class ActivityFilters:
    """What is asked of the list. Empty values ask nothing; `key_worker` is a user's UUID or "none"."""

    doing: str = ""
    key_worker: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Doings:
    """What one young person does on a day, and how long they have been without a place; None if they are not."""

    spell: ActivitySpell | None
    without: Without | None
    without_days: int
    is_long: bool


@dataclass(frozen=True)
class ActivityRow:
    learner: Learner
    now: Doings
    key_worker: KeyWorkerPost
    academic_age: int


@dataclass(frozen=True)
class HistoryRow:
    """One spell with its length, the last day counted in; up to today while it goes on."""

    spell: ActivitySpell
    days: int
    is_neet: bool


@dataclass(frozen=True)
class WithoutRow:
    time: Without
    days: int
    is_long: bool


@dataclass(frozen=True)
class ActivityHistory:
    """Newest first."""

    now: Doings
    rows: list[HistoryRow]
    without: list[WithoutRow]
    limit: Limit


def codes_for(on: date) -> list[ActivityCode]:
    """What can be chosen for a local day, by group and code."""
    order = {group: number for number, group in enumerate(ActivityGroup.values)}
    codes = ActivityCode.objects.in_force(on).filter(code_list=CodeList.NCCIS)
    return sorted(codes, key=lambda code: (order.get(code.group, len(order)), code.code))


def long_limit(on: date) -> Limit:
    """What the terms call long without a place (M2)."""
    return terms_of(None, on=on).limit(TermKey.LONG_TERM_NEET)


def history_of(learner: Learner, now: datetime) -> ActivityHistory:
    """Everything they did, as recorded."""
    today = local_date(now)
    spells = list(learner.spells.select_related("code", "recorded_by").order_by("-starts_on"))
    limit = long_limit(today)
    rows = [
        HistoryRow(
            spell,
            (min(spell.ends_on or today, today) - spell.starts_on).days + 1,
            spell.code.group in NEET_GROUPS,
        )
        for spell in spells
    ]
    times = [
        WithoutRow(time, time.days(today), time.is_long(limit, today))
        for time in reversed(without_place(_plain(spells)))
    ]
    return ActivityHistory(_now(spells, limit, today), rows, times, limit)


def doings_of(learner_ids: Collection[int], now: datetime) -> dict[int, Doings]:
    """What each of them does now, by learner id. Two queries however many they are."""
    today = local_date(now)
    spells: dict[int, list[ActivitySpell]] = {learner_id: [] for learner_id in learner_ids}
    for spell in ActivitySpell.objects.filter(learner__in=learner_ids).select_related("code").order_by("-starts_on"):
        spells[spell.learner_id].append(spell)
    limit = long_limit(today)
    return {learner_id: _now(theirs, limit, today) for learner_id, theirs in spells.items()}


def listed(user: User, filters: ActivityFilters, now: datetime) -> LearnerQuerySet:
    """The young people whose open case is the user's agencies' own, narrowed and in order. The count and the page come
    from this one queryset.
    """
    learners = Learner.objects.visible_to(user).of_own_agencies(user).open()
    if filters.doing:
        learners = who_do(learners, filters.doing, local_date(now))
    if filters.key_worker:
        current = KeyWorker.objects.active().filter(learner=OuterRef("pk"))
        if filters.key_worker == NO_KEY_WORKER:
            learners = learners.filter(~Exists(current))
        else:
            learners = learners.filter(Exists(current.filter(membership__user__uuid=filters.key_worker)))
    if filters.sort.removeprefix("-") == "since":
        running = _running().values("starts_on")[:1]
        begun = F("doing_since")
        turned = filters.sort.startswith("-")
        order = begun.desc(nulls_last=True) if turned else begun.asc(nulls_last=True)
        return learners.annotate(doing_since=Subquery(running)).order_by(order, "sort_name", "id")
    return learners.order_by(*(["-sort_name", "-id"] if filters.sort == "-name" else ["sort_name", "id"]))


def who_do(learners: LearnerQuerySet, doing: str, on: date) -> LearnerQuerySet:
    """Those of `learners` who do something of the group `doing` on the local day `on`, or as `Doing` says."""
    if doing == Doing.NOTHING:
        return learners.filter(~Exists(_running()))
    if doing == Doing.WITHOUT:
        return learners.filter(Exists(_running().filter(code__group__in=NEET_GROUPS)))
    if doing == Doing.LONG:
        begun_by = begun_by_when_long(long_limit(on), on)
        return with_without_since(learners).filter(without_since__lte=begun_by)  # type: ignore[misc]  # annotated there
    return learners.filter(Exists(_running().filter(code__group=doing)))


def with_without_since(learners: LearnerQuerySet) -> LearnerQuerySet:
    """Annotated with `without_since`: the first day of the time without a place in which they are; None if they are not
    in one.
    """
    neet = ActivitySpell.objects.filter(learner=OuterRef("pk"), code__group__in=NEET_GROUPS)
    day_before = CombinedExpression(OuterRef("starts_on"), "-", Value(1), output_field=models.DateField())
    just_before = ActivitySpell.objects.filter(
        learner=OuterRef("learner"), code__group__in=NEET_GROUPS, ends_on=day_before
    )
    # The last spell of such a time that follows none of its kind began it.
    began = neet.filter(~Exists(just_before)).order_by("-starts_on").values("starts_on")[:1]
    return learners.filter(Exists(_running().filter(code__group__in=NEET_GROUPS))).annotate(
        without_since=Subquery(began)
    )


def rows(learners: Sequence[Learner], now: datetime) -> list[ActivityRow]:
    """What the list shows of these young people. Three queries however many they are."""
    ids = [learner.pk for learner in learners]
    doings, posts, today = doings_of(ids, now), key_workers_for(ids, now), local_date(now)
    return [
        ActivityRow(learner, doings[learner.pk], posts[learner.pk], academic_age(learner.date_of_birth, today))
        for learner in learners
    ]


def tasks(user: User, now: datetime) -> list[Task]:
    """For the key worker or cover: to find out what somebody does of whom that is not known (A41)."""
    mine = [hat.pk for hat in current_memberships(user)]
    workers = KeyWorker.objects.active(now).filter(Q(membership__in=mine) | Q(cover__in=mine))
    unknown = ActivitySpell.objects.visible_to(user).filter(
        learner__in=workers.values("learner_id"), ends_on__isnull=True, code__group=ActivityGroup.NOT_KNOWN
    )
    return [
        Task(
            text=f"Find out what they do, not known since {short_day(spell.starts_on)}",
            url=reverse("tracking:activity-new", args=[spell.learner.uuid]),
            learner=spell.learner,
        )
        for spell in unknown.select_related("learner").order_by("starts_on", "id")
    ]


def _running() -> models.QuerySet[ActivitySpell]:
    return ActivitySpell.objects.filter(learner=OuterRef("pk"), ends_on__isnull=True)


def _plain(spells: Sequence[ActivitySpell]) -> list[Spell]:
    return [Spell(each.starts_on, each.ends_on, ActivityGroup(each.code.group)) for each in spells]


def _now(spells: Sequence[ActivitySpell], limit: Limit, today: date) -> Doings:
    """Of the spells of one young person, newest first."""
    running = next((each for each in spells if each.ends_on is None), None)
    time = next((each for each in without_place(_plain(spells)) if each.ends_on is None), None)
    return Doings(running, time, time.days(today) if time else 0, time is not None and time.is_long(limit, today))
