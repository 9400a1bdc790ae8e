"""The manager's truth: what is wrong now, and how well each promise was kept over a period. Every number opens exactly its list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from dateutil.relativedelta import relativedelta
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import may_anywhere
from agreements.selectors.challenges import challenge_cards
from deadlines import adherence, registry
from deadlines.enums import Outcome
from deadlines.selectors import Filters, listing
from learners.selectors.broken_glass import openings_listed
from oversight.selectors.undelivered import undelivered_notices
from tracking.selectors import emergencies_listed, incidents_listed

#: The columns of the table of adherence, in order, with their headings.
COLUMNS: Mapping[str, str] = {
    "on_time": "On time",
    "late": "Late",
    "missed": "Missed",
    "not_yet_due": "Not yet due",
    "moved": "Moved",
    "paused": "Paused",
    "waived": "Waived",
    "cancelled": "No longer applies",
}


@dataclass(frozen=True)
class Card:
    """A number, and the list it is the length of."""

    label: str
    count: int
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Dashboard:
    cards: list[Card]
    by_duty: list[dict[str, Any]]
    table: list[dict[str, Any]]
    rate: float | None
    judged: int


def default_period(now: datetime) -> tuple[date, date]:
    """The last twelve months, up to and with today: [from, to)."""
    tomorrow = local_date(now) + relativedelta(days=1)
    return tomorrow - relativedelta(months=12), tomorrow


def glance(user: User, *, now: datetime, agency: Agency | None = None) -> list[Card]:
    """What is wrong or close to it now, among everything `user` may see (of one agency, if given)."""
    within = Filters(agency=agency.uuid if agency else None)
    chosen = {"agency": str(agency.uuid)} if agency else {}
    cards = _due(user, within, now)
    still_open = chosen | {"state": "open"}
    cards += [
        Card("Open incidents", incidents_listed(user, still_open).count(), _address("tracking:incidents", still_open)),
        Card(
            "Open emergencies",
            emergencies_listed(user, still_open).count(),
            _address("tracking:emergencies", still_open),
        ),
        Card(
            "Notices not delivered",
            undelivered_notices(user, agency=agency).count(),
            _address("oversight:undelivered", chosen),
            "red",
        ),
    ]
    if agency is None and may_anywhere(user, Permission.RESTRICT_RECORD):
        open_now = {"state": "open"}
        openings = openings_listed(user, now=now, **open_now)
        cards.append(Card("Open in an emergency", openings.count(), _address("learners:openings", open_now), "amber"))
    if agency is None and may_anywhere(user, Permission.CHALLENGE):
        cards += [Card(label, count, url, "amber") for label, count, url in challenge_cards(user)]
    return [card if card.count else replace(card, tone="") for card in cards]


def duties_at_a_glance(user: User, *, now: datetime, mine: bool) -> list[Card]:
    """What is overdue or soon due among everything `user` may see, or what they owe in person."""
    return [card if card.count else replace(card, tone="") for card in _due(user, Filters(mine=mine), now)]


def _due(user: User, within: Filters, now: datetime) -> list[Card]:
    return [
        Card(label, listing(user, filters, now).count(), filters.address(), tone)
        for label, filters, tone in (
            ("Overdue now", replace(within, state="overdue"), "red"),
            ("Due today", replace(within, state="due_today"), "amber"),
            ("Due this week", replace(within, state="due_this_week"), "amber"),
        )
    ]


def dashboard(user: User, *, now: datetime, due_from: date, due_to: date, agency: Agency | None = None) -> Dashboard:
    """The cards, adherence by duty as a chart, and adherence by agency and duty as a table, for original due days in [from, to)."""
    period = Filters(due_from=due_from, due_to=due_to)
    within = replace(period, agency=agency.uuid if agency else None)
    population = listing(user, within, now)
    rows = adherence.table(population, now)
    if agency is not None:
        rows = [row for row in rows if row.agency == agency]
    duties = adherence.by_duty(population, now)
    whole = adherence.total(duties)
    return Dashboard(
        cards=glance(user, now=now, agency=agency),
        by_duty=[_bar(code, counts, within) for code, counts in duties.items()],
        table=[_line(row, period) for row in rows],
        rate=whole.rate,
        judged=whole.judged,
    )


def owing_agencies(user: User, *, now: datetime) -> list[Agency]:
    """Agencies that owe or owed something `user` may see: what the filter offers."""
    seen = listing(user, Filters(state="any"), now).order_by()
    pairs = seen.values_list("owner", "partner").distinct()
    return list(
        Agency.objects.filter(pk__in={party for pair in pairs for party in pair if party}).order_by("kind", "sort_name")
    )


def _bar(code: str, counts: adherence.Counts, within: Filters) -> dict[str, Any]:
    from_here = replace(within, duty=code)
    return {
        "label": registry.duty(code).title,
        "on_time": counts.on_time,
        "late": counts.late,
        "missed": counts.missed,
        "url": from_here.address(),
        "urls": {outcome.value: replace(from_here, outcome=outcome.value).address() for outcome in _JUDGED},
    }


_JUDGED = (Outcome.ON_TIME, Outcome.LATE, Outcome.MISSED)


def _line(row: adherence.Row, within: Filters) -> dict[str, Any]:
    return {
        "agency": row.agency,
        "duty": row.duty,
        "rate": row.counts.rate,
        "cells": [
            {"label": label, "count": getattr(row.counts, column), "url": row.filters(column, within).address()}
            for column, label in COLUMNS.items()
        ],
    }


def _address(name: str, filters: Mapping[str, str]) -> str:
    return reverse(name) + (f"?{urlencode(filters)}" if filters else "")
