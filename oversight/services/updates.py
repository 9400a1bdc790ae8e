"""Somebody who is asked before a board meets says how their rows stand: all in one form, or some now and some later (W3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import User
from education_plans.enums import Rag
from oversight.enums import EntryKind, Rated
from oversight.models import BoardMeeting, Strategy, StrategyRow, UpdateRequest
from oversight.rules.boards import wrong_with
from oversight.selectors.boards import leads_of
from oversight.services.strategy_progress import rate, write_entry
from oversight.services.update_clock import count_answer


class NotAskedAnyMore(ServiceError):
    def __init__(self) -> None:
        super().__init__("This meeting was held or cancelled. Write on the row itself what is new.")


class NothingSaid(ServiceError):
    def __init__(self) -> None:
        super().__init__("Write something on at least one row, or say that there is nothing new.")


class UpdateRefused(ServiceError):
    """What was said of the row `uuid` cannot be kept like this; `part` names the box."""

    def __init__(self, uuid: UUID, part: str, text: str) -> None:
        self.uuid, self.part = uuid, part
        super().__init__(text)


@dataclass(frozen=True, kw_only=True)
class RowUpdate:
    """What somebody says of one row. What is empty is not said."""

    uuid: UUID
    achieved: str = ""
    next_step: str = ""
    colour: Rag | None = None
    rationale: str = ""
    nothing_new: bool = False

    @property
    def is_empty(self) -> bool:
        said = (self.achieved.strip(), self.next_step.strip(), self.rationale.strip(), self.colour)
        return not any(said) and not self.nothing_new


@transaction.atomic
def answer_updates(*, request: UpdateRequest, updates: Sequence[RowUpdate], by: User, now: datetime) -> int:
    """Keep what somebody says of their rows, all of it or nothing; how many rows have an answer with it. Rows of which nothing
    is said stay unanswered; with the last one what was asked is done. What others wrote meanwhile stays beside it.

    Raises NotAskedAnyMore, NothingSaid, UpdateRefused and, where a strategy has ended meanwhile, StrategyIsOver.
    """
    said = [update for update in updates if not update.is_empty]
    wanted = {update.uuid for update in said}
    strategies = Strategy.objects.filter(rows__uuid__in=wanted).values("pk")
    list(Strategy.objects.select_for_update(of=("self",)).filter(pk__in=strategies).order_by("pk").values_list("pk"))
    meeting = BoardMeeting.objects.select_related("board").get(pk=request.meeting_id)
    if not meeting.is_called:
        raise NotAskedAnyMore
    if not said:
        raise NothingSaid
    lead = leads_of(meeting.board, now).asked.get(request.membership_id)
    rows = {row.uuid: row for row in lead.rows} if lead else {}
    for update in said:
        if update.uuid not in rows:
            raise UpdateRefused(update.uuid, "achieved", "You are not the main lead of this row any more.")
        _keep(request, rows[update.uuid], update, by=by, now=now)
    return len(said)


def _keep(request: UpdateRequest, row: StrategyRow, update: RowUpdate, *, by: User, now: datetime) -> None:
    """The same words sent twice, by a second press of the button or after going back, are written once."""
    wrong = wrong_with(
        achieved=update.achieved, next_step=update.next_step, colour=update.colour or "", rationale=update.rationale,
        nothing_new=update.nothing_new,
    )  # fmt: skip
    if wrong is not None:
        raise UpdateRefused(update.uuid, *wrong)
    if update.nothing_new:
        count_answer(row=row, nothing_new=True, by=by, now=now)
        return
    today = local_date(now)
    written = row.entries.filter(by=by, at__gte=request.asked_at)
    for kind, text, on in (
        (EntryKind.ACHIEVEMENT, update.achieved.strip(), today), (EntryKind.NEXT_STEP, update.next_step.strip(), None),
    ):  # fmt: skip
        if text and not written.filter(kind=kind, text=text).exists():
            write_entry(row=row, kind=kind, text=text, on=on, by=by, now=now)
    if update.colour is not None and not _stands(row, update, by=by, since=request.asked_at):
        rate(row=row, which=Rated.PROGRESS, colour=update.colour, rationale=update.rationale, on=today, by=by, now=now)
    count_answer(row=row, by=by, now=now)


def _stands(row: StrategyRow, update: RowUpdate, *, by: User, since: datetime) -> bool:
    """Whether the rating of its progress that counts is this one, from the same person, since they were asked."""
    newest = row.ratings.filter(which=Rated.PROGRESS).order_by("-on", "-id").first()
    if newest is None or newest.by_id != by.pk or newest.at < since:
        return False
    return (newest.colour, newest.rationale) == (update.colour, update.rationale.strip())
