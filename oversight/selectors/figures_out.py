"""Figures as they may leave the agency: small numbers hidden, and whatever they could be worked out from (domain facts §8)."""

from collections.abc import Sequence
from datetime import datetime

from accounts.clock import london
from accounts.models import User
from accounts.wording import percent as in_per_cent
from oversight.rules.suppression import SMALL, hide, is_small, share
from oversight.selectors import dashboard_trends as trends
from oversight.selectors.dashboard_figures import Number, Seat, Table, by_area, by_provider, cards, hidden, seat_of
from oversight.selectors.measures import PeopleFilters, knows_activity

#: What stands for a number that is hidden.
HIDDEN = "c"

Sheet = tuple[str, list[list[object]]]


def sheets(user: User, filters: PeopleFilters, now: datetime, chosen: str) -> list[Sheet]:
    """The figures of the page, each table on a sheet of its own."""
    found = [("Figures", _cards(cards(user, filters, now), user, now, chosen))]
    if seat_of(user) == Seat.VIRTUAL_SCHOOL:
        tables = [by_provider(user, filters, now)] + ([] if filters.area else [by_area(user, filters, now)])
        found += [(table.title, _table(table)) for table in tables]
    if knows_activity(user):
        found.append(("What young people do", _activity(user, filters, now)))
    found.append(("Attendance by week", _attendance(user, filters, now)))
    return found


def _or_hidden(number: int | None) -> object:
    return HIDDEN if number is None else number


def _cards(numbers: Sequence[Number], user: User, now: datetime, chosen: str) -> list[list[object]]:
    """The first card is the whole of which the others are parts; parts that overlap are hidden one by one."""
    whole = numbers[0].count
    rows: list[list[object]] = [["What", "Young people", "Share"]]
    for place, number in enumerate(numbers):
        small = is_small(number.count, of=whole if place else None)
        of_whole = share(number.count, whole) if place else None
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


def _table(table: Table) -> list[list[object]]:
    columns = [column.parts for column in hidden(table)]
    rows: list[list[object]] = [[table.heading, *table.headings]]
    for place, line in enumerate(table.lines):
        rows.append([line.label, *(_or_hidden(column[place]) for column in columns)])
    return rows


def _activity(user: User, filters: PeopleFilters, now: datetime) -> list[list[object]]:
    rows: list[list[object]] = [["On", *(part["label"] for part in trends.ACTIVITY), "All of them"]]
    for month in trends.activity_by_month(user, filters, now):
        out = hide([month[part["key"]] for part in trends.ACTIVITY])
        rows.append([month["label"], *(_or_hidden(part) for part in out.parts), _or_hidden(out.total)])
    return rows


def _attendance(user: User, filters: PeopleFilters, now: datetime) -> list[list[object]]:
    """A week of which few young people are known tells of each of them."""
    rows: list[list[object]] = [["Week beginning", "Attendance, %", "Young people"]]
    for week in trends.attendance_by_week(user, filters, now):
        small = is_small(week.people)
        rate = "" if week.percent is None else week.percent
        rows.append([week.label, HIDDEN if small else rate, HIDDEN if small else week.people])
    return rows
