"""What is known of each young person on a page of a list, in a fixed number of queries however many they are (W11)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, OuterRef, Subquery

from accounts.clock import local_date
from accounts.enums import AgencyKind
from accounts.models import Agency, User
from learners.models import Enrolment, Learner
from learners.querysets import EnrolmentQuerySet
from learners.selectors.caseload import CaseloadRow, rows
from oversight.measures.conditions import counted_weeks, first_week, limits
from tracking.enums import DestinationKind
from tracking.models import ActivitySpell, AttendanceWeek, Contact, Destination, NeetDay, NeetEpisode
from tracking.rules.attendance import percent
from tracking.rules.spells import Spell, Without, now_without


@dataclass
class Facts:
    """One young person, with what the columns of a list need. What nobody asked for stays empty."""

    row: CaseloadRow
    today: date
    possible: int = 0
    attended: int = 0
    last_week: date | None = None
    limit: int = 0
    spell: ActivitySpell | None = None
    without: Without | None = None
    is_long: bool = False
    episode: NeetEpisode | None = None
    taster_on: date | None = None
    contact_on: date | None = None
    destinations: dict[str, Destination] = field(default_factory=dict)

    @property
    def learner(self) -> Learner:
        return self.row.learner

    @property
    def percent(self) -> Decimal | None:
        """Attendance of the last four weeks, from counted sessions; None without any."""
        return percent(self.attended, self.possible)


def facts(
    learners: Sequence[Learner],
    user: User,
    now: datetime,
    *,
    attendance: bool = False,
    activity: bool = False,
    neet: bool = False,
    destinations: bool = False,
) -> list[Facts]:
    """Of young people whom `user` sees; what belongs to their own agencies only where the user works for one of them."""
    today = local_date(now)
    found = {row.learner.pk: Facts(row, today) for row in rows(learners, user, now)}
    if attendance:
        _attendance(found, Enrolment.objects.visible_to(user), today)
    own: list[int] = []
    if activity or neet or destinations:
        own = list(Learner.objects.of_own_agencies(user).filter(pk__in=list(found)).values_list("pk", flat=True))
    if activity or neet:
        _activity(found, own, today)
    if neet:
        _without_place(found, own)
    if destinations:
        for destination in Destination.objects.filter(learner__in=own).order_by("year", "id"):
            found[destination.learner_id].destinations[destination.kind] = destination
    return list(found.values())


def narrowed(found: list[Facts], recipient: Agency, learner_ids: Collection[int], now: datetime) -> list[Facts]:
    """What `recipient` may be told of these young people: of those of `learner_ids`, for whom it is not responsible, no clock;
    and if it is a school or college, nothing of a place somewhere else. Three queries.
    """
    theirs = {of_one.learner.pk: of_one for of_one in found if of_one.learner.pk in learner_ids}
    for of_one in theirs.values():
        of_one.row = replace(of_one.row, deadline=None, due_state="", due_words="")
    if recipient.kind == AgencyKind.PROVIDER:
        for of_one in theirs.values():
            here = [place for place in of_one.row.enrolments if place.provider_id == recipient.pk]
            of_one.row = replace(of_one.row, enrolments=here)
            of_one.possible, of_one.attended, of_one.last_week = 0, 0, None
        with_attendance = {pk: of_one for pk, of_one in theirs.items() if of_one.limit}
        if with_attendance:
            _attendance(with_attendance, Enrolment.objects.filter(provider=recipient), local_date(now))
    return found


def _attendance(found: dict[int, Facts], places: EnrolmentQuerySet, today: date) -> None:
    """What was counted at these places."""
    of_them = places.filter(learner__in=list(found))
    for group in counted_weeks(of_them, first_week(today), today):
        of_one = found[group["learner"]]
        of_one.possible, of_one.attended = group["possible"], group["attended"]
    entered = AttendanceWeek.objects.filter(enrolment__in=of_them.order_by())
    last = entered.order_by().values("enrolment__learner").annotate(last=Max("week_on"))
    for learner_id, week in last.values_list("enrolment__learner", "last"):
        found[learner_id].last_week = week
    limit = limits(today).limit
    for of_one in found.values():
        of_one.limit = limit


def _activity(found: dict[int, Facts], own: Collection[int], today: date) -> None:
    """What each does today, and since when they have been without a place."""
    spells: dict[int, list[ActivitySpell]] = {}
    for spell in ActivitySpell.objects.filter(learner__in=own).select_related("code").order_by("starts_on"):
        spells.setdefault(spell.learner_id, []).append(spell)
    since = limits(today).long_since
    for learner_id, theirs in spells.items():
        of_one = found[learner_id]
        of_one.spell = next(
            (one for one in theirs if one.starts_on <= today and (one.ends_on is None or one.ends_on >= today)), None
        )
        of_one.without = now_without([Spell(one.starts_on, one.ends_on, one.code.group) for one in theirs], today)
        of_one.is_long = of_one.without is not None and of_one.without.starts_on <= since


def _without_place(found: dict[int, Facts], own: Collection[int]) -> None:
    tasters = NeetDay.objects.filter(episode=OuterRef("pk"), attended=True).order_by("-on").values("on")[:1]
    episodes = NeetEpisode.objects.filter(learner__in=own, ended_on__isnull=True).annotate(taster_on=Subquery(tasters))
    for episode in episodes:
        found[episode.learner_id].episode = episode
        found[episode.learner_id].taster_on = episode.taster_on
    reached = Contact.objects.standing().filter(learner__in=own, reached=True).order_by().values("learner")
    for learner_id, at in reached.annotate(last=Max("at")).values_list("learner", "last"):
        found[learner_id].contact_on = local_date(at)


def offered(of_one: Facts) -> Destination | None:
    return of_one.destinations.get(DestinationKind.OFFERED)


def intended(of_one: Facts) -> Destination | None:
    return of_one.destinations.get(DestinationKind.INTENDED)
