"""After a limit has changed: the open deadlines somebody chose follow it, each with the reason. The others stay."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from agreements.enums import TermKey
from agreements.models import Agreement
from agreements.selectors.terms_change import movable
from agreements.services.agreements import AgreementError, ReasonMissing
from deadlines.models import Deadline
from deadlines.rules import Limit
from deadlines.services import move


class NothingChosen(AgreementError):
    def __init__(self) -> None:
        super().__init__("Choose at least one deadline, or leave them all as they are.")
        self.field = "deadlines"


class NoLongerOffered(AgreementError):
    def __init__(self) -> None:
        super().__init__("One of these deadlines has changed since you opened this page. Look at the list again.")


@transaction.atomic
def move_to_limit(
    *,
    agreement: Agreement,
    key: TermKey,
    limit: Limit,
    chosen: Collection[UUID],
    reason: str,
    by: User,
    now: datetime,
) -> list[Deadline]:
    """Move the chosen open deadlines of the duty to the day they would have by `limit`. How well promises are kept is
    still judged on the first day. Nothing else moves.

    Raises NothingChosen, ReasonMissing, NoLongerOffered (one is closed, moved or not the user's to change by now).
    """
    if not chosen:
        raise NothingChosen
    if not reason.strip():
        raise ReasonMissing
    offered = {one.deadline.uuid: one for one in movable(agreement, key, limit, by, now) if not one.why_not}
    if not set(chosen) <= set(offered):
        raise NoLongerOffered
    moved = []
    for uuid in chosen:
        deadline, due = offered[uuid].deadline, offered[uuid].due
        if due.due_on is None:
            moved.append(move(deadline=deadline, due_at=due.due_at, reason=reason, by=by, now=now))
        else:
            moved.append(move(deadline=deadline, due_on=due.due_on, reason=reason, by=by, now=now))
    return moved
