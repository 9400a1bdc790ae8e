"""What one person must do: what is late, what today asks, what comes next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.clock import local_date
from accounts.models import User
from deadlines.calendar import end_of_local_day
from deadlines.models import Deadline
from deadlines.querysets import DeadlineQuerySet
from deadlines.selectors import Filters, listing
from tracking.models import NoticeSlot
from tracking.selectors import calls_to_make

#: How many of each are listed before a link leads to the rest.
SHOWN = 15

#: How far “next” looks ahead.
NEXT_DAYS = 14


@dataclass(frozen=True)
class Group:
    """Some deadlines, their true number, and the address of the list that holds them all."""

    deadlines: list[Deadline]
    count: int
    url: str

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.deadlines)


@dataclass(frozen=True)
class MyDay:
    calls: list[NoticeSlot]
    late: Group
    today: Group
    upcoming: Group

    @property
    def is_clear(self) -> bool:
        return not (self.calls or self.late.count or self.today.count)


def my_day(user: User, *, now: datetime) -> MyDay:
    """The user's own duties by urgency, and the phone calls their provider has still to make and prove (A30)."""
    today = local_date(now)
    all_open = Filters(mine=True, state="open")
    upcoming = (
        listing(user, all_open, now)
        .tracked()
        .due_by(today + timedelta(days=NEXT_DAYS), now)
        .filter(due_at__gt=end_of_local_day(today))
    )
    return MyDay(
        calls=calls_to_make(user)[:SHOWN],
        late=_listed(user, Filters(mine=True, state="overdue"), now),
        today=_listed(user, Filters(mine=True, state="due_today"), now),
        upcoming=_group(upcoming, all_open.address()),
    )


def _listed(user: User, filters: Filters, now: datetime) -> Group:
    return _group(listing(user, filters, now), filters.address())


def _group(deadlines: DeadlineQuerySet, url: str) -> Group:
    ordered = deadlines.select_related("learner", "owner", "partner").order_by("due_at", "id")
    return Group(deadlines=list(ordered[:SHOWN]), count=deadlines.count(), url=url)
