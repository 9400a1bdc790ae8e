"""Restricted records: only their key worker and the people named on them may know that they exist."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.models import User
from learners.models import Learner, RestrictedAccess
from learners.services.errors import LearnerError
from learners.services.links import project_learner


class ReasonNeeded(LearnerError):
    def __init__(self) -> None:
        super().__init__("Give a reason.")


class NotRestricted(LearnerError):
    def __init__(self) -> None:
        super().__init__("This record is not restricted, so nobody has to be named on it.")


class NobodyLeft(LearnerError):
    def __init__(self) -> None:
        super().__init__("Name at least one person: somebody must be able to open the record.")


@transaction.atomic
def restrict(*, learner: Learner, people: Sequence[User], reason: str, by: User | None, now: datetime) -> Learner:
    """Hide the record from everyone but its key worker, `people`, and whoever restricts it. Raises ReasonNeeded,
    NobodyLeft.
    """
    _require(reason)
    named = {person.pk: person for person in [*people, *([by] if by else [])]}
    if not named:
        raise NobodyLeft
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    learner.is_restricted = True
    history.save(learner, by=by, reason=reason, at=now, update_fields=["is_restricted"])
    known = set(learner.named_people.values_list("user_id", flat=True))
    for person in named.values():
        if person.pk not in known:
            _name(learner, person, reason, by=by, now=now)
    project_learner(learner)
    return learner


@transaction.atomic
def unrestrict(*, learner: Learner, reason: str, by: User | None, now: datetime) -> Learner:
    """Open the record again to everyone whose role and agency reach it. Raises ReasonNeeded."""
    _require(reason)
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    learner.is_restricted = False
    history.save(learner, by=by, reason=reason, at=now, update_fields=["is_restricted"])
    for entry in learner.named_people.all():
        _forget(entry, by=by, reason=reason)
    project_learner(learner)
    return learner


@transaction.atomic
def name_person(*, learner: Learner, person: User, reason: str, by: User | None, now: datetime) -> RestrictedAccess:
    """Let one more person know of a restricted record. Raises ReasonNeeded, NotRestricted."""
    _require(reason)
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if not learner.is_restricted:
        raise NotRestricted
    entry = learner.named_people.filter(user=person).first() or _name(learner, person, reason, by=by, now=now)
    project_learner(learner)
    return entry


@transaction.atomic
def remove_person(*, entry: RestrictedAccess, reason: str, by: User | None, now: datetime) -> None:
    """Somebody named on a restricted record no longer sees it. Raises ReasonNeeded, NobodyLeft for the last one."""
    _require(reason)
    learner = Learner.objects.select_for_update(no_key=True).get(pk=entry.learner_id)
    if not learner.named_people.exclude(pk=entry.pk).exists():
        raise NobodyLeft
    _forget(entry, by=by, reason=reason)
    project_learner(learner)


def _require(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded


def _name(learner: Learner, person: User, reason: str, *, by: User | None, now: datetime) -> RestrictedAccess:
    entry = RestrictedAccess(learner=learner, user=person, reason=reason, given_by=by, given_at=now)
    history.save(entry, by=by, reason=reason, at=now)
    return entry


def _forget(entry: RestrictedAccess, *, by: User | None, reason: str) -> None:
    entry._history_user = by  # type: ignore[attr-defined]  # read by simple-history when the row goes
    entry._change_reason = reason  # type: ignore[attr-defined]
    entry.delete()
