"""The clock of somebody who is asked for updates before a board meets: it follows who leads what, and ends with the answers (W3).

Locks are taken in one order everywhere: strategies, meetings, requests, deadlines.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import Membership, User
from agreements.terms import terms_of
from deadlines import registry
from deadlines.services import Opening, cancel, lock_open, meet, move, open_deadline, resume
from notifications.enums import MessageKind
from notifications.services import tell
from oversight.duties import BOARD_UPDATE
from oversight.enums import BoardMeetingState, LeadKind
from oversight.models import BoardMeeting, Strategy, StrategyLead, StrategyRow, UpdateAnswer, UpdateRequest
from oversight.selectors.boards import Lead, leads_of
from oversight.subjects import UPDATES


def keep_up(*, meeting: BoardMeeting, by: User, now: datetime) -> int:
    """Bring what is asked before a meeting in line with who leads what now: whoever leads rows without an answer is asked, until
    the last day to answer; whoever leads none any more is asked no longer; whoever has answered all has done it. What was
    asked of somebody whose role has ended waits for another lead. How many were asked. The caller has locked the meeting,
    which is called and has its day.
    """
    assert meeting.updates_due_on is not None
    leads = leads_of(meeting.board, now)
    answered = _answered_by_hat(meeting)
    open_ones = {request.membership_id: request for request in _locked(meeting.requests.open())}
    for hat_id, request in open_ones.items():
        rows = {row.pk for row in leads.of(hat_id)}
        if not rows:
            _end(request, reason="Leads nothing of it any more", by=by, now=now)
        elif rows <= answered.get(hat_id, set()):
            _complete(request, by=by, now=now)
    if meeting.updates_due_on < local_date(now):
        return 0
    to_ask = [
        lead
        for hat_id, lead in leads.asked.items()
        if hat_id not in open_ones and {row.pk for row in lead.rows} - answered.get(hat_id, set())
    ]
    for lead in to_ask:
        _ask(meeting, lead, due_on=meeting.updates_due_on, by=by, now=now)
    return len(to_ask)


def follow_leads(strategy: Strategy, *, by: User, now: datetime) -> None:
    """Who leads what of the strategy has changed, or what is still worked on: meetings before which leads were asked keep up.
    The caller has locked the strategy.
    """
    meetings = BoardMeeting.objects.select_for_update(of=("self",)).filter(
        board__strategies=strategy, state=BoardMeetingState.CALLED, updates_due_on__isnull=False
    )
    for meeting in meetings.select_related("board").order_by("pk"):
        keep_up(meeting=meeting, by=by, now=now)


def count_answer(*, row: StrategyRow, nothing_new: bool = False, by: User, now: datetime) -> None:
    """Something was written on a row, or there is nothing new: whoever was asked about it has answered, whoever wrote it. With
    the last row their request is met. The caller has locked the strategy of the row.
    """
    mains = StrategyLead.objects.filter(row=row, kind=LeadKind.LEAD, is_main=True, membership__isnull=False)
    asked = UpdateRequest.objects.open().filter(
        membership__in=mains.values("membership"), meeting__board__strategies=row.strategy_id,
        meeting__state=BoardMeetingState.CALLED,
    )  # fmt: skip
    for request in _locked(asked):
        _, is_new = UpdateAnswer.objects.get_or_create(
            request=request, row=row, nothing_new=nothing_new, defaults={"at": now, "by": by}
        )
        if is_new:
            settle(request, by=by, now=now)


def settle(request: UpdateRequest, *, by: User, now: datetime) -> None:
    """If every row that they lead has an answer, the request is met. The caller has locked it."""
    rows = {row.pk for row in leads_of(request.meeting.board, now).of(request.membership_id)}
    if rows and rows <= _answered_by_hat(request.meeting).get(request.membership_id, set()):
        _complete(request, by=by, now=now)


def end_requests(meeting: BoardMeeting, *, reason: str, by: User, now: datetime) -> list[UpdateRequest]:
    """Nobody need answer before this meeting any more: those who had still to."""
    waiting = list(_locked(meeting.requests.open()))
    for request in waiting:
        _end(request, reason=reason, by=by, now=now)
    return waiting


def move_requests(meeting: BoardMeeting, *, due_on: date, reason: str, by: User, now: datetime) -> list[UpdateRequest]:
    """Whoever has still to answer has until another day: they."""
    waiting = list(_locked(meeting.requests.open()))
    for request in waiting:
        deadline = lock_open(duty_code=BOARD_UPDATE, subject_uuid=request.uuid)
        if deadline is None:
            continue
        if deadline.is_paused:
            resume(deadline=deadline, reason=reason, by=by, now=now)
        if deadline.due_on != due_on:
            move(deadline=deadline, due_on=due_on, reason=reason, by=by, now=now)
    return waiting


def tell_leads(
    requests: Iterable[UpdateRequest], template: str, *, key: str, due_on: date | None, by: User, now: datetime
) -> None:
    """An e-mail and a message to each whose role has not ended: of which agency's board, when it meets, and by when they
    answer.
    """
    told = {request.membership_id: request for request in requests}
    for hat in Membership.objects.active(now).filter(pk__in=told).order_by("pk"):
        request = told[hat.pk]
        board = request.meeting.board
        tell(
            [request.membership.user], template,
            {"agency": board.agency.name, "starts_at": request.meeting.starts_at, "due_on": due_on},
            kind=MessageKind.REMINDER, link=reverse("oversight:updates", args=[request.uuid]),
            topic=f"update_request:{request.uuid}", key=f"update_request:{request.uuid}:{key}", by=by, now=now,
        )  # fmt: skip


@transaction.atomic
def _ask(meeting: BoardMeeting, lead: Lead, *, due_on: date, by: User, now: datetime) -> None:
    request = UpdateRequest(meeting=meeting, membership=lead.hat, asked_at=now, asked_by=by, due_on=due_on)
    history.save(request, by=by, reason="Asked", at=now)
    duty = registry.duty(BOARD_UPDATE)
    opening = Opening(
        duty=duty, limit=duty.limit, terms_source="The day that was set for it",
        morning_hour=terms_of(None, on=local_date(now)).morning_hour, owner=lead.hat.agency, stands_alone=True,
        subject_kind=UPDATES, subject_uuid=request.uuid, starts_at=now, due_on=due_on,
    )  # fmt: skip
    open_deadline(opening, by=by, now=now)
    tell_leads([request], "oversight/email/update_asked.txt", key="asked", due_on=due_on, by=by, now=now)


def _complete(request: UpdateRequest, *, by: User, now: datetime) -> None:
    request.answered_at = now
    history.save(request, by=by, reason="Answered", at=now)
    deadline = lock_open(duty_code=BOARD_UPDATE, subject_uuid=request.uuid)
    if deadline is not None:
        meet(deadline=deadline, at=now, by=by, now=now)


def _end(request: UpdateRequest, *, reason: str, by: User, now: datetime) -> None:
    request.ended_at = now
    history.save(request, by=by, reason=reason, at=now)
    deadline = lock_open(duty_code=BOARD_UPDATE, subject_uuid=request.uuid)
    if deadline is not None:
        cancel(deadline=deadline, reason=reason, by=by, now=now)


def _answered_by_hat(meeting: BoardMeeting) -> dict[int, set[int]]:
    """Rows with an answer before this meeting, by the hat that was asked. One query."""
    found: dict[int, set[int]] = {}
    answers = UpdateAnswer.objects.filter(request__meeting=meeting)
    for hat_id, row_id in answers.values_list("request__membership", "row"):
        found.setdefault(hat_id, set()).add(row_id)
    return found


def _locked(requests: QuerySet[UpdateRequest]) -> list[UpdateRequest]:
    locked = requests.select_for_update(of=("self",)).order_by("pk")
    return list(locked.select_related("meeting__board__agency", "membership__user", "membership__agency"))
