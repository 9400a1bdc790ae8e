"""The lists that can be cut down, kept as a view and downloaded (W11): who stands in each, and what its columns say."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.clock import local_date, london
from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from deadlines.models import Deadline
from deadlines.querysets import DeadlineQuerySet
from deadlines.selectors import FLAGS, SORTS, STATES, Filters
from deadlines.selectors import listing as deadlines_listed
from deadlines.selectors import sort as sorted_deadlines
from deadlines.wording import due_words
from learners.models import Learner
from learners.selectors.caseload import exportable
from oversight.enums import Ages, Doing, Listing
from oversight.measures import registry
from oversight.selectors.list_facts import Facts, facts, intended, narrowed, offered
from oversight.selectors.measure_values import MeasureList, rows_behind
from oversight.selectors.measures import PeopleFilters, day_of, from_16, knows_activity, people, plain
from tracking.rules.ages import age_on


@dataclass(frozen=True)
class Column:
    """`shown`: also on the page, where the name stands first."""

    heading: str
    value: Callable[[Any], object]
    shown: bool = False


@dataclass(frozen=True)
class ListKind:
    """`canonical` is what an address asks for and no more, ValueError if that makes no sense. `rows` are those somebody may
    see, in order; `leaving` of them those somebody may download; `read` is what the columns are made of, in a fixed number
    of queries; `learner` the way from that to the young person; `narrowed` what of it an agency may be told of those young
    people, by their ids, for whom it is not responsible.
    """

    listing: Listing
    noun: str
    intro: str
    columns: tuple[Column, ...]
    canonical: Callable[[str], str]
    rows: Callable[[User, str, datetime], QuerySet[Any]]
    leaving: Callable[[QuerySet[Any], User], QuerySet[Any]]
    read: Callable[[Sequence[Any], User, datetime], list[Any]]
    learner: Callable[[Any], Learner | None]
    narrowed: Callable[[list[Any], Agency, Collection[int], datetime], list[Any]]
    #: What young people do belongs to their own agencies: nobody of a provider opens it.
    own_agencies: bool = False

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    def cells(self, fact: Any) -> list[object]:
        return [column.value(fact) for column in self.columns]


_NAMES = (
    Column("Given name", lambda f: f.learner.given_name),
    Column("Family name", lambda f: f.learner.family_name),
    Column("Preferred name", lambda f: f.learner.preferred_name),
    Column("Date of birth", lambda f: f.learner.date_of_birth),
    Column("ULN", lambda f: f.learner.uln),
)
_CARE = Column("Care status", lambda f: f.learner.get_care_status_display())
_HOME = Column("Home authority", lambda f: f.learner.home_authority.name)
_KEY_WORKER = Column("Key worker", lambda f: f.row.key_worker.person.name if f.row.key_worker.person else "None", True)
_PROVIDER = Column("Provider", lambda f: "; ".join(str(place.provider) for place in f.row.enrolments), True)
_PLACE = (
    _PROVIDER,
    Column("Course", lambda f: "; ".join(place.course for place in f.row.enrolments)),
    Column("Level", lambda f: f.row.enrolments[0].get_level_display() if f.row.enrolments else ""),
    Column("Start date", lambda f: f.row.enrolments[0].starts_on if f.row.enrolments else None),
)
_ATTENDANCE = (
    Column("Possible sessions, last four weeks", lambda f: f.possible, True),
    Column("Attended", lambda f: f.attended, True),
    Column("Attendance, %", lambda f: f.percent, True),
)
_ACTIVITY = (
    Column("Activity", lambda f: f.spell.code.name if f.spell else "Nothing recorded", True),
    Column("Code", lambda f: f.spell.code.code if f.spell else ""),
    Column("Since", lambda f: f.spell.starts_on if f.spell else None, True),
    Column("Hours a week", lambda f: f.spell.hours if f.spell else None),
)


def _due(f: Facts) -> object:
    deadline = f.row.deadline
    return deadline and (deadline.due_on or f"{london(deadline.due_at):%Y-%m-%d %H:%M}")


_NEXT = (
    Column("Next deadline", lambda f: f.row.deadline.duty.title if f.row.deadline else ""),
    Column("Due", _due),
    Column("Overdue", lambda f: "yes" if f.row.due_state == "overdue" else ""),
)
_WITHOUT = (
    Column("Activity", lambda f: f.spell.code.name if f.spell else "", True),
    Column("Code", lambda f: f.spell.code.code if f.spell else ""),
    Column("Without a place since", lambda f: f.without.starts_on if f.without else None, True),
    Column("Days", lambda f: f.without.days(f.today) if f.without else None, True),
    Column("Long", lambda f: "yes" if f.is_long else ""),
    Column("Plan agreed on", lambda f: f.episode.plan_agreed_on if f.episode else None, True),
    Column("Contingency plan", lambda f: "yes" if f.episode and f.episode.contingency else "no"),
    Column("Health", lambda f: f.episode.get_health_route_display() if f.episode else ""),
    Column("Last taster day attended", lambda f: f.taster_on),
    Column("Last contact that reached them", lambda f: f.contact_on),
)
_NEXT_STEPS = (
    Column("Wants to go to", lambda f: _destination(intended(f)), True),
    Column("Offered", lambda f: _destination(offered(f)), True),
    Column("September Guarantee", lambda f: "yes" if (there := offered(f)) and there.meets_guarantee else "no"),
)


def _destination(there: Any) -> str:
    return ", ".join(filter(None, [there.get_route_display(), there.where, there.course])) if there else ""


def _canonical(query: str) -> str:
    return PeopleFilters.read(query).query()


def _as_asked(filters: PeopleFilters) -> PeopleFilters:
    return filters


def _neet(filters: PeopleFilters) -> PeopleFilters:
    return replace(filters, doing=Doing.LONG_NEET if filters.doing == Doing.LONG_NEET else Doing.NEET, on=None)


def _year_11(filters: PeopleFilters) -> PeopleFilters:
    return replace(filters, ages=Ages.YEAR_11)


def _everybody(learners: Any, on: date) -> Any:
    return learners


def _people(
    listing: Listing, noun: str, intro: str, columns: Sequence[Column], *,
    always: Callable[[PeopleFilters], PeopleFilters] = _as_asked, narrow: Callable[[Any, date], Any] = _everybody, own: bool = False,
    **needs: bool,
) -> ListKind:  # fmt: skip
    """A list of young people; `always` are filters that nobody can take away."""

    def rows(user: User, query: str, now: datetime) -> QuerySet[Any]:
        found = people(user, always(PeopleFilters.read(query)), now)
        if own:
            found = found.filter(pk__in=Learner.objects.of_own_agencies(user).values("pk"))
        return narrow(found, local_date(now)).select_related("home_authority")

    return ListKind(
        listing,
        noun,
        intro,
        tuple(columns),
        _canonical,
        rows,
        exportable,
        partial(facts, **needs),
        lambda fact: fact.learner,
        narrowed,
        own,
    )


@dataclass(frozen=True)
class Clock:
    """A deadline, and the moment at which its state is told."""

    deadline: Deadline
    now: datetime


def _clocks(deadlines: Sequence[Deadline], user: User, now: datetime) -> list[Clock]:
    return [Clock(deadline, now) for deadline in deadlines]


def _deadlines(user: User, query: str, now: datetime) -> DeadlineQuerySet:
    asked = dict(parse_qsl(query))
    found = deadlines_listed(user, deadline_filters(asked), now)
    return sorted_deadlines(found, asked.get("sort", "")).select_related("learner", "owner", "partner")


def deadline_filters(asked: Mapping[str, str]) -> Filters:
    """What the address of the list of deadlines says, as `Filters.parameters` wrote it. ValueError if it makes no sense."""
    asked = {name: plain(value) for name, value in asked.items()}
    filters = Filters(
        agency=UUID(asked["agency"]) if "agency" in asked else None,
        duty=asked.get("duty", ""),
        outcome=asked.get("outcome", ""),
        state=asked.get("state", ""),
        due_from=day_of(asked["from"]) if "from" in asked else None,
        due_to=day_of(asked["to"]) if "to" in asked else None,
        flag=asked.get("flag", ""),
        learner=UUID(asked["learner"]) if "learner" in asked else None,
        agreement=UUID(asked["agreement"]) if "agreement" in asked else None,
        mine="mine" in asked,
        q=asked.get("q", ""),
    )
    if (filters.state and filters.state not in STATES) or (filters.flag and filters.flag not in FLAGS):
        raise ValueError(f"no list of deadlines: {asked}")
    return filters


def _canonical_deadlines(query: str) -> str:
    asked = dict(parse_qsl(query))
    sort = {"sort": asked["sort"]} if asked.get("sort") in SORTS else {}
    return urlencode(deadline_filters(asked).parameters() | sort)


def _behind(of_clocks: bool) -> Callable[[str], MeasureList]:
    """Reads the address of a list behind a measure of the one or the other. ValueError if it makes no sense."""

    def read(query: str) -> MeasureList:
        asked = MeasureList.read(query)
        if registry.get(asked.measure).of_clocks != of_clocks:
            raise ValueError(f"measure={asked.measure}")
        return asked

    return read


def _behind_measure(listing: Listing, noun: str, columns: Sequence[Column], *, of_clocks: bool) -> ListKind:
    read = _behind(of_clocks)
    of_people: dict[str, Any] = {
        "leaving": exportable,
        "read": facts,
        "learner": lambda f: f.learner,
        "narrowed": narrowed,
    }
    of_deadlines: dict[str, Any] = {
        "leaving": _leaving_deadlines, "read": _clocks, "learner": lambda c: c.deadline.learner,
        "narrowed": lambda clocks, *_: clocks,
    }  # fmt: skip
    return ListKind(
        listing,
        noun,
        "Who, or what, the number of a measure counts.",
        tuple(columns),
        lambda query: read(query).query(),
        lambda user, query, now: rows_behind(user, read(query), now),
        **(of_deadlines if of_clocks else of_people),
    )


def _leaving_deadlines(deadlines: DeadlineQuerySet, user: User) -> DeadlineQuerySet:
    """About young people whom the role lets export, and what agencies owe where it does."""
    learners = exportable(Learner.objects.all(), user).values("pk")
    owed = Q(learner__isnull=True, owner__in=agency_ids_where(user, Permission.EXPORT))
    return deadlines.filter(Q(learner__in=learners) | owed)


_OF_DEADLINES = (
    Column("Young person", lambda c: c.deadline.learner.full_name if c.deadline.learner else ""),
    Column("What must be done", lambda c: c.deadline.duty.title),
    Column("Owed by", lambda c: c.deadline.owner.name, True),
    Column("Together with", lambda c: c.deadline.partner.name if c.deadline.partner else "", True),
    Column("Due", lambda c: c.deadline.due_on or f"{london(c.deadline.due_at):%Y-%m-%d %H:%M}"),
    Column("First due", lambda c: f"{london(c.deadline.original_due_at):%Y-%m-%d %H:%M}"),
    Column("State", lambda c: c.deadline.get_state_display(), True),
    Column("How far off", lambda c: due_words(c.deadline.clock, c.now) if c.deadline.is_open else ""),
)

_ALL = (
    _people(
        Listing.YOUNG_PEOPLE, "young people", "Everybody you can see, with their place and what is due next.",
        [*_NAMES, _CARE, _HOME, *_PLACE, _KEY_WORKER, *_NEXT],
    ),
    _people(
        Listing.ATTENDANCE, "young people",
        "Attendance of the last four weeks, the running one included, from counted sessions. Weeks of which only a "
        "percentage is known are left out.",
        [*_NAMES, _PROVIDER, Column("Course", lambda f: "; ".join(place.course for place in f.row.enrolments)),
         _KEY_WORKER, *_ATTENDANCE,
         Column("At or below the limit", lambda f: "yes" if f.possible and 100 * f.attended <= f.limit * f.possible else ""),
         Column("Last week entered", lambda f: f.last_week)],
        attendance=True,
    ),
    _people(
        Listing.ACTIVITY, "young people", "What each does today, by the national list of activities.",
        [*_NAMES, _CARE, _HOME, _KEY_WORKER, *_ACTIVITY, _PROVIDER], own=True, activity=True,
    ),
    _people(
        Listing.NEET, "young people",
        "Who is not in education, employment or training today, for how long, and what is done about it.",
        [*_NAMES, _CARE, _HOME, _KEY_WORKER, *_WITHOUT], always=_neet, own=True, neet=True,
    ),
    _people(
        Listing.YEAR_11, "young people",
        "Who turns 16 in this academic year: where they want to go and what they are offered.",
        [*_NAMES, _CARE, _HOME, _PROVIDER, _KEY_WORKER, *_NEXT_STEPS], always=_year_11, own=True,
        destinations=True,
    ),
    _people(
        Listing.FROM_16, "young people", "Everybody from 16 on: their place, what they do and how they attend.",
        [*_NAMES, Column("Age", lambda f: age_on(f.learner.date_of_birth, f.today)), _CARE, _HOME, _KEY_WORKER, *_PLACE,
         *_ACTIVITY, *_ATTENDANCE], narrow=from_16, own=True, activity=True, attendance=True,
    ),
    ListKind(
        Listing.DEADLINES, "deadlines", "What must be done by when.", _OF_DEADLINES, _canonical_deadlines, _deadlines, _leaving_deadlines,
        _clocks, lambda clock: clock.deadline.learner, lambda clocks, *_: clocks,
    ),
    _behind_measure(Listing.MEASURE, "young people", [*_NAMES, _CARE, _HOME, *_PLACE, _KEY_WORKER], of_clocks=False),
    _behind_measure(Listing.MEASURE_CLOCKS, "deadlines", _OF_DEADLINES, of_clocks=True),
)  # fmt: skip

KINDS: Mapping[Listing, ListKind] = {kind.listing: kind for kind in _ALL}
#: Lists with a page of their own, elsewhere than among lists of young people.
ELSEWHERE = frozenset({Listing.DEADLINES, Listing.MEASURE, Listing.MEASURE_CLOCKS})
#: Lists of deadlines: for the own agency alone.
OF_DEADLINES = frozenset({Listing.DEADLINES, Listing.MEASURE_CLOCKS})


def kinds_for(user: User) -> list[ListKind]:
    """The lists somebody may open, those on a page of their own included."""
    return [kind for kind in _ALL if not kind.own_agencies or knows_activity(user)]


def tells_activity(listing: Listing, query: str) -> bool:
    """Whether the list says what young people do, or holds only those who do one thing. ValueError if the filters make no
    sense.
    """
    match listing:
        case Listing.DEADLINES:
            return False
        case Listing.MEASURE | Listing.MEASURE_CLOCKS:
            return registry.get(MeasureList.read(query).measure).own
    return KINDS[listing].own_agencies or bool(PeopleFilters.read(query).doing)


def page_of(listing: Listing) -> str:
    """The path of the page that shows the list, or the figures."""
    match listing:
        case Listing.DEADLINES:
            return reverse("deadlines:list")
        case Listing.FIGURES:
            return reverse("oversight:figures")
        case Listing.MEASURE | Listing.MEASURE_CLOCKS:
            return reverse("oversight:measures")
    return reverse("oversight:list", args=[listing.value])


def address_of_list(listing: Listing, query: str) -> str:
    """The page that shows the list with these filters; for a measure that there is no more, the page of all measures."""
    if listing not in (Listing.MEASURE, Listing.MEASURE_CLOCKS):
        return page_of(listing) + (f"?{query}" if query else "")
    try:
        return MeasureList.read(query).address()
    except ValueError:
        return page_of(listing)
