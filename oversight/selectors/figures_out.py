"""Figures as they may leave the agency: small numbers hidden, and whatever they could be worked out from (domain facts §8).

The tables of one file belong together: the providers of an area make up the number of the area, areas and activities make
up all, and cards say some of these numbers again. What is hidden in one place is hidden in all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.clock import london
from accounts.models import User
from accounts.wording import percent as in_per_cent
from learners.models import Learner
from oversight.enums import Area, Doing
from oversight.rules.suppression import SMALL, Hidden, hide, is_small, share
from oversight.selectors import dashboard_trends as trends
from oversight.selectors.dashboard_figures import Asked, Number, Seat, Table, by_area, by_provider, cards, seat_of
from oversight.selectors.measures import PeopleFilters, knows_activity, people

#: What stands for a number that is hidden.
HIDDEN = "c"

_CARD_OF_AREA = {Area.OUTSIDE.value: "outside", Area.NO_PLACE.value: "no_place"}
#: By the parts of the table of activities, and those of whom nothing is recorded; "" where no card says the same.
_CARDS_OF_ACTIVITY = (
    *({Doing.NEET: "neet", Doing.NOT_KNOWN: "not_known"}.get(Doing(part["key"]), "") for part in trends.ACTIVITY),
    "not_recorded",
)
#: Of what a card counts a part, if not of all.
_PART_OF = {"long_neet": "neet"}

Sheet = tuple[str, list[list[object]]]


def sheets(user: User, filters: PeopleFilters, now: datetime, chosen: str) -> list[Sheet]:
    """The figures of the page, each table on a sheet of its own."""
    asked = Asked(user, filters, now)
    found: list[Sheet] = []
    undone: set[str] = set()  # cards from which a number could be worked out that is hidden in a table
    if seat_of(user) == Seat.VIRTUAL_SCHOOL:
        providers = by_provider(asked)
        columns = by_places(providers)
        if filters.area:
            undone |= {name for name, column in zip(providers.columns, columns, strict=True) if column.hidden_areas}
            found.append((providers.title, _table(providers, [column.parts for column in columns])))
        else:
            areas = by_area(asked)
            outs = areas_out(areas, columns)
            columns = beside_areas(columns, [line.area for line in areas.lines], outs)
            found.append((providers.title, _table(providers, [column.parts for column in columns])))
            found.append((areas.title, _table(areas, [out.parts for out in outs])))
            undone |= {name for name, out in zip(areas.columns, outs, strict=True) if out.total is None}
            of_all = zip(areas.lines, outs[0].parts, strict=True)
            undone |= {_CARD_OF_AREA[line.area] for line, part in of_all if part is None and line.area in _CARD_OF_AREA}
    if knows_activity(user):
        rows, last = _activity(user, filters, now)
        found.append(("What young people do", rows))
        undone |= {card for card, part in zip(_CARDS_OF_ACTIVITY, last.parts, strict=True) if part is None}
        undone |= {"all"} if last.total is None else set()
    found.append(("Attendance by week", _attendance(user, filters, now)))
    return [("Figures", _cards(cards(asked), user, now, chosen, undone)), *found]


@dataclass(frozen=True)
class Column:
    """A column of a table of places as it may leave, and the areas whose sum would tell what is hidden in it."""

    parts: Sequence[int | None]
    hidden_areas: frozenset[str]
    #: As they are, and the area of each.
    counts: Sequence[int]
    areas: Sequence[str]


def by_places(table: Table) -> list[Column]:
    """The columns of a table of which the lines of each area make up a number that is told elsewhere. The first one holds
    the wholes of which the others are parts.
    """
    wholes = [line.numbers[0].count for line in table.lines]
    found = []
    for place in range(len(table.headings)):
        parts: list[int | None] = [None] * len(wholes)
        hidden: set[str] = set()
        for area in {line.area for line in table.lines}:
            lines = [number for number, line in enumerate(table.lines) if line.area == area]
            counts = [table.lines[number].numbers[place].count for number in lines]
            out = hide(counts, of=[wholes[number] for number in lines] if place else None)
            for number, part in zip(lines, out.parts, strict=True):
                parts[number] = part
            if out.total is None:
                hidden.add(area)
        counts = [line.numbers[place].count for line in table.lines]
        found.append(Column(parts, frozenset(hidden), counts, [line.area for line in table.lines]))
    return found


def areas_out(areas: Table, of_places: Sequence[Column]) -> list[Hidden]:
    """The columns of the table of areas, beside those of the places in them. Their sum is hidden too where it would say that
    each hidden place has one young person.
    """
    wholes = [line.numbers[0].count for line in areas.lines]
    found = []
    for place, column in enumerate(of_places):
        counts = [line.numbers[place].count for line in areas.lines]
        also = [number for number, line in enumerate(areas.lines) if line.area in column.hidden_areas]
        out = hide(counts, of=wholes if place else None, also=also)
        hidden = {line.area for line, part in zip(areas.lines, out.parts, strict=True) if part is None}
        places = [
            count
            for count, part, area in zip(column.counts, column.parts, column.areas, strict=True)
            if part is None and area in hidden
        ]
        if places and sum(places) == len(places) and not hidden - set(column.hidden_areas):
            out = replace(out, total=None)
        found.append(out)
    return found


def beside_areas(columns: Sequence[Column], areas: Sequence[str], outs: Sequence[Hidden]) -> list[Column]:
    """The columns of places, beside those of the areas: where an area is hidden and each of its places is not, the area would be
    their sum, so the smallest of them is hidden.
    """
    found = []
    for column, out in zip(columns, outs, strict=True):
        parts = list(column.parts)
        for area, whole in zip(areas, out.parts, strict=True):
            of_area = [number for number, each in enumerate(column.areas) if each == area and column.counts[number]]
            if whole is None and of_area and all(parts[number] is not None for number in of_area):
                parts[min(of_area, key=lambda number: (column.counts[number], number))] = None
        found.append(replace(column, parts=parts))
    return found


def _or_hidden(number: int | None) -> object:
    return HIDDEN if number is None else number


def _cards(
    numbers: Sequence[Number], user: User, now: datetime, chosen: str, undone: Collection[str]
) -> list[list[object]]:
    """The first card is the whole of which the others are parts; parts that overlap are hidden one by one, and those of
    `undone` because of the tables.
    """
    whole = numbers[0].count
    counts = {number.measure: number.count for number in numbers}
    rows: list[list[object]] = [["What", "Young people", "Share"]]
    for place, number in enumerate(numbers):
        wider = counts.get(_PART_OF.get(number.measure, ""), whole)
        small = number.measure in undone or is_small(number.count, of=whole if place else None)
        small = small or (place > 0 and is_small(number.count, of=wider))
        of_whole = share(number.count, whole) if place and not small and "all" not in undone else None
        rows.append(
            [number.label, HIDDEN if small else number.count, in_per_cent(of_whole) if of_whole is not None else ""]
        )
    rows += [
        [],
        [f"Made {london(now):%d %B %Y} by {user}"],
        [f"Chosen: {chosen or 'everybody'}"],
        [f"{HIDDEN}: hidden, because the number, or what it could be worked out from, is from 1 to {SMALL}"],
    ]
    return rows


def _table(table: Table, columns: Sequence[Sequence[int | None]]) -> list[list[object]]:
    rows: list[list[object]] = [[table.heading, *table.headings]]
    for place, line in enumerate(table.lines):
        rows.append([line.label, *(_or_hidden(column[place]) for column in columns)])
    return rows


def _activity(user: User, filters: PeopleFilters, now: datetime) -> tuple[list[list[object]], Hidden]:
    """The table, and its last line as it may leave: of today. Whoever nothing is recorded of is a part too, because it is
    all of them that the parts are beside.
    """
    own = Learner.objects.of_own_agencies(user).values("pk")
    whole = people(user, filters, now).filter(pk__in=own).order_by().count()
    keys = [part["key"] for part in trends.ACTIVITY]
    rows: list[list[object]] = [["On", *(part["label"] for part in trends.ACTIVITY), "Nothing recorded", "All of them"]]
    out = hide([])
    for month in trends.activity_by_month(user, filters, now):
        parts = [month[key] for key in keys]
        out = hide([*parts, whole - sum(parts)])
        rows.append([month["label"], *(_or_hidden(part) for part in out.parts), _or_hidden(out.total)])
    return rows, out


def _attendance(user: User, filters: PeopleFilters, now: datetime) -> list[list[object]]:
    """A week of which few young people are known tells of each of them."""
    rows: list[list[object]] = [["Week beginning", "Attendance, %", "Young people"]]
    for week in trends.attendance_by_week(user, filters, now):
        small = is_small(week.people)
        rate = "" if week.percent is None else week.percent
        rows.append([week.label, HIDDEN if small else rate, HIDDEN if small else week.people])
    return rows
