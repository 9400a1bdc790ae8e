"""Sessions that are ended before their time, and what is left of those that ended by themselves."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from accounts.models import User


class SessionNotFound(Exception):
    """The session has ended already, or is another person's."""

    def __init__(self) -> None:
        super().__init__("This session has already ended.")


@transaction.atomic
def end_session(*, user: User, session_id: int) -> None:
    """End one session of `user`, by its number in the list of sessions. Raises SessionNotFound."""
    kept = UserSession.objects.filter(user=user, pk=session_id).first()
    if kept is None:
        raise SessionNotFound
    Session.objects.filter(session_key=kept.session_key).delete()
    kept.delete()


@transaction.atomic
def end_sessions(*, user: User, except_key: str | None = None) -> int:
    """End every session of `user`, perhaps but the one with `except_key`; how many that was."""
    ended = UserSession.objects.filter(user=user).exclude(session_key=except_key or "")
    keys = list(ended.values_list("session_key", flat=True))
    ended.delete()
    alive, _ = Session.objects.filter(session_key__in=keys).delete()
    return alive


@transaction.atomic
def clear_ended(*, now: datetime) -> int:
    """Throw away sessions that have run out, the notes about where they began, and counts that no longer count. How many
    sessions that was.
    """
    ended, _ = Session.objects.filter(expire_date__lte=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mainstay_cache WHERE expires <= %s", [now])
    return ended
