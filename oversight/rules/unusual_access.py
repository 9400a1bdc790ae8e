"""When access to records is unusual: figures that an agency's administrator should look at, not proof of a wrong.

Pure: instants are in UTC, days and hours are those of Europe/London.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from accounts.clock import LONDON, local_date
from accounts.enums import RoleCode
from deadlines.bank_holidays import is_bank_holiday

#: How many different records within how long are many. Set in 2026: somebody who reads each record for a minute and a
#: half stays below, somebody who leafs through a caseload does not.
MANY_RECORDS = 40
SHORT_TIME = timedelta(minutes=60)

#: Working hours on a weekday that is no bank holiday: wider than any office's, so that early and late visits fit.
DAY_BEGINS, DAY_ENDS = time(7), time(20)

#: These roles are held at home or in shifts: no hour is unusual.
AT_ALL_HOURS = frozenset({RoleCode.CARER, RoleCode.RESIDENTIAL_WORKER})

#: How many searches a day that find nobody are many: far above typing errors, a fraction of trying out names.
MANY_EMPTY_SEARCHES = 20

#: How many days back the page looks, today included.
DAYS_BACK = 30

_SATURDAY = 5


@dataclass(frozen=True)
class Burst:
    """The most different records within a short time, and from when to when they were opened."""

    records: int
    first_at: datetime
    last_at: datetime


def working_hours(day: date, *, holidays: Callable[[date], bool] = is_bank_holiday) -> tuple[datetime, datetime] | None:
    """When the working hours of a day in London begin and end, [begin, end) in UTC; None on a weekend or bank holiday."""
    if day.weekday() >= _SATURDAY or holidays(day):
        return None
    begins, ends = (datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC) for at in (DAY_BEGINS, DAY_ENDS))
    return begins, ends


def is_out_of_hours(instant: datetime, *, holidays: Callable[[date], bool] = is_bank_holiday) -> bool:
    hours = working_hours(local_date(instant), holidays=holidays)
    return hours is None or not hours[0] <= instant < hours[1]


def busiest(
    opened: Iterable[tuple[datetime, UUID]], *, since: datetime | None = None, within: timedelta = SHORT_TIME
) -> Burst | None:
    """The moment at which the most different records had been opened during the time before it; None without any.

    `opened` is in order of time. Two that lie exactly `within` apart no longer count together. Only moments from `since`
    on are judged; what was opened before it counts towards them.
    """
    lately: deque[tuple[datetime, UUID]] = deque()
    different: Counter[UUID] = Counter()
    best: Burst | None = None
    for at, record in opened:
        lately.append((at, record))
        different[record] += 1
        while lately[0][0] <= at - within:
            _, gone = lately.popleft()
            different[gone] -= 1
            if not different[gone]:
                del different[gone]
        if (since is None or at >= since) and (best is None or len(different) > best.records):
            best = Burst(len(different), lately[0][0], at)
    return best


def is_many(burst: Burst | None) -> bool:
    return burst is not None and burst.records > MANY_RECORDS
