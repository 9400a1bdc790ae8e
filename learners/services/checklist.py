"""The start checklist of a place, and its mentor (A12, A26, A29)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts import access, history
from accounts.clock import local_date
from accounts.models import Membership, User
from agreements.selectors import designated_person_at
from learners.enums import StartItem
from learners.models import Enrolment, Learner
from learners.selectors.people import key_worker_at
from learners.services.enrolment import AlreadyEnded, check_mentor
from learners.services.errors import LearnerError
from learners.services.links import project_learner


class NotYetPossible(LearnerError):
    """Somebody who would have to be known is missing."""


class TickedInTheFuture(LearnerError):
    def __init__(self) -> None:
        super().__init__("The date must be today or in the past.")


@transaction.atomic
def tick_checklist(
    *, enrolment: Enrolment, item: StartItem | str, done_on: date | None, by: User | None, now: datetime
) -> Enrolment:
    """Note the day on which an item of the start checklist was done; None takes the note back.

    Raises NotYetPossible while there is no key worker or no designated person, TickedInTheFuture, AlreadyEnded.
    """
    item = StartItem(item)
    enrolment = _lock(enrolment)
    if done_on is not None:
        if done_on > local_date(now):
            raise TickedInTheFuture
        if key_worker_at(enrolment.learner, now).is_vacant:
            raise NotYetPossible("Name a key worker first.")
        if designated_person_at(enrolment.provider, now).is_vacant:
            raise NotYetPossible(f"{enrolment.provider} has no designated person. Name one first.")
    setattr(enrolment, item.value, done_on)
    history.save(enrolment, by=by, reason=str(item.label) if done_on else f"Taken back: {item.label}", at=now)
    return enrolment


@transaction.atomic
def introduce_mentor(
    *, enrolment: Enrolment, mentor: Membership | None, introduced_on: date | None, by: User | None, now: datetime
) -> Enrolment:
    """Name the mentor and the day they met the young person (A29). The mentor sees the record while the place is open.

    Raises CannotMentor, NotYetPossible for a day without a mentor, TickedInTheFuture, AlreadyEnded.
    """
    enrolment = _lock(enrolment)
    if mentor is not None:
        check_mentor(mentor, enrolment.provider, now=now)
    elif introduced_on is not None:
        raise NotYetPossible("Choose the mentor who was introduced.")
    if introduced_on is not None and introduced_on > local_date(now):
        raise TickedInTheFuture
    enrolment.mentor = mentor
    enrolment.mentor_introduced_on = introduced_on
    history.save(enrolment, by=by, reason="Mentor", at=now)
    project_learner(enrolment.learner)
    return enrolment


@transaction.atomic
def follow_as_mentor(*, changes: Sequence[tuple[Enrolment, Membership]], by: User | None, now: datetime) -> None:
    """Name another mentor on many places in one act, in a constant number of queries. None of them has been introduced
    yet (A29).

    Raises CannotMentor, AlreadyEnded.
    """
    ids = sorted(enrolment.pk for enrolment, _ in changes)
    locked = Enrolment.objects.select_related("provider").select_for_update(of=("self",), no_key=True).order_by("pk")
    rows = {row.pk: row for row in locked.filter(pk__in=ids)}
    changed: list[tuple[Enrolment, str]] = []
    for enrolment, mentor in changes:
        row = rows[enrolment.pk]
        if row.ended_on is not None:
            raise AlreadyEnded
        check_mentor(mentor, row.provider, now=now)
        row.mentor, row.mentor_introduced_on = mentor, None
        changed.append((row, "Mentor handed over"))
    history.change_all(changed, fields=["mentor", "mentor_introduced_on"], by=by, at=now)
    access.project(Learner, [row.learner_id for row in rows.values()])


def _lock(enrolment: Enrolment) -> Enrolment:
    enrolment = (
        Enrolment.objects.select_related("learner", "provider")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=enrolment.pk)
    )
    if enrolment.ended_on is not None:
        raise AlreadyEnded
    return enrolment
