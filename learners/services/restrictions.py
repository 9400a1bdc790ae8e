"""Restricted records: only their key worker and the people named on them may know that they exist."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import history
from accounts.enums import Permission, Purpose, RoleCode
from accounts.models import Agency, User
from accounts.roles import roles_with
from learners.models import Learner, RestrictedAccess
from learners.selectors.insiders import insiders_of, named_at, opening_hats
from learners.selectors.people import people_with_role
from learners.services.errors import LearnerError
from learners.services.links import project_learner
from notifications.services import call_back


class ReasonNeeded(LearnerError):
    def __init__(self) -> None:
        super().__init__("Give a reason.")


class NotRestricted(LearnerError):
    def __init__(self) -> None:
        super().__init__("This record is not restricted, so nobody has to be named on it.")


class NobodyLeft(LearnerError):
    def __init__(self) -> None:
        super().__init__("Name at least one person: somebody must be able to open the record.")


class NobodyOfVirtualSchool(LearnerError):
    """Somebody of the home Virtual School must be told when the place is at risk (A30), so one of them has to know."""

    def __init__(self) -> None:
        super().__init__(
            "Name at least one person of the home Virtual School: somebody there must be told when the place is at risk."
        )


class NobodyInCharge(LearnerError):
    def __init__(self) -> None:
        super().__init__(
            "Name at least one person who may restrict records, such as the Virtual School head, the key contact or the "
            "team manager: otherwise nobody could change who opens this one."
        )


@transaction.atomic
def restrict(*, learner: Learner, people: Sequence[User], reason: str, by: User | None, now: datetime) -> Learner:
    """Hide the record from everyone but its key worker, `people`, and whoever restricts it. What waits to be said to
    anybody else about it is called back.

    Among the named there must be somebody of the home Virtual School (A30) and somebody who may say who else opens it.
    Raises ReasonNeeded, NobodyLeft, NobodyOfVirtualSchool, NobodyInCharge.
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
    _check_who_is_left(learner, now)
    project_learner(learner)
    call_back_from_others(learner, now=now)
    return learner


@transaction.atomic
def unrestrict(*, learner: Learner, reason: str, by: User | None, now: datetime) -> Learner:
    """Open the record again to everyone whose role and agency reach it; emergency access ends. Raises ReasonNeeded."""
    _require(reason)
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    learner.is_restricted = False
    history.save(learner, by=by, reason=reason, at=now, update_fields=["is_restricted"])
    for entry in learner.named_people.all():
        _forget(entry, by=by, reason=reason)
    for opening in learner.broken_glass.filter(ends_at__gt=now):
        opening.ends_at, opening.ended_by = max(now, opening.opened_at), by
        history.save(opening, by=by, reason=reason, at=now, update_fields=["ends_at", "ended_by"])
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
    """Somebody named on a restricted record no longer sees it. Raises ReasonNeeded, NobodyLeft for the last one,
    NobodyOfVirtualSchool, NobodyInCharge.
    """
    _require(reason)
    learner = Learner.objects.select_for_update(no_key=True).get(pk=entry.learner_id)
    if not learner.named_people.exclude(pk=entry.pk).exists():
        raise NobodyLeft
    _forget(entry, by=by, reason=reason)
    _check_who_is_left(learner, now)
    project_learner(learner)
    call_back_from_others(learner, now=now)


def name_first_people(*, learner: Learner, virtual_school: Agency, by: User | None, now: datetime) -> None:
    """Name those who know of a record that is restricted from the start: `by`, and the heads of the home Virtual School
    (its key contacts, if it has no head) unless `by` leads it. The caller holds the transaction. Raises NobodyOfVirtualSchool.
    """
    leading = [RoleCode.VIRTUAL_SCHOOL_HEAD, RoleCode.KEY_CONTACT]
    by_role = {role: people_with_role(role, [virtual_school.pk], now)[virtual_school.pk] for role in leading}
    named = [by] if by is not None else []
    if by is None or not any(by in people for people in by_role.values()):
        named += next((people for people in by_role.values() if people), [])
    for person in {person.pk: person for person in named}.values():
        _name(learner, person, "Opened the case file" if person == by else "Leads the Virtual School", by=by, now=now)
    if not named_at([learner.pk], Purpose.HOME_VIRTUAL_SCHOOL, now)[learner.pk]:
        raise NobodyOfVirtualSchool
    project_learner(learner)


def call_back_from_others(learner: Learner, *, now: datetime) -> None:
    """What waits to be said about a restricted record to anybody who may not know of it is not sent, and what lies in
    their inboxes is gone. Nothing for an unrestricted record.
    """
    if not learner.is_restricted:
        return
    opened = learner.broken_glass.filter(ends_at__gt=now).values_list("membership__user", flat=True)
    call_back(learner.uuid, but={*insiders_of([learner.pk])[learner.pk], *opened}, now=now)


def _check_who_is_left(learner: Learner, now: datetime) -> None:
    """Of those named, somebody can be told of incidents and somebody can change who is named."""
    if not named_at([learner.pk], Purpose.HOME_VIRTUAL_SCHOOL, now)[learner.pk]:
        raise NobodyOfVirtualSchool
    agencies = set(learner.links.active(now).values_list("agency_id", flat=True))
    named = set(learner.named_people.values_list("user_id", flat=True))
    if not any(hat.role in roles_with(Permission.RESTRICT_RECORD) for hat in opening_hats(agencies, named, now)):
        raise NobodyInCharge


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
