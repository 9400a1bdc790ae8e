"""Naming a key worker (A9), one or for many young people at once, and the person who covers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import access, history
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Membership, User
from accounts.posts import acting
from deadlines import registry
from deadlines.models import Deadline
from deadlines.services import meet
from learners.enums import KeyWorkerKind
from learners.models import Enrolment, KeyWorker, Learner
from learners.services.errors import CaseIsClosed, LearnerError
from learners.services.key_worker_news import tell_of_changes
from learners.services.links import project_learner
from learners.services.notices import Telling, tell_each
from learners.services.record import KEY_WORKER_NAMED
from learners.services.restrictions import call_back_from_others
from notifications.enums import MessageKind

EMERGENCY_RESPONSE = "emergency_response"


class CannotBeKeyWorker(LearnerError):
    """The chosen person cannot open records, has left, or is chosen to cover for themselves."""


class AlreadyKeyWorker(LearnerError):
    def __init__(self, person: User) -> None:
        super().__init__(f"{person} is the key worker already. Change only the cover person instead.")


class StartsBeforeLastOne(LearnerError):
    def __init__(self) -> None:
        super().__init__("The present key worker started after that day. Choose a later one.")


class NoKeyWorker(LearnerError):
    def __init__(self) -> None:
        super().__init__("There is no key worker to change.")


@dataclass(frozen=True)
class Assignment:
    """Who is to be key worker for one young person, as what, and who covers."""

    learner: Learner
    membership: Membership
    kind: KeyWorkerKind | str
    cover: Membership | None = None


@transaction.atomic
def assign_key_worker(
    *,
    learner: Learner,
    membership: Membership,
    kind: KeyWorkerKind | str,
    cover: Membership | None = None,
    starts_at: datetime,
    by: User | None,
    now: datetime,
) -> KeyWorker:
    """Make `membership` the key worker from `starts_at`; the present one ends at that instant.

    Keeps the promise that a key worker is named (A9). If there was one before and somebody has to be told, the e-mails
    to the designated person and the Virtual School are queued and the clock of A10 opens. Of emergencies not yet
    answered the new key worker is told at once (A18). Raises CannotBeKeyWorker, AlreadyKeyWorker, StartsBeforeLastOne,
    CaseIsClosed.
    """
    assignment = Assignment(learner, membership, kind, cover)
    (key_worker,) = assign_key_workers(assignments=[assignment], starts_at=starts_at, by=by, now=now)
    return key_worker


@transaction.atomic
def assign_key_workers(
    *, assignments: Sequence[Assignment], starts_at: datetime, by: User | None, now: datetime
) -> list[KeyWorker]:
    """`assign_key_worker` for many young people in one act, in the order given. All of it, or nothing.

    A constant number of queries, besides those of each clock that opens or is met. Raises what `assign_key_worker`
    raises, for the first young person of whom it is true.
    """
    learners = _lock_all(assignment.learner for assignment in assignments)
    for assignment in assignments:
        _check_person(assignment.membership, assignment.cover, now=now)
    present: dict[int, list[KeyWorker]] = {learner_id: [] for learner_id in learners}
    for former in KeyWorker.objects.filter(learner__in=learners).select_for_update():
        present[former.learner_id].append(former)
    endings: list[tuple[KeyWorker, str]] = []
    begun: list[tuple[KeyWorker, bool]] = []
    for assignment in assignments:
        formers = present[assignment.learner.pk]
        for former in formers:
            if former.ends_at is not None and former.ends_at <= starts_at:
                continue
            if former.membership_id == assignment.membership.pk and former.ends_at is None:
                raise AlreadyKeyWorker(assignment.membership.user)
            if former.starts_at > starts_at and former.starts_at <= now:
                raise StartsBeforeLastOne
            former.ends_at = max(starts_at, former.starts_at)
            endings.append((former, f"Now {assignment.membership.user}"))
        key_worker = KeyWorker(
            learner=learners[assignment.learner.pk],
            membership=assignment.membership,
            cover=assignment.cover,
            kind=KeyWorkerKind(assignment.kind),
            starts_at=starts_at,
            assigned_at=now,
            assigned_by=by,
        )
        begun.append((key_worker, bool(formers)))
    history.change_all(endings, fields=["ends_at"], by=by, at=now)
    assigned = [key_worker for key_worker, _ in begun]
    history.create_all(assigned, by=by, reason="Assigned", at=now)
    access.project(Learner, learners)
    for learner in learners.values():
        call_back_from_others(learner, now=now)
    _forget_introductions(learners, by=by, now=now)
    _meet_named(learners.values(), at=min(starts_at, now), by=by, now=now)
    tell_of_changes(begun, is_end=False, effective_at=starts_at, by=by, now=now)
    tell_of_emergencies(assigned, now=now)
    return assigned


def tell_of_emergencies(key_workers: Sequence[KeyWorker], *, now: datetime) -> None:
    """Whoever is key worker now hears of the emergencies that nobody has answered (A18): once, however often asked.
    Within the caller's transaction; nothing is said to who begins later.
    """
    begun = {each.learner_id: each for each in key_workers if each.starts_at <= now}
    unanswered = Deadline.objects.open().filter(duty_code=EMERGENCY_RESPONSE, learner__in=begun)
    for deadline in unanswered.order_by("id"):
        key_worker = begun[deadline.learner_id or 0]
        tell_each(
            [
                Telling(
                    key_worker.learner,
                    [key_worker.membership.user],
                    {"due_at": deadline.due_at},
                    f"emergency:{deadline.subject_uuid}:passed:{key_worker.pk}",
                )
            ],
            kind=MessageKind.EMERGENCY,
            template="learners/email/emergency_passed.txt",
            link=registry.subject(deadline.subject_kind).url(deadline.subject_uuid),
            by=None,
            now=now,
        )


@transaction.atomic
def end_key_worker(
    *, key_worker: KeyWorker, ends_at: datetime, by: User | None, now: datetime, silently: bool = False
) -> None:
    """The key worker stops at `ends_at` and nobody follows yet. The partners are told (A10), unless `silently`: a
    closed case, a death.
    """
    learner = _lock(key_worker.learner, closed_too=silently)
    key_worker.refresh_from_db()
    if key_worker.ends_at is not None:
        raise NoKeyWorker
    key_worker.ends_at = max(ends_at, key_worker.starts_at)
    history.save(key_worker, by=by, reason="Key worker ended", at=now, update_fields=["ends_at"])
    project_learner(learner)
    call_back_from_others(learner, now=now)
    if not silently:
        key_worker.learner = learner
        tell_of_changes([(key_worker, True)], is_end=True, effective_at=ends_at, by=by, now=now)


@transaction.atomic
def change_cover(*, key_worker: KeyWorker, cover: Membership | None, by: User | None, now: datetime) -> KeyWorker:
    """Name another cover person, or none. The key worker stays, so nobody has to be told.

    A new row begins, because who covered at a past moment must stay known: it decides whom an incident of that moment
    had to reach. Raises NoKeyWorker, CannotBeKeyWorker, CaseIsClosed.
    """
    (successor,) = change_covers(changes=[(key_worker, cover)], by=by, now=now)
    return successor


@transaction.atomic
def change_covers(
    *, changes: Sequence[tuple[KeyWorker, Membership | None]], by: User | None, now: datetime
) -> list[KeyWorker]:
    """`change_cover` for many young people in one act, in the order given, in a constant number of queries. All of it,
    or nothing.
    """
    learners = _lock_all(key_worker.learner for key_worker, _ in changes)
    wanted = [key_worker.pk for key_worker, _ in changes]
    rows = KeyWorker.objects.select_for_update(of=("self",)).select_related("membership__user").in_bulk(wanted)
    ended: list[tuple[KeyWorker, str]] = []
    successors = []
    for key_worker, cover in changes:
        row = rows[key_worker.pk]
        if row.ends_at is not None:
            raise NoKeyWorker
        _check_person(row.membership, cover, now=now, cover_only=True)
        row.ends_at = max(now, row.starts_at)
        ended.append((row, "Cover changed"))
        successor = KeyWorker(
            learner=learners[row.learner_id],
            membership=row.membership,
            cover=cover,
            kind=row.kind,
            starts_at=row.ends_at,
            assigned_at=now,
            assigned_by=by,
        )
        successors.append(successor)
    history.change_all(ended, fields=["ends_at"], by=by, at=now)
    history.create_all(successors, by=by, reason="Cover changed", at=now)
    access.project(Learner, learners)
    return successors


def _lock(learner: Learner, *, closed_too: bool = False) -> Learner:
    return _lock_all([learner], closed_too=closed_too)[learner.pk]


def _lock_all(learners: Iterable[Learner], *, closed_too: bool = False) -> dict[int, Learner]:
    """The records, locked in the order of their keys, by id."""
    wanted = {learner.pk for learner in learners}
    locked = Learner.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    found = {learner.pk: learner for learner in locked}
    if not closed_too and any(learner.is_closed for learner in found.values()):
        raise CaseIsClosed
    return found


def _check_person(membership: Membership, cover: Membership | None, *, now: datetime, cover_only: bool = False) -> None:
    for hat in [cover] if cover_only else [membership, cover]:
        if hat is None:
            continue
        if Permission.VIEW_LEARNER not in hat.role_definition.permissions:
            raise CannotBeKeyWorker(f"{hat.user} cannot be chosen: their role does not let them open records.")
        if acting(hat, now) is None:
            raise CannotBeKeyWorker(f"{hat.user} cannot be chosen: they have left or can no longer sign in.")
    if cover is not None and cover.user_id == membership.user_id:
        raise CannotBeKeyWorker("Choose somebody else as cover: the key worker cannot cover for themselves.")


def _forget_introductions(learner_ids: Iterable[int], *, by: User | None, now: datetime) -> None:
    """Before the start, the provider must get to know the new key worker afresh (A12, A26)."""
    ahead = Enrolment.objects.open().filter(learner__in=learner_ids, starts_on__gt=local_date(now))
    changes: list[tuple[Enrolment, str]] = []
    for enrolment in ahead.order_by("id"):
        if enrolment.designated_person_knows_key_worker_on or enrolment.provider_knows_contacts_on:
            enrolment.designated_person_knows_key_worker_on = None
            enrolment.provider_knows_contacts_on = None
            changes.append((enrolment, "The key worker changed"))
    fields = ["designated_person_knows_key_worker_on", "provider_knows_contacts_on"]
    history.change_all(changes, fields=fields, by=by, at=now)


def _meet_named(learners: Iterable[Learner], *, at: datetime, by: User | None, now: datetime) -> None:
    """The clock that runs until somebody is named stops for those who had nobody (A9)."""
    running = Deadline.objects.select_for_update(of=("self",)).open().filter(duty_code=KEY_WORKER_NAMED)
    for deadline in running.filter(subject_uuid__in=[learner.uuid for learner in learners]).order_by("id"):
        meet(deadline=deadline, at=at, by=by, now=now)
