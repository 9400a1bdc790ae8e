"""The list of deadlines. Every number about deadlines is the length of one of these lists, so number and list agree.

`Filters` is a list as data: `listing` turns it into rows, `address` into the link that shows them.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import Agency, User
from accounts.names import fold
from deadlines.calendar import local_midnight
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.querysets import DeadlineQuerySet

Narrow = Callable[[DeadlineQuerySet, datetime], DeadlineQuerySet]

#: What `state` may ask for, with its words.
STATES: dict[str, tuple[str, Narrow]] = {
    "open": ("Open", lambda deadlines, now: deadlines.open()),
    "overdue": ("Overdue", lambda deadlines, now: deadlines.tracked().overdue(now)),
    "due_today": ("Due today", lambda deadlines, now: deadlines.tracked().due_by(local_date(now), now)),
    "due_this_week": ("Due this week", lambda deadlines, now: deadlines.tracked().due_by(_sunday(now), now)),
    "paused": ("Paused", lambda deadlines, now: deadlines.open().filter(paused_at__isnull=False)),
    "met": ("Met", lambda deadlines, now: deadlines.filter(state=DeadlineState.MET)),
    "waived": ("Waived", lambda deadlines, now: deadlines.filter(state=DeadlineState.WAIVED)),
    "cancelled": ("No longer applies", lambda deadlines, now: deadlines.filter(state=DeadlineState.CANCELLED)),
    "before_tracking": ("Before Mainstay", lambda deadlines, now: deadlines.filter(is_tracked=False)),
    "any": ("Any", lambda deadlines, now: deadlines),
}

FLAGS: dict[str, tuple[str, Q]] = {
    "moved": ("Moved", Q(was_moved=True)),
    "paused": ("Paused at some time", Q(was_paused=True)),
}

#: The partner was tracked when the clock first ended. Whether the owner was stands in `is_tracked`; an agency that shares
#: the duty may have begun with Mainstay later, and what was due before is none of its own.
PARTNER_WAS_TRACKED = Q(original_due_at__date__gt=F("partner__tracked_from"))

SORTS: dict[str, tuple[str, ...]] = {
    "due": ("due_at", "pk"),
    "-due": ("-due_at", "-pk"),
    "learner": ("learner__sort_name", "due_at", "pk"),
    "-learner": ("-learner__sort_name", "due_at", "pk"),
    "agency": ("owner__sort_name", "due_at", "pk"),
    "-agency": ("-owner__sort_name", "due_at", "pk"),
}

#: How the address spells what Python cannot name.
IN_ADDRESS = {"due_from": "from", "due_to": "to"}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a list of deadlines holds. Empty fields do not narrow it.

    Without a state the list holds open deadlines, or all of them when it looks back: when an outcome, a flag or a period
    is asked for. `due_from` and `due_to` bound the original due moment: [from, to), as in adherence.
    """

    agency: UUID | None = None
    duty: str = ""
    outcome: str = ""
    state: str = ""
    due_from: date | None = None
    due_to: date | None = None
    flag: str = ""
    learner: UUID | None = None
    agreement: UUID | None = None
    mine: bool = False
    q: str = ""

    @property
    def looks_back(self) -> bool:
        return bool(self.outcome or self.flag or self.due_from or self.due_to)

    def parameters(self) -> dict[str, str]:
        """The parts of the address, in a fixed order, without empty ones."""
        chosen = {IN_ADDRESS.get(field.name, field.name): getattr(self, field.name) for field in fields(self)}
        return {name: "1" if value is True else str(value) for name, value in chosen.items() if value}

    def address(self) -> str:
        """The path of the page that shows exactly this list."""
        query = urlencode(self.parameters())
        return reverse("deadlines:list") + (f"?{query}" if query else "")


def listing(user: User | AnonymousUser, filters: Filters, now: datetime) -> DeadlineQuerySet:
    """The deadlines of that list which `user` may see, in no order."""
    deadlines = Deadline.objects.visible_to(user)
    if filters.mine:
        deadlines = deadlines.mine(user)
    return narrowed(deadlines, filters, now)


def narrowed(deadlines: DeadlineQuerySet, filters: Filters, now: datetime) -> DeadlineQuerySet:
    """`deadlines` cut down to what the filters ask for."""
    state = filters.state or ("any" if filters.looks_back else "open")
    deadlines = STATES[state][1](deadlines, now)
    if filters.agency:
        agency = Agency.objects.filter(uuid=filters.agency).values("pk")[:1]  # asked once, not joined to every row
        deadlines = deadlines.filter(Q(owner=agency) | Q(partner=agency) & PARTNER_WAS_TRACKED)
    if filters.duty:
        deadlines = deadlines.filter(duty_code=filters.duty)
    if filters.learner:
        deadlines = deadlines.filter(learner__uuid=filters.learner)
    if filters.agreement:
        deadlines = deadlines.filter(agreement__uuid=filters.agreement)
    if filters.flag:
        deadlines = deadlines.filter(FLAGS[filters.flag][1])
    if filters.due_from or filters.due_to:
        start = local_midnight(filters.due_from) if filters.due_from else None
        deadlines = deadlines.originally_due(start, local_midnight(filters.due_to) if filters.due_to else None)
    if filters.outcome:
        deadlines = deadlines.tracked().with_outcome(now).filter(outcome=filters.outcome)
    for word in fold(filters.q).split():
        deadlines = deadlines.filter(learner__sort_name__contains=word)
    return deadlines


def sort(deadlines: DeadlineQuerySet, key: str) -> DeadlineQuerySet:
    """In the order of a heading of the table; by due moment if there is no such heading."""
    return deadlines.order_by(*SORTS.get(key, SORTS["due"]))


def choices_of(words: dict[str, tuple[str, Any]]) -> list[tuple[str, str]]:
    """The keys with their words, for a form."""
    return [(key, label) for key, (label, _) in words.items()]


def _sunday(now: datetime) -> date:
    """The last day of the local week."""
    today = local_date(now)
    return today + timedelta(days=6 - today.weekday())
