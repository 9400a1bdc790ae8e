"""What the clocks of this app should be, computed afresh from the records (`check_ledger`)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Min

from accounts.clock import local_date
from agreements.rules import end_of_year_11
from deadlines.calendar import end_of_local_day, local_midnight
from deadlines.enums import DeadlineState
from deadlines.registry import Expected
from learners.enums import ConsentDecision, InformationRequestState
from learners.models import Consent, InformationRequest, KeyWorker, Learner
from learners.rules import AFTER_ANSWER
from learners.selectors.closings import case_closings, closed_since
from learners.services.consent import CONSENT_CHECK, asked_at
from learners.services.information_requests import INFORMATION_REQUEST
from learners.services.key_worker_news import KEY_WORKER_CHANGE, when_all_were_told
from learners.services.record import KEY_WORKER_NAMED


def key_worker_named(now: datetime) -> Iterator[Expected]:
    """One clock for each case file: met when the first key worker was assigned, cancelled when the case ended before
    that.
    """
    first: dict[int, KeyWorker] = {}
    for key_worker in KeyWorker.objects.order_by("assigned_at", "id").iterator():
        first.setdefault(key_worker.learner_id, key_worker)
    closings = case_closings()
    for learner in Learner.objects.order_by("pk").iterator():
        named = first.get(learner.pk)
        closed_at = closed_since(closings, learner.pk, learner.recorded_at)
        if closed_at is not None and (named is None or named.assigned_at > closed_at):
            state, named = DeadlineState.CANCELLED, None
        else:
            state = DeadlineState.OPEN if named is None else DeadlineState.MET
        end = end_of_year_11(learner.date_of_birth)
        yield Expected(
            duty_code=KEY_WORKER_NAMED,
            subject_uuid=learner.uuid,
            learner_id=learner.pk,
            starts_at=learner.recorded_at,
            original_due_at=end_of_local_day(end) if local_date(learner.recorded_at) <= end else None,
            state=state,
            met_at=min(named.starts_at, named.assigned_at) if named else None,
        )


def key_worker_change(now: datetime) -> Iterator[Expected]:
    """One clock for each key worker whose coming or going was a change somebody had to be told of; met when the last of
    them was reached.
    """
    earlier: dict[int, int] = defaultdict(int)
    closings = case_closings()
    told = (
        KeyWorker.objects.select_related("learner").prefetch_related("notices__message").order_by("assigned_at", "id")
    )
    for key_worker in told.iterator(chunk_size=500):
        is_first = earlier[key_worker.learner_id] == 0
        earlier[key_worker.learner_id] += 1
        notices = sorted(key_worker.notices.all(), key=lambda notice: notice.pk)
        opening = next((n for n in notices if not is_first or ":ended:" in n.message.topic), None)
        if opening is None:
            continue
        effective_at = key_worker.starts_at
        if ":ended:" in opening.message.topic and key_worker.ends_at is not None:
            effective_at = key_worker.ends_at
        told_at = when_all_were_told(key_worker)
        closed_at = closed_since(closings, key_worker.learner_id, opening.message.queued_at)
        if closed_at is not None and (told_at is None or told_at > closed_at):
            state, told_at = DeadlineState.CANCELLED, None
        else:
            state = DeadlineState.OPEN if told_at is None else DeadlineState.MET
        yield Expected(
            duty_code=KEY_WORKER_CHANGE,
            subject_uuid=key_worker.uuid,
            learner_id=key_worker.learner_id,
            starts_at=max(opening.message.queued_at, effective_at),
            original_due_at=None,
            state=state,
            met_at=told_at,
        )


def consent_check(now: datetime) -> Iterator[Expected]:
    """One clock for each answer that is to be asked for again: what the next answer for the same purpose was decides
    whether it was kept (`learners.rules.AFTER_ANSWER`). Its end follows the terms of its day and the date of birth as it
    was known then, so the ledger itself holds that.
    """
    closings = case_closings()
    following: dict[tuple[int, str], Consent] = {}
    for answer in Consent.objects.order_by("-recorded_at", "-id").iterator():
        after = following.get((answer.learner_id, answer.purpose))
        following[answer.learner_id, answer.purpose] = answer
        if answer.check_on is None:
            continue
        closed_at = closed_since(closings, answer.learner_id, answer.recorded_at)
        state, met_at = DeadlineState.OPEN, None
        if closed_at is not None and (after is None or after.recorded_at > closed_at):
            state = DeadlineState.CANCELLED
        elif after is not None and AFTER_ANSWER[ConsentDecision(after.decision)].meets_running:
            state, met_at = DeadlineState.MET, asked_at(after.decided_on, after.recorded_at)
        elif after is not None:
            state = DeadlineState.CANCELLED
        yield Expected(
            duty_code=CONSENT_CHECK,
            subject_uuid=answer.uuid,
            learner_id=answer.learner_id,
            starts_at=local_midnight(answer.decided_on),
            original_due_at=None,
            state=state,
            met_at=met_at,
        )


def information_request(now: datetime) -> Iterator[Expected]:
    """One clock for each request: met by a release or a refusal, cancelled when it is no longer wanted or by a death."""
    deaths = Learner.history.filter(died_on__isnull=False).order_by().values_list("id").annotate(Min("history_date"))
    died_at = dict(deaths)
    for request in InformationRequest.objects.order_by("pk").iterator(chunk_size=500):
        death, ended_at = died_at.get(request.learner_id), request.ended_at
        state, met_at = DeadlineState.OPEN, None
        if (death is not None and (ended_at is None or ended_at >= death)) or (
            request.state == InformationRequestState.WITHDRAWN
        ):
            state = DeadlineState.CANCELLED
        elif ended_at is not None:
            state, met_at = DeadlineState.MET, ended_at
        yield Expected(
            duty_code=INFORMATION_REQUEST,
            subject_uuid=request.uuid,
            learner_id=request.learner_id,
            starts_at=local_midnight(local_date(request.received_at)),
            original_due_at=None,
            state=state,
            met_at=met_at,
        )
