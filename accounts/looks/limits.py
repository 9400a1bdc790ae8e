"""How many searches and exports one person may make in a while, counted from what is written down anyway.

Nothing but the database is asked, so every web process counts alike.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from accounts.enums import LookKind
from accounts.models import Look, User

#: The first half of the key of the lock that lets one person's searches be counted one after another.
_TURN = 734


@dataclass(frozen=True)
class Limit:
    """At most `setting` of them within `window`, counted back from now; `noun` names one of them to a person."""

    setting: str
    window: timedelta
    noun: str

    @property
    def most(self) -> int:
        return int(getattr(settings, self.setting))


LIMITS: dict[LookKind, Limit] = {
    LookKind.SEARCH: Limit("MAINSTAY_SEARCHES_A_MINUTE", timedelta(minutes=1), "searches"),
    LookKind.EXPORT: Limit("MAINSTAY_EXPORTS_AN_HOUR", timedelta(hours=1), "downloads of lists"),
}


class TooMany(Exception):
    """One person asked for more than the limit; in `retry_after` there is room again."""

    def __init__(self, limit: Limit, retry_after: timedelta) -> None:
        super().__init__(f"more than {limit.most} {limit.noun}")
        self.limit = limit
        self.retry_after = retry_after


def refuse_too_many(user: User | AnonymousUser, kind: LookKind) -> None:
    """Return if `user` may make one more, else raise TooMany. Asked before the work; one query. What two processes let
    through at the same moment is settled when the answer is written down (`looks.write`).
    """
    limit = LIMITS[kind]
    if not isinstance(user, User) or not user.remembers_memberships:
        return
    left = ExpressionWrapper(F("at") + limit.window - Now(), output_field=DurationField())
    recent = Look.objects.filter(user_id=user.pk, kind=kind, at__gt=Now() - limit.window).order_by("-at", "-id")
    oldest_that_counts = list(recent.values_list(left, flat=True)[limit.most - 1 : limit.most])
    if oldest_that_counts:
        raise TooMany(limit, max(oldest_that_counts[0], timedelta(seconds=1)))


def wait_for_turn(user: User) -> None:
    """Until the end of the transaction no other process counts this person's searches and exports."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TURN, user.pk])
