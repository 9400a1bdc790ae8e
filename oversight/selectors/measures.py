"""Young people by what is true of them (M6, M7, M13). Every number of a dashboard is the length of one of these lists.

`PeopleFilters` is a list as data: `people` turns it into rows, `address` into the link that shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import AgencyKind, Permission, Scope
from accounts.models import User
from accounts.selectors import current_memberships
from learners.enums import CareStatus
from learners.models import Enrolment, Learner
from learners.querysets import LearnerQuerySet
from learners.registry import Narrowing
from learners.selectors.caseload import NO_KEY_WORKER, CaseloadFilters, PlanState, Show, caseload
from oversight.enums import Ages, Area, Attending, Doing, Listing, Recorded
from oversight.measures.conditions import (
    AGES,
    GROUPS,
    NEET,
    area_among,
    attended,
    counted_weeks,
    does,
    first_week,
    is_missing_education,
    limits,
    of_age,
    spells_on,
)
from oversight.rules import age_groups
from tracking.models import ActivitySpell
from tracking.rules.ages import born_by
from tracking.rules.attendance import SEVERE_ABSENCE

#: Attendance in per cent at or below which absence is severe.
SEVERE = int(100 - 100 * SEVERE_ABSENCE)
#: Days in addresses lie within these years, as those typed into forms do.
FIRST_YEAR, LAST_YEAR = 1900, 2199

_OWN_KINDS = frozenset({AgencyKind.VIRTUAL_SCHOOL, AgencyKind.SOCIAL_CARE})


@dataclass(frozen=True, kw_only=True)
class PeopleFilters:
    """Which young people. Empty fields do not narrow. `provider` is an agency's UUID, `key_worker` a user's or "none";
    `on` is the day whose activity is asked for, today unless given; `week` is a Monday.
    """

    q: str = ""
    show: str = ""
    care_status: str = ""
    provider: str = ""
    key_worker: str = ""
    plan: str = ""
    area: str = ""
    ages: str = ""
    doing: str = ""
    on: date | None = None
    attending: str = ""
    week: date | None = None
    recorded: str = ""
    sort: str = ""

    def parameters(self) -> dict[str, str]:
        """The parts of the address, in a fixed order, without empty ones."""
        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) for name, value in chosen.items() if value}

    def query(self) -> str:
        """The filters as an address holds them."""
        return urlencode(self.parameters())

    @classmethod
    def read(cls, query: str) -> "PeopleFilters":
        """The filters that `parameters` wrote into an address. ValueError if a value makes no sense; what is no filter is
        left out.
        """
        asked = {name: plain(value) for name, value in parse_qsl(query) if name in cls.__dataclass_fields__}
        days = {name: day_of(asked[name]) for name in ("on", "week") if name in asked}
        filters = cls(**(asked | days))  # type: ignore[arg-type]
        for name, known in _KNOWN.items():
            if (value := getattr(filters, name)) and value not in known:
                raise ValueError(f"{name}={value}")
        for name in ("provider", "key_worker"):
            if (value := getattr(filters, name)) and value != NO_KEY_WORKER:
                UUID(value)
        return filters

    def address(self, listing: Listing = Listing.YOUNG_PEOPLE) -> str:
        """The path of the page that shows exactly this list."""
        query = self.query()
        return reverse("oversight:list", args=[listing.value]) + (f"?{query}" if query else "")


_KNOWN: Mapping[str, list[str]] = {
    "show": Show.values, "care_status": CareStatus.values, "plan": PlanState.values, "area": Area.values,
    "ages": Ages.values, "doing": Doing.values, "attending": Attending.values, "recorded": Recorded.values,
}  # fmt: skip


def plain(value: str) -> str:
    """The value of an address. ValueError if no database takes it."""
    if "\x00" in value:
        raise ValueError("a sign that is no letter")
    return value


def day_of(value: str) -> date:
    """A day as an address holds it. ValueError if there is no such day, or none that a list is asked for."""
    day = date.fromisoformat(value)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"too far: {day}")
    return day


def knows_activity(user: User) -> bool:
    """Whether somebody works for young people’s own agencies, or answers for some of them wherever that is: what young
    people do is known there, not at a provider nor by a partner of a panel.
    """
    return any(
        hat.agency.kind in _OWN_KINDS
        or (hat.agency.kind != AgencyKind.PROVIDER and hat.role_definition.scope == Scope.OWN)
        for hat in current_memberships(user)
        if Permission.VIEW_LEARNER in hat.role_definition.permissions
    )


def people(user: User, filters: PeopleFilters, now: datetime) -> LearnerQuerySet:
    """The young people `user` may see that fit, in order. The count and the list come from this one queryset."""
    today = local_date(now)
    asked = CaseloadFilters(
        q=filters.q, show=filters.show, care_status=filters.care_status, provider=filters.provider,
        key_worker=filters.key_worker, plan=filters.plan, sort=filters.sort,
    )  # fmt: skip
    found = caseload(user, asked, now)
    if filters.area:
        found = found.filter(area_is(Area(filters.area), user))
    if filters.ages:
        found = found.filter(of_age(AGES[filters.ages], today))
    if filters.doing:
        found = found.filter(_does(filters.doing, user, filters.on or today, today))
    if filters.attending:
        found = found.filter(_attends(filters.attending, user, today))
    if filters.week:
        found = found.filter(_entered(filters.week, filters.recorded != Recorded.NO, user))
    return found


def from_16(found: LearnerQuerySet, on: date) -> LearnerQuerySet:
    """Those who have completed 16 years."""
    return found.filter(date_of_birth__lte=born_by(16, on))


def _places(user: User) -> QuerySet[Enrolment]:
    return Enrolment.objects.known_to(user).open().filter(learner=OuterRef("pk"))


def area_is(area: Area, user: User) -> Q:
    """Where a young person learns, by the places that `user` may know of."""
    return area_among(area, _places(user))


def _does(doing: str, user: User, on: date, today: date) -> Q:
    """Only of young people whose own agencies the user works for: nobody else knows what they do."""
    known = Q(pk__in=Learner.objects.of_own_agencies(user).values("pk"))
    if doing == Doing.NOT_RECORDED:
        return known & ~Q(Exists(spells_on(on).filter(learner=OuterRef("pk"))))
    if doing == Doing.LONG_NEET:
        return known & Q(Exists(_long(on)))
    if doing == Doing.MISSING:
        return known & of_age(age_groups.UP_TO_17, today) & is_missing_education(on)
    return known & does(GROUPS[doing], on)


def _who_do(learners: LearnerQuerySet, doing: str, user: User, now: datetime) -> LearnerQuerySet:
    today = local_date(now)
    return learners.filter(_does(doing, user, today, today))


#: The caseload by what they do now, by the same words and the same conditions as these lists.
BY_ACTIVITY = Narrowing(
    name="doing", label="What they do", choices=Doing.choices, is_asked_by=knows_activity, narrow=_who_do
)


def _long(on: date) -> QuerySet[Any]:
    """Young people who were without a place on every day from the one on which it must have begun until and with `on`.
    Spells never overlap, so the days of each add up.
    """
    since = limits(on).long_since
    last = Least(Coalesce(F("ends_on"), Value(on)), Value(on))
    days = Func(
        last, Greatest(F("starts_on"), Value(since)), template="(%(expressions)s + 1)", arg_joiner=" - ",
        output_field=IntegerField(),
    )  # fmt: skip
    return (
        ActivitySpell.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since), starts_on__lte=on)
        .filter(learner=OuterRef("pk"), code__group__in=NEET)
        .order_by()
        .values("learner")
        .annotate(days=Sum(days))
        .filter(days=(on - since).days + 1)
    )


def _attends(attending: str, user: User, today: date) -> Q:
    places = Enrolment.objects.known_to(user)
    weeks = counted_weeks(places, first_week(today), today).filter(learner=OuterRef("pk"))
    if attending == Attending.NOT_RECORDED:
        begun = places.current(today).filter(learner=OuterRef("pk"))
        return Q(Exists(begun)) & ~Q(Exists(weeks))
    if attending == Attending.BELOW_TARGET:
        return Q(Exists(attended(weeks, "lt", limits(today).target)))
    return Q(Exists(attended(weeks, "lte", SEVERE if attending == Attending.SEVERE else limits(today).limit)))


def _entered(week: date, yes: bool, user: User) -> Q:
    """Whether something was entered for the week at a place the young person had then."""
    places = Enrolment.objects.known_to(user).filter(learner=OuterRef("pk"))
    entered = Q(Exists(places.filter(attendance_weeks__week_on=week)))
    if yes:
        return entered
    sunday = week + timedelta(days=6)
    expected = places.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=week), starts_on__lte=sunday)
    return Q(Exists(expected)) & ~entered
