"""The one place where the time is read.

Views, tasks and commands call `database_now()` once and pass the result down; services and rules take `now` as an
argument. The database's clock is used because it is the only one that all web and worker machines share.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.http import HttpRequest

LONDON = ZoneInfo("Europe/London")


def database_now() -> datetime:
    """The present instant by the database's clock, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now.astimezone(UTC)


def request_now(request: HttpRequest) -> datetime:
    """The present instant for this request: read once, so that everything one request does carries one moment."""
    if not hasattr(request, "_mainstay_now"):
        request._mainstay_now = database_now()  # type: ignore[attr-defined]
    return request._mainstay_now  # type: ignore[attr-defined, no-any-return]


def london(instant: datetime) -> datetime:
    """The same instant with the time of day that people in Europe/London read on the wall."""
    return instant.astimezone(LONDON)


def local_date(instant: datetime) -> date:
    """The day in Europe/London on which `instant` falls."""
    return instant.astimezone(LONDON).date()


def end_of_day(day: date) -> datetime:
    """The instant at which `day` is over in Europe/London: the next local midnight, in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=LONDON).astimezone(UTC)
