"""Telling the provider and the Virtual School that a key worker has changed, and the clock of doing so (A10)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.clock import local_date
from accounts.models import User
from agreements.services import opening_of
from agreements.terms import TermsInForce, terms_for
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.services import find_open, lock_open, meet, open_deadline, reopen
from learners.models import Enrolment, KeyWorker, KeyWorkerNotice, Learner
from learners.selectors.contacts import partners_to_tell_each
from learners.selectors.people import social_care_for, virtual_schools_for
from learners.services.errors import LearnerError
from learners.services.notices import Telling, is_before_mainstay, tell_each
from notifications.enums import AttemptOutcome, MessageKind, MessageState
from notifications.models import Message

KEY_WORKER_CHANGE = "key_worker_change"
_LOST = (MessageState.FAILED, MessageState.BOUNCED)


class NothingToTellAgain(LearnerError):
    def __init__(self) -> None:
        super().__init__("No e-mail about this change has failed.")


def tell_of_changes(
    changes: Sequence[tuple[KeyWorker, bool]],
    *,
    is_end: bool,
    effective_at: datetime,
    by: User | None,
    now: datetime,
) -> None:
    """Queue the notices about key workers who began (`is_end`: stopped) and open the clocks of A10, within the caller's
    transaction.

    With each the answer to whether somebody was key worker before: only then a clock opens. A change from before
    Mainstay tracked social care is only recorded. Besides a few queries for all and for each pair of Virtual School and
    provider, each clock that opens costs what it costs.
    """
    learner_ids = [key_worker.learner_id for key_worker, _ in changes]
    social_care = social_care_for(learner_ids)
    places: dict[int, list[Enrolment]] = {learner_id: [] for learner_id in learner_ids}
    open_places = Enrolment.objects.open().filter(learner__in=learner_ids).select_related("provider__local_authority")
    for place in open_places.order_by("starts_on", "id"):
        places[place.learner_id].append(place)
    told = [
        (key_worker, is_change)
        for key_worker, is_change in changes
        if places[key_worker.learner_id]
        and (agency := social_care.get(key_worker.learner_id)) is not None
        and not is_before_mainstay(agency, effective_at)
    ]
    if not told:
        return
    people = partners_to_tell_each({each.learner_id: places[each.learner_id] for each, _ in told}, now)
    emails = _queue(
        [(each, people[each.learner_id]) for each, _ in told], is_end=is_end, attempt=0, by=by, now=now
    )  # fmt: skip
    running = set(
        Deadline.objects.open()
        .filter(duty_code=KEY_WORKER_CHANGE, subject_uuid__in=[each.uuid for each, _ in told])
        .values_list("subject_uuid", flat=True)
    )
    begun = [each for each, is_change in told if is_change and emails[each.pk] and each.uuid not in running]
    first_place = {learner_id: theirs[0] for learner_id, theirs in places.items() if theirs}
    schools = virtual_schools_for([each.learner_id for each in begun])
    terms: dict[tuple[int | None, int], TermsInForce] = {}
    starts_at = max(now, effective_at)
    for each in begun:
        school, provider = schools.get(each.learner_id), first_place[each.learner_id].provider
        pair = (school.pk if school else None, provider.pk)
        if pair not in terms:
            terms[pair] = terms_for(home_virtual_school=school, provider=provider, on=local_date(starts_at))
        open_deadline(
            opening_of(
                code=KEY_WORKER_CHANGE,
                terms=terms[pair],
                owner=social_care[each.learner_id],
                learner=each.learner,
                subject_kind="key_worker",
                subject_uuid=each.uuid,
                starts_at=starts_at,
            ),
            by=by,
            now=now,
        )


@transaction.atomic
def tell_again(*, key_worker: KeyWorker, by: User | None, now: datetime) -> list[Message]:
    """Queue new e-mails to those whom the news of this change did not reach. Raises NothingToTellAgain."""
    key_worker.learner = Learner.objects.select_for_update(no_key=True).get(pk=key_worker.learner_id)
    notices = list(key_worker.notices.select_related("message__recipient").order_by("id"))
    newest = {notice.message.recipient_id: notice.message for notice in notices}
    lost = [message.recipient for message in newest.values() if message.state in _LOST and message.recipient]
    if not lost:
        raise NothingToTellAgain
    is_end = key_worker.ends_at is not None
    return _queue([(key_worker, lost)], is_end=is_end, attempt=len(notices), by=None, now=now)[key_worker.pk]


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
        if message.state == MessageState.WITHHELD and key_worker.learner.is_restricted:
            continue  # whoever may not know of the record does not have to be told
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
    if outcome != AttemptOutcome.BOUNCED and told_at is not None:
        deadline = lock_open(duty_code=KEY_WORKER_CHANGE, subject_uuid=key_worker.uuid)
        if deadline is not None:
            meet(deadline=deadline, at=told_at, now=now)
    if outcome == AttemptOutcome.BOUNCED and told_at is None:
        met = Deadline.objects.filter(
            duty_code=KEY_WORKER_CHANGE, subject_uuid=key_worker.uuid, state=DeadlineState.MET
        ).first()
        if met is not None and find_open(duty_code=KEY_WORKER_CHANGE, subject_uuid=key_worker.uuid) is None:
            reopen(deadline=met, reason="An e-mail about the change came back undelivered", now=now)


def _queue(
    told: Sequence[tuple[KeyWorker, Sequence[User]]], *, is_end: bool, attempt: int, by: User | None, now: datetime
) -> dict[int, list[Message]]:
    """The e-mails by key worker's id, each noted as a notice of the change."""
    ending = "ended" if is_end else "changed"
    topics = {each.pk: f"key_worker:{each.uuid}:{ending}:{attempt}" for each, _ in told}
    emails = tell_each(
        [Telling(each.learner, people, {"key_worker": each}, topics[each.pk]) for each, people in told],
        kind=MessageKind.KEY_WORKER_CHANGED,
        template=f"learners/email/key_worker_{ending}.txt",
        by=by,
        now=now,
    )
    by_key_worker = {pk: emails[topic] for pk, topic in topics.items()}
    KeyWorkerNotice.objects.bulk_create(
        [
            KeyWorkerNotice(key_worker_id=pk, message=message)
            for pk, messages in by_key_worker.items()
            for message in messages
        ],
        ignore_conflicts=True,
    )
    return by_key_worker
