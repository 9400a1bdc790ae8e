"""Naming a key worker (A9) and telling the provider and the Virtual School when that person changes (A10)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts import history
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Membership, User
from accounts.posts import acting
from agreements.services import open_duty
from agreements.terms import terms_for
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.services import find_open, lock_open, meet, reopen
from learners.enums import KeyWorkerKind
from learners.models import Enrolment, KeyWorker, KeyWorkerNotice, Learner
from learners.selectors.contacts import partners_to_tell
from learners.selectors.people import social_care_of, virtual_school_for
from learners.services.errors import CaseIsClosed, LearnerError
from learners.services.links import project_learner
from learners.services.notices import is_before_mainstay, tell
from learners.services.record import KEY_WORKER_NAMED
from notifications.enums import AttemptOutcome, MessageKind, MessageState
from notifications.models import Message

KEY_WORKER_CHANGE = "key_worker_change"
_LOST = (MessageState.FAILED, MessageState.BOUNCED)


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


class NothingToTellAgain(LearnerError):
    def __init__(self) -> None:
        super().__init__("No e-mail about this change has failed.")


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
    to the designated person and the Virtual School are queued and the clock of A10 opens. Raises CannotBeKeyWorker,
    AlreadyKeyWorker, StartsBeforeLastOne, CaseIsClosed.
    """
    learner = _lock(learner)
    _check_person(membership, cover, now=now)
    earlier = learner.key_workers.exists()
    for former in learner.key_workers.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at)):
        if former.membership_id == membership.pk and former.ends_at is None:
            raise AlreadyKeyWorker(membership.user)
        if former.starts_at > starts_at and former.starts_at <= now:
            raise StartsBeforeLastOne
        _end(former, max(starts_at, former.starts_at), by=by, reason=f"Now {membership.user}", now=now)
    key_worker = KeyWorker(
        learner=learner,
        membership=membership,
        cover=cover,
        kind=KeyWorkerKind(kind),
        starts_at=starts_at,
        assigned_at=now,
        assigned_by=by,
    )
    history.save(key_worker, by=by, reason="Assigned", at=now)
    project_learner(learner)
    _forget_introductions(learner, by=by, now=now)
    named = lock_open(duty_code=KEY_WORKER_NAMED, subject_uuid=learner.uuid)
    if named is not None:
        meet(deadline=named, at=min(starts_at, now), by=by, now=now)
    _tell_of_change(key_worker, is_end=False, is_change=earlier, effective_at=starts_at, by=by, now=now)
    return key_worker


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
    _end(key_worker, max(ends_at, key_worker.starts_at), by=by, reason="Key worker ended", now=now)
    project_learner(learner)
    if not silently:
        key_worker.learner = learner
        _tell_of_change(key_worker, is_end=True, is_change=True, effective_at=ends_at, by=by, now=now)


@transaction.atomic
def change_cover(*, key_worker: KeyWorker, cover: Membership | None, by: User | None, now: datetime) -> KeyWorker:
    """Name another cover person, or none. The key worker stays, so nobody has to be told.

    A new row begins, because who covered at a past moment must stay known: it decides whom an incident of that moment
    had to reach.
    """
    learner = _lock(key_worker.learner)
    key_worker.refresh_from_db()
    if key_worker.ends_at is not None:
        raise NoKeyWorker
    _check_person(key_worker.membership, cover, now=now, cover_only=True)
    starts_at = max(now, key_worker.starts_at)
    _end(key_worker, starts_at, by=by, reason="Cover changed", now=now)
    successor = KeyWorker(
        learner=learner,
        membership=key_worker.membership,
        cover=cover,
        kind=key_worker.kind,
        starts_at=starts_at,
        assigned_at=now,
        assigned_by=by,
    )
    history.save(successor, by=by, reason="Cover changed", at=now)
    project_learner(learner)
    return successor


@transaction.atomic
def tell_again(*, key_worker: KeyWorker, by: User | None, now: datetime) -> list[Message]:
    """Queue new e-mails to those whom the news of this change did not reach. Raises NothingToTellAgain."""
    learner = _lock(key_worker.learner, closed_too=True)
    notices = list(key_worker.notices.select_related("message__recipient").order_by("id"))
    newest = {notice.message.recipient_id: notice.message for notice in notices}
    lost = [message.recipient for message in newest.values() if message.state in _LOST and message.recipient]
    if not lost:
        raise NothingToTellAgain
    key_worker.learner = learner
    is_end = key_worker.ends_at is not None
    return _queue(key_worker, lost, is_end=is_end, attempt=len(notices), by=None, now=now)


def on_notice_settled(message: Message, outcome: AttemptOutcome, at: datetime, now: datetime) -> None:
    """Delivery listener: an e-mail about a key worker was accepted, refused for good, or came back.

    The change is told at the moment the last person's e-mail was accepted; a bounce afterwards opens the deadline
    again.
    """
    notices = KeyWorkerNotice.objects.filter(message=message)
    for key_worker_id in set(notices.values_list("key_worker_id", flat=True)):
        _settle(key_worker_id, outcome, now=now)


def on_digest_settled(message: Message, outcome: AttemptOutcome, at: datetime, now: datetime) -> None:
    """Delivery listener: the same for somebody who has the news in their daily digest."""
    notices = KeyWorkerNotice.objects.filter(message__digest=message)
    for key_worker_id in set(notices.values_list("key_worker_id", flat=True)):
        _settle(key_worker_id, outcome, now=now)


def when_all_were_told(key_worker: KeyWorker) -> datetime | None:
    """The moment the last of those who must hear of the change was reached by an e-mail; None while somebody was not."""
    reached: dict[int | None, datetime | None] = {}
    for notice in key_worker.notices.select_related("message__digest"):
        message = notice.message
        carrier = message.digest if message.state == MessageState.DIGESTED else message
        arrived = carrier.settled_at if carrier is not None and carrier.state == MessageState.SENT else None
        known = reached.get(message.recipient_id)
        reached[message.recipient_id] = min(filter(None, [known, arrived]), default=None)
    moments = [moment for moment in reached.values() if moment is not None]
    return max(moments) if moments and len(moments) == len(reached) else None


def _settle(key_worker_id: int, outcome: AttemptOutcome, *, now: datetime) -> None:
    """Meet the clock of A10 once everybody was reached; open it again when somebody turns out not to have been."""
    key_worker = KeyWorker.objects.select_for_update(no_key=True).get(pk=key_worker_id)
    told_at = when_all_were_told(key_worker)
    if outcome == AttemptOutcome.ACCEPTED and told_at is not None:
        deadline = lock_open(duty_code=KEY_WORKER_CHANGE, subject_uuid=key_worker.uuid)
        if deadline is not None:
            meet(deadline=deadline, at=told_at, now=now)
    if outcome == AttemptOutcome.BOUNCED and told_at is None:
        met = Deadline.objects.filter(
            duty_code=KEY_WORKER_CHANGE, subject_uuid=key_worker.uuid, state=DeadlineState.MET
        ).first()
        if met is not None and find_open(duty_code=KEY_WORKER_CHANGE, subject_uuid=key_worker.uuid) is None:
            reopen(deadline=met, reason="An e-mail about the change came back undelivered", now=now)


def _lock(learner: Learner, *, closed_too: bool = False) -> Learner:
    learner = Learner.objects.select_for_update(no_key=True).get(pk=learner.pk)
    if learner.is_closed and not closed_too:
        raise CaseIsClosed
    return learner


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


def _end(key_worker: KeyWorker, at: datetime, *, by: User | None, reason: str, now: datetime) -> None:
    key_worker.ends_at = at
    history.save(key_worker, by=by, reason=reason, at=now, update_fields=["ends_at"])


def _forget_introductions(learner: Learner, *, by: User | None, now: datetime) -> None:
    """Before the start, the provider must get to know the new key worker afresh (A12, A26)."""
    for enrolment in learner.enrolments.open().filter(starts_on__gt=local_date(now)):
        if enrolment.designated_person_knows_key_worker_on or enrolment.provider_knows_contacts_on:
            enrolment.designated_person_knows_key_worker_on = None
            enrolment.provider_knows_contacts_on = None
            history.save(enrolment, by=by, reason="The key worker changed", at=now)


def _tell_of_change(
    key_worker: KeyWorker, *, is_end: bool, is_change: bool, effective_at: datetime, by: User | None, now: datetime
) -> None:
    """Queue the notices and open the clock of A10. A change from before Mainstay tracked social care is only recorded."""
    learner = key_worker.learner
    social_care = social_care_of(learner)
    places = list(learner.enrolments.open().select_related("provider__local_authority").order_by("starts_on", "id"))
    if social_care is None or not places or is_before_mainstay(social_care, effective_at):
        return
    people = partners_to_tell(learner, places, now)
    messages = _queue(key_worker, people, is_end=is_end, attempt=0, by=by, now=now)
    if is_change and messages and find_open(duty_code=KEY_WORKER_CHANGE, subject_uuid=key_worker.uuid) is None:
        _open_change(key_worker, places, effective_at=effective_at, by=by, now=now)


def _queue(
    key_worker: KeyWorker, people: Sequence[User], *, is_end: bool, attempt: int, by: User | None, now: datetime
) -> list[Message]:
    learner = key_worker.learner
    ending = "ended" if is_end else "changed"
    messages = tell(
        people,
        learner=learner,
        kind=MessageKind.KEY_WORKER_CHANGED,
        template=f"learners/email/key_worker_{ending}.txt",
        context={"key_worker": key_worker},
        topic=f"key_worker:{key_worker.uuid}:{ending}:{attempt}",
        by=by,
        now=now,
    )
    KeyWorkerNotice.objects.bulk_create(
        [KeyWorkerNotice(key_worker=key_worker, message=message) for message in messages], ignore_conflicts=True
    )
    return messages


def _open_change(
    key_worker: KeyWorker, places: Sequence[Enrolment], *, effective_at: datetime, by: User | None, now: datetime
) -> None:
    learner = key_worker.learner
    social_care = social_care_of(learner)
    assert social_care is not None
    starts_at = max(now, effective_at)
    terms = terms_for(
        home_virtual_school=virtual_school_for(learner), provider=places[0].provider, on=local_date(starts_at)
    )
    open_duty(
        code=KEY_WORKER_CHANGE,
        terms=terms,
        owner=social_care,
        learner=learner,
        subject_kind="key_worker",
        subject_uuid=key_worker.uuid,
        starts_at=starts_at,
        now=now,
        by=by,
    )
