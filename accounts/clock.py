"""The one place where the time is read.

Views, tasks and commands call `database_now()` once and pass the result down; services and rules take `now` as an argument. The database's clock is
used because it is the only one that all web and worker machines share.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

LONDON = ZoneInfo("Europe/London")


def database_now() -> datetime:
    """The present instant by the database's clock, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now.astimezone(UTC)


def local_date(instant: datetime) -> date:
    """The day in Europe/London on which `instant` falls."""
    return instant.astimezone(LONDON).date()
