"""What is known of many young people at once that makes a panel look at them: as many queries for one as for thousands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from accounts.clock import local_date
from accounts.enums import Purpose
from accounts.models import Agency
from agreements.enums import TermKey
from agreements.terms import terms_for
from deadlines.models import Deadline
from deadlines.rules import Limit
from learners.models import AgencyLink, KeyWorker, Learner
from learners.querysets import LearnerQuerySet
from oversight.enums import PanelMeetingState
from oversight.models import Panel, PanelAction, PanelItem, PanelMeeting
from oversight.rules.risk import INCIDENT_DAYS, STRETCH_DAYS, YEAR_DAYS, Facts
from tracking.enums import ActivityGroup, ConcernState
from tracking.models import (
    ActivitySpell,
    AttendanceConcern,
    AttendanceWeek,
    Exclusion,
    HomeMove,
    Incident,
    NeetEpisode,
    StrengthsScore,
)
from tracking.rules.ages import age_on
from tracking.rules.attendance import percent
from tracking.rules.attendance_weeks import monday_of
from tracking.rules.spells import NEET_GROUPS, Spell, now_without, without_place


@dataclass(frozen=True)
class Known:
    """Somebody and what is known of them."""

    learner_id: int
    sort_name: str
    facts: Facts


#: What is asked of everybody, each as a few of the fields of `Facts` by learner id.
_Found = dict[int, dict[str, Any]]


def looked_after_by(panel: Panel) -> LearnerQuerySet:
    """Young people of the panel's Virtual School whose case is open."""
    linked = AgencyLink.objects.active().filter(agency=panel.virtual_school_id, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    return Learner.objects.open().filter(pk__in=linked.values("learner_id"))


def long_without(virtual_school: Agency | None, on: date) -> Limit:
    """Which time without a place counts as long on the local day `on`."""
    return terms_for(home_virtual_school=virtual_school, provider=None, on=on).limit(TermKey.LONG_TERM_NEET)


def notable(
    learners: QuerySet[Learner], *, long: Limit, now: datetime, panel: Panel | None = None, before: PanelMeeting | None = None
) -> dict[int, Known]:  # fmt: skip
    """Those of `learners` of whom something is known that a panel could look at, by id. With `panel`, what it asked for at
    meetings other than `before` counts too.
    """
    today = local_date(now)
    wanted = learners.values("pk")
    found: _Found = defaultdict(dict)
    sources: list[Mapping[int, dict[str, Any]]] = [
        _without(wanted, long, today),
        _incidents(wanted, now),
        _attendance(wanted, today),
        _plans(wanted, now),
    ]
    if panel is not None:
        sources.append(_asked_before(wanted, panel, before))
    for source in sources:
        for learner_id, known in source.items():
            found[learner_id] |= known
    return _completed(found, today, now)


def facts_of(learner: Learner, *, long: Limit, now: datetime) -> Facts:
    """What is known of one young person, also if it is nothing."""
    one = Learner.objects.filter(pk=learner.pk)
    found = notable(one, long=long, now=now)
    if learner.pk not in found:
        found = _completed({learner.pk: {}}, local_date(now), now)
    return found[learner.pk].facts


def facts_for(
    learner_ids: Collection[int], *, long: Limit, now: datetime, panel: Panel | None = None, before: PanelMeeting | None = None
) -> dict[int, Facts]:  # fmt: skip
    """The same of several, by id; with `panel` also what it asked for."""
    learners = Learner.objects.filter(pk__in=learner_ids)
    found = notable(learners, long=long, now=now, panel=panel, before=before)
    rest = _completed({pk: {} for pk in learner_ids if pk not in found}, local_date(now), now)
    return {pk: known.facts for pk, known in (found | rest).items()}


def _completed(found: _Found, today: date, now: datetime) -> dict[int, Known]:
    """With what weighs in a risk but puts nobody on an agenda by itself."""
    if not found:
        return {}
    ids = list(found)
    year_ago = today - timedelta(days=YEAR_DAYS)
    with_worker = set(KeyWorker.objects.active(now).filter(learner__in=ids).values_list("learner_id", flat=True))
    excluded = set(
        Exclusion.objects.filter(enrolment__learner__in=ids, effective_on__gte=year_ago).values_list(
            "enrolment__learner_id", flat=True
        )
    )
    scores = dict(
        StrengthsScore.objects.filter(learner__in=ids)
        .order_by("learner_id", "-on", "-id")
        .distinct("learner_id")
        .values_list("learner_id", "score")
    )
    moves = dict(
        HomeMove.objects.filter(learner__in=ids, moves_on__gte=year_ago, moves_on__lte=today)
        .values("learner_id")
        .annotate(number=Count("*"))
        .values_list("learner_id", "number")
    )
    people = Learner.objects.filter(pk__in=ids).values_list("pk", "sort_name", "date_of_birth")
    return {
        pk: Known(
            pk,
            name,
            replace(
                Facts(age=age_on(born, today)),
                **found[pk],
                has_key_worker=pk in with_worker,
                was_excluded=pk in excluded,
                strengths_score=scores.get(pk),
                home_moves=moves.get(pk, 0),
            ),
        )
        for pk, name, born in people
    }


def _without(wanted: QuerySet[Any], long: Limit, today: date) -> _Found:
    recent = Q(ends_on__isnull=True) | Q(ends_on__gte=today - timedelta(days=YEAR_DAYS))
    concerned = ActivitySpell.objects.filter(
        recent, learner__in=wanted, code__group__in=NEET_GROUPS, starts_on__lte=today
    )
    rows = (
        ActivitySpell.objects.filter(learner__in=concerned.values("learner_id"))
        .order_by("learner_id", "starts_on")
        .values_list("learner_id", "starts_on", "ends_on", "code__group")
    )
    spells: dict[int, list[Spell]] = defaultdict(list)
    for learner_id, starts_on, ends_on, group in rows:
        spells[learner_id].append(Spell(starts_on, ends_on, ActivityGroup(group or ActivityGroup.NOT_KNOWN)))
    found: _Found = defaultdict(dict, {pk: _of_spells(theirs, long, today) for pk, theirs in spells.items()})
    for learner_id, starts_on, plan_agreed_on, contingency in NeetEpisode.objects.filter(
        learner__in=wanted, ended_on__isnull=True, starts_on__lte=today
    ).values_list("learner_id", "starts_on", "plan_agreed_on", "contingency"):
        if learner_id not in spells:  # somebody began to work on it before it was written down what they do
            found[learner_id] = _of_spells([Spell(starts_on, None, ActivityGroup.NEET)], long, today)
        found[learner_id] |= {
            "has_support_plan": plan_agreed_on is not None,
            "has_contingency": bool(contingency),
        }
    return found


def _of_spells(spells: list[Spell], long: Limit, today: date) -> dict[str, Any]:
    present = now_without(spells, today)
    year_ago = today - timedelta(days=YEAR_DAYS)
    before = [
        time
        for time in without_place(spells)
        if time != present and time.ends_on is not None and year_ago <= time.ends_on < today
    ]
    known: dict[str, Any] = {"times_before": len(before)}
    if present is not None:
        known |= {
            "without_since": present.starts_on,
            "days_without": present.days(today),
            "is_long": present.is_long(long, today),
            "is_near_long": present.is_long(_half(long), today),
        }
    return known


def _half(limit: Limit) -> Limit:
    return Limit(-(-limit.amount // 2), limit.unit)


def _incidents(wanted: QuerySet[Any], now: datetime) -> _Found:
    counted = (
        Incident.objects.filter(learner__in=wanted, occurred_at__gt=now - timedelta(days=INCIDENT_DAYS))
        .values("learner_id")
        .annotate(number=Count("*"))
        .values_list("learner_id", "number")
    )
    return {learner_id: {"incidents": number} for learner_id, number in counted}


def _attendance(wanted: QuerySet[Any], today: date) -> _Found:
    this_week = monday_of(today)
    lately, before = this_week - timedelta(days=STRETCH_DAYS), this_week - timedelta(days=2 * STRETCH_DAYS)
    sums = (
        AttendanceWeek.objects.filter(
            enrolment__learner__in=wanted, enrolment__ended_on__isnull=True, possible__gt=0, week_on__gte=before
        )
        .values("enrolment__learner_id")
        .annotate(
            attended_now=Sum("attended", filter=Q(week_on__gte=lately)),
            possible_now=Sum("possible", filter=Q(week_on__gte=lately)),
            attended_before=Sum("attended", filter=Q(week_on__lt=lately)),
            possible_before=Sum("possible", filter=Q(week_on__lt=lately)),
        )
        .values_list(
            "enrolment__learner_id", "attended_now", "possible_now", "attended_before", "possible_before"
        )
    )  # fmt: skip
    found: _Found = {
        learner_id: {
            "attendance": _share(attended, possible),
            "attendance_before": _share(attended_before, possible_before),
        }
        for learner_id, attended, possible, attended_before, possible_before in sums
    }
    concerns = AttendanceConcern.objects.filter(enrolment__learner__in=wanted, state=ConcernState.OPEN)
    for learner_id, noticed, limit in concerns.values_list("enrolment__learner_id", "percent", "limit"):
        known = found.setdefault(learner_id, {})
        known["attendance_limit"] = limit
        if known.get("attendance") is None:
            known["attendance"] = noticed
    return found


def _share(attended: int | None, possible: int | None) -> Decimal | None:
    return percent(attended or 0, possible) if possible else None


def _plans(wanted: QuerySet[Any], now: datetime) -> _Found:
    """Whether the plan is in place is read from the ledger."""
    overdue = Deadline.objects.filter(learner__in=wanted, duty_code="education_plan").tracked().overdue(now)
    return {learner_id: {"plan_is_overdue": True} for learner_id in _ids(overdue.values_list("learner_id", flat=True))}


def _asked_before(wanted: QuerySet[Any], panel: Panel, before: PanelMeeting | None) -> _Found:
    earlier = PanelItem.objects.filter(meeting__panel=panel, learner__in=wanted)
    if before is not None:
        earlier = earlier.exclude(meeting=before)
    found: _Found = defaultdict(dict)
    undone = PanelAction.objects.filter(item__in=earlier, done_on__isnull=True)
    for learner_id, number in undone.values_list("item__learner_id").annotate(number=Count("*")):
        found[learner_id]["open_actions"] = number
    latest = (
        earlier.filter(decided_at__isnull=False).order_by("learner_id", "-decided_at", "-id").distinct("learner_id")
    )
    for learner_id, return_on in latest.values_list("learner_id", "return_on"):
        if return_on is not None:
            found[learner_id]["return_on"] = return_on
    last = (
        PanelMeeting.objects.filter(panel=panel, state=PanelMeetingState.CLOSED)
        .order_by("-scheduled_for", "-id")
        .first()
    )
    left = earlier.filter(meeting=last, taken_off="", decided_at__isnull=True)
    for learner_id in _ids(left.values_list("learner_id", flat=True)):
        found[learner_id]["was_not_reached"] = True
    return found


def _ids(rows: Iterable[Any]) -> set[int]:
    return {int(pk) for pk in rows}
