"""What operators see: how Mainstay runs, as numbers. The page and the metrics read the same functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.enums import Permission
from accounts.models import Membership, User
from accounts.roles import roles_with
from deadlines.selectors.sweeps import heartbeat, set_aside, sweep_lag
from notifications.enums import AttemptOutcome, MessageState
from notifications.selectors import Outbox, attempts_since, dead_letters, outbox, unsettled_by_state
from oversight.models import Alarm, DriftCheck

#: How far back attempts to deliver are counted.
LATELY = timedelta(hours=1)


@dataclass(frozen=True)
class VitalSigns:
    """How Mainstay runs at one moment."""

    at: datetime
    alive_at: datetime | None
    sweep_lag: timedelta
    outbox: Outbox
    messages: Mapping[MessageState, int]
    attempts: Mapping[AttemptOutcome, int]
    dead_letters: int
    set_aside: int

    @property
    def outbox_age(self) -> timedelta:
        return self.outbox.age(self.at)

    @property
    def heartbeat_age(self) -> timedelta | None:
        return None if self.alive_at is None else self.at - self.alive_at


def vital_signs(now: datetime) -> VitalSigns:
    """Eight queries, each on an index that holds only what is unsettled, or on a bounded number of rows."""
    return VitalSigns(
        at=now,
        alive_at=heartbeat(),
        sweep_lag=sweep_lag(now),
        outbox=outbox(now),
        messages=unsettled_by_state(),
        attempts=attempts_since(now - LATELY),
        dead_letters=dead_letters().count(),
        set_aside=set_aside().count(),
    )


def operators() -> list[User]:
    """Everybody who runs Mainstay now."""
    held = Membership.objects.active().filter(role__in=roles_with(Permission.OPERATE), user__is_active=True)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("pk"))


def drift_checks() -> QuerySet[DriftCheck]:
    """Every check that is kept, newest first."""
    return DriftCheck.objects.select_related("asked_by").order_by("-asked_at", "-pk")


def alarms() -> QuerySet[Alarm]:
    """Every alarm, newest first."""
    return Alarm.objects.order_by("-noticed_at", "-pk")
