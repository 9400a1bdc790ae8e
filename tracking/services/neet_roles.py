"""Who does what in the plan of a time without a place (K6)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.models import Agency, User
from tracking.models import NeetEpisode, NeetRole
from tracking.selectors.neet_words import ROLE
from tracking.services.neet_errors import NeetError, check_seen, lock_episode


@dataclass(frozen=True)
class RoleWords:
    """Somebody, perhaps of an agency that is in the directory, what they do, and by when."""

    who: str
    does: str
    agency: Agency | None = None
    by_on: date | None = None


@transaction.atomic
def add_role(*, episode: NeetEpisode, words: RoleWords, by: User, now: datetime) -> NeetRole:
    """Raises NeetError, EpisodeIsOver, CaseHasEnded."""
    role = NeetRole(episode=lock_episode(episode))
    _fill(role, words)
    history.save(role, by=by, reason="Added", at=now)
    return role


@transaction.atomic
def change_role(*, role: NeetRole, words: RoleWords, seen: str | None = None, by: User, now: datetime) -> NeetRole:
    """`seen` as in `write_plan`. Raises NeetError if it is done already, ChangedMeanwhile, EpisodeIsOver, CaseHasEnded."""
    role = _lock(role)
    if role.done_on is not None:
        raise NeetError(None, "This is recorded as done")
    check_seen(role, ROLE, seen)
    _fill(role, words)
    history.save(role, by=by, reason="Changed", at=now)
    return role


@transaction.atomic
def role_done(*, role: NeetRole, done_on: date, by: User, now: datetime) -> NeetRole:
    """Raises NeetError, EpisodeIsOver, CaseHasEnded."""
    role = _lock(role)
    if role.done_on is not None:
        raise NeetError(None, "This is recorded as done already")
    if done_on > local_date(now):
        raise NeetError("done_on", "The day must be today or in the past")
    role.done_on = done_on
    history.save(role, by=by, reason="Done", at=now)
    return role


def _lock(role: NeetRole) -> NeetRole:
    episode = lock_episode(role.episode)
    locked: NeetRole = NeetRole.objects.select_for_update(of=("self",)).select_related("agency").get(pk=role.pk)
    locked.episode = episode
    return locked


def _fill(role: NeetRole, words: RoleWords) -> None:
    if not words.who.strip():
        raise NeetError("who", "Enter who does it")
    if not words.does.strip():
        raise NeetError("does", "Say what they do")
    role.who, role.does, role.agency, role.by_on = words.who.strip(), words.does.strip(), words.agency, words.by_on
