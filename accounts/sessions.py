"""Where somebody is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from accounts.devices import describe_device
from accounts.models import User

#: The key of the session that holds when it began, in seconds since 1970.
SIGNED_IN_AT = "signed_in_at"

UNKNOWN_ADDRESSES = frozenset({"", "0.0.0.0"})


def seconds_left(session: SessionBase, *, now: float) -> int:
    """In how many seconds the session ends, however busy it is; `now` in seconds since 1970."""
    return max(0, int(session.get(SIGNED_IN_AT, now) + settings.MAINSTAY_SESSION_LONGEST - now))


def only_prolong(session: SessionBase) -> None:
    """Let this request prolong the session and write nothing else of it.

    For requests that a script sends beside what the person does. A session is written back whole, so one that began
    before the person's own request and ends after it would undo what that one put there: a message to show, for example.
    """

    def prolong(must_create: bool = False) -> None:
        rows = Session.objects.filter(session_key=session.session_key)
        rows.update(expire_date=session.get_expiry_date())

    session.save = prolong  # type: ignore[method-assign]


@dataclass(frozen=True)
class OpenSession:
    """One session as its owner reads it. `id` is None for one whose beginning was not noted."""

    id: int | None
    device: str
    address: str
    began_at: datetime | None
    seen_at: datetime
    is_this_one: bool


def open_sessions(user: User, *, current_key: str, now: datetime) -> list[OpenSession]:
    """The sessions of `user` that are open now: this one first, then the last seen first. Two queries.

    A session's row is saved at each request and dies a fixed time later, so its end tells when it was last seen.
    """
    idle = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    noted = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    alive = Session.objects.filter(session_key__in={*noted, current_key}, expire_date__gt=now)
    found = []
    for session in alive.only("session_key", "expire_date"):
        row = noted.get(session.session_key)
        found.append(
            OpenSession(
                id=row.pk if row else None,
                device=describe_device(row.user_agent) if row else "This device",
                address="" if row is None or row.ip in UNKNOWN_ADDRESSES else row.ip,
                began_at=row.created_at if row else None,
                seen_at=min(session.expire_date - idle, now),
                is_this_one=session.session_key == current_key,
            )
        )
    return sorted(found, key=lambda s: (not s.is_this_one, -s.seen_at.timestamp()))
