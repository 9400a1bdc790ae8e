"""What leads were asked before a board meets: for the chair who has still to answer, in names; for each lead their rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Min, QuerySet

from accounts.clock import local_date
from accounts.models import Membership
from deadlines.enums import Verb
from deadlines.models import Deadline, DeadlineEvent
from oversight.duties import BOARD_UPDATE
from oversight.enums import EntryKind, Rated
from oversight.models import (
    BoardMeeting,
    Strategy,
    StrategyEntry,
    StrategyRating,
    StrategyRow,
    UpdateAnswer,
    UpdateRequest,
)
from oversight.rules.boards import state_in_the_end, state_of
from oversight.selectors.boards import NotAsked, leads_of
from oversight.selectors.strategy import Meant, meanings_of, newest_ratings


@dataclass(frozen=True)
class Standing:
    """How far one lead is before a meeting. `request` is None for who leads rows and was not asked."""

    hat: Membership
    request: UpdateRequest | None
    rows: list[StrategyRow]
    missing: list[StrategyRow]
    due_on: date | None
    reminded_at: datetime | None
    words: str
    colour: str

    @property
    def answered(self) -> int:
        return len(self.rows) - len(self.missing)


@dataclass(frozen=True)
class Asked:
    """Who was asked before a meeting, who is not here to be asked, and how many rows have no answer."""

    standings: list[Standing]
    not_asked: list[NotAsked]

    @property
    def missing(self) -> int:
        return sum(len(standing.missing) for standing in self.standings)

    @property
    def rows(self) -> int:
        return sum(len(standing.rows) for standing in self.standings)

    @property
    def complete(self) -> int:
        """How many people have answered everything they were asked."""
        return sum(1 for one in self.standings if one.request and one.request.answered_at)


def asked_before(meeting: BoardMeeting, now: datetime) -> Asked:
    """Each lead with what is answered and what is missing, who is furthest behind first. Seven queries however many. Of a meeting
    that is over: who had been asked, and what they had answered when it was.
    """
    newest: dict[int, UpdateRequest] = {}
    for one in meeting.requests.select_related("membership__user", "membership__agency").order_by("asked_at", "id"):
        newest[one.membership_id] = one
    answered = _answered(UpdateAnswer.objects.filter(request__meeting=meeting))
    uuids = [request.uuid for request in newest.values()]
    clocks = {
        clock.subject_uuid: clock for clock in Deadline.objects.filter(duty_code=BOARD_UPDATE, subject_uuid__in=uuids)
    }
    reminded = _reminded(newest)
    if not meeting.is_called:
        return _as_it_ended(meeting, newest, answered, clocks, reminded)
    leads = leads_of(meeting.board, now)
    waits = {pk for pk, request in newest.items() if request.ended_at is None}
    hats = {**{pk: lead.hat for pk, lead in leads.asked.items()}, **{pk: one.membership for pk, one in newest.items()}}
    found = []
    for pk, hat in hats.items():
        request = newest.get(pk)
        now_led = leads.of(pk) if pk in leads.asked or pk in waits else []
        done = answered.get(pk, {})
        rows = [*now_led, *(row for key, row in done.items() if key not in {led.pk for led in now_led})]
        missing = [row for row in now_led if row.pk not in done]
        clock = clocks.get(request.uuid) if request else None
        due_on = clock.due_on if clock else None
        words, colour = state_of(
            rows=len(rows), answered=len(rows) - len(missing), is_asked=request is not None,
            is_over=due_on is not None and due_on < local_date(now), has_left=pk in leads.left,
        )  # fmt: skip
        told_at = reminded.get(request.uuid) if request else None
        found.append(Standing(hat, request, rows, missing, due_on, told_at, words, colour))
    not_asked = [one for one in leads.not_asked if one.hat is None or one.hat.pk not in waits]
    return Asked(_behind_first([standing for standing in found if standing.rows]), not_asked)


def _as_it_ended(
    meeting: BoardMeeting,
    newest: dict[int, UpdateRequest],
    answered: dict[int, dict[int, StrategyRow]],
    clocks: dict[UUID, Deadline],
    reminded: dict[UUID, datetime],
) -> Asked:
    """What is on record of a meeting that is over. Who leads what has changed since, so nothing is said of rows without an answer;
    nor of somebody who had been asked no longer by then.
    """
    over_at = meeting.history.filter(state=meeting.state).aggregate(first=Min("history_date"))["first"]
    found = []
    for pk, request in newest.items():
        rows = list(answered.get(pk, {}).values())
        if not rows and request.answered_at is None and request.ended_at != over_at:
            continue
        clock = clocks.get(request.uuid)
        is_complete = request.answered_at is not None
        words, colour = state_in_the_end(is_complete=is_complete, answered=len(rows))
        due_on = clock.due_on if clock else None
        found.append(Standing(request.membership, request, rows, [], due_on, reminded.get(request.uuid), words, colour))
    return Asked(sorted(found, key=lambda one: (one.colour == "green", one.hat.user.name, one.hat.pk)), [])


def _behind_first(standings: list[Standing]) -> list[Standing]:
    return sorted(standings, key=lambda one: (-len(one.missing), one.hat.user.name, one.hat.pk))


def _answered(answers: QuerySet[UpdateAnswer]) -> dict[int, dict[int, StrategyRow]]:
    """The rows with an answer, by the hat that was asked and the row."""
    found: dict[int, dict[int, StrategyRow]] = defaultdict(dict)
    for answer in answers.select_related("row", "request").order_by("row__strategy", "row__position", "id"):
        found[answer.request.membership_id][answer.row_id] = answer.row
    return found


def _reminded(requests: dict[int, UpdateRequest]) -> dict[UUID, datetime]:
    """When each of them was last reminded by the clock, by the UUID of what they were asked."""
    users = {request.uuid: request.membership.user_id for request in requests.values()}
    told = DeadlineEvent.objects.filter(
        verb=Verb.TOLD, deadline__duty_code=BOARD_UPDATE, deadline__subject_uuid__in=users
    )
    return {
        event.deadline.subject_uuid: event.at
        for event in told.select_related("deadline").order_by("at", "id")
        if users[event.deadline.subject_uuid] in {one["user"] for one in event.detail["told"]}
    }


@dataclass
class Line:
    """One row that somebody is asked about, with the last words on it."""

    row: StrategyRow
    progress: StrategyRating | None
    kpi: StrategyRating | None
    meanings: list[Meant]
    achieved: StrategyEntry | None = None
    next_steps: list[StrategyEntry] = field(default_factory=list)
    answer: UpdateAnswer | None = None


def lines_of(request: UpdateRequest, now: datetime) -> list[Line]:
    """The rows of which they are the main lead, as it is now; those without an answer first. Two queries for each strategy
    beside a fixed number.
    """
    rows = leads_of(request.meeting.board, now).of(request.membership_id)
    strategies: dict[int, Strategy] = {row.strategy_id: row.strategy for row in rows}
    today = local_date(now)
    ratings = {key: rating for one in strategies.values() for key, rating in newest_ratings(one).items()}
    meanings = {pk: meanings_of(one, Rated.PROGRESS, today) for pk, one in strategies.items()}
    lines = {
        row.pk: Line(
            row, ratings.get((row.pk, Rated.PROGRESS)), ratings.get((row.pk, Rated.KPI)), meanings[row.strategy_id]
        )
        for row in rows
    }
    entries = StrategyEntry.objects.filter(row__in=lines, fulfilled_by__isnull=True).select_related("by")
    for entry in entries.order_by("at", "id"):
        if entry.kind == EntryKind.ACHIEVEMENT:
            lines[entry.row_id].achieved = entry
        else:
            lines[entry.row_id].next_steps.append(entry)
    asked = UpdateAnswer.objects.filter(request__meeting=request.meeting_id, request__membership=request.membership_id)
    for answer in asked.filter(row__in=lines).select_related("by").order_by("at", "id"):
        lines[answer.row_id].answer = answer
    return sorted(lines.values(), key=lambda line: line.answer is not None)
