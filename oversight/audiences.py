"""Who is told that a KPI waits for its rating, an audit for its answers, a board for an update, and that somebody waits to be rung.
Asked for a whole batch of deadlines at once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from accounts.enums import Permission
from accounts.models import Membership, User
from accounts.roles import roles_with
from accounts.selectors import holders_of
from deadlines.models import Deadline
from learners.selectors.people import acting_key_workers
from oversight.duties import (
    AUDIT_KEEPER,
    AUDITOR,
    BOARD_CHAIR,
    FEEDBACK_CALLER,
    FEEDBACK_KEEPER,
    RATER,
    STRATEGY_KEEPER,
    UPDATER,
    UPDATER_MANAGER,
)
from oversight.enums import LeadKind
from oversight.models import AuditShare, StrategyLead, StrategyRow, UpdateRequest


def rater(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """Whoever leads the KPI and still has that hat, the main lead first; else who keeps strategies at the agency that owes it."""
    leads = StrategyLead.objects.filter(
        row__uuid__in=[deadline.subject_uuid for deadline in deadlines], kind=LeadKind.LEAD,
        membership__in=Membership.objects.active(now),
    )  # fmt: skip
    people: dict[UUID, list[User]] = {}
    for lead in leads.select_related("row", "membership__user").order_by("-is_main", "id"):
        assert lead.membership
        people.setdefault(lead.row.uuid, []).append(lead.membership.user)
    keepers = holders_of(roles_with(Permission.KEEP_STRATEGY), {deadline.owner_id for deadline in deadlines})
    return {deadline.pk: people.get(deadline.subject_uuid) or keepers[deadline.owner_id] for deadline in deadlines}


def strategy_keeper(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """Who keeps strategies at the agency whose strategy it is."""
    rows = StrategyRow.objects.filter(uuid__in=[deadline.subject_uuid for deadline in deadlines])
    owners: dict[UUID, int] = dict(rows.values_list("uuid", "strategy__owner_id"))
    keepers = holders_of(roles_with(Permission.KEEP_STRATEGY), set(owners.values()))
    return {deadline.pk: keepers[owners[deadline.subject_uuid]] for deadline in deadlines}


def updater(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """Whoever is asked and still has that hat; else who keeps strategies at their agency."""
    hats = Membership.objects.active(now)
    asked = UpdateRequest.objects.filter(
        uuid__in=[deadline.subject_uuid for deadline in deadlines], membership__in=hats
    )
    people = {request.uuid: [request.membership.user] for request in asked.select_related("membership__user")}
    managers = updater_manager(deadlines, now)
    return {deadline.pk: people.get(deadline.subject_uuid) or managers[deadline.pk] for deadline in deadlines}


def updater_manager(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """Who keeps strategies at the agency of whoever is asked."""
    keepers = holders_of(roles_with(Permission.KEEP_STRATEGY), {deadline.owner_id for deadline in deadlines})
    return {deadline.pk: keepers[deadline.owner_id] for deadline in deadlines}


def board_chair(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """Who chairs the board that asks; where nobody does, who keeps it."""
    requests = UpdateRequest.objects.filter(uuid__in=[deadline.subject_uuid for deadline in deadlines])
    boards = {request.uuid: request.meeting.board for request in requests.select_related("meeting__board__chair__user")}
    chairs = Membership.objects.active(now).filter(
        pk__in=[board.chair_id for board in boards.values() if board.chair_id]
    )
    here = set(chairs.values_list("pk", flat=True))
    keepers = holders_of(roles_with(Permission.KEEP_STRATEGY), {board.agency_id for board in boards.values()})
    return {
        deadline.pk: [board.chair.user] if board.chair and board.chair.pk in here else keepers[board.agency_id]
        for deadline in deadlines
        if (board := boards[deadline.subject_uuid])
    }


def feedback_caller(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """The young person’s key worker; where there is none, or nobody is known, who keeps feedback at the Virtual School."""
    workers = acting_key_workers({one.learner_id for one in deadlines if one.learner_id}, now)
    keepers = feedback_keeper(deadlines, now)
    return {one.pk: [workers[one.learner_id]] if one.learner_id in workers else keepers[one.pk] for one in deadlines}


def feedback_keeper(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """Who keeps feedback at the Virtual School that asked."""
    keepers = holders_of(roles_with(Permission.KEEP_FEEDBACK), {deadline.owner_id for deadline in deadlines})
    return {deadline.pk: keepers[deadline.owner_id] for deadline in deadlines}


def auditor(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """Whoever answers, while they have that hat; else who runs audits at the agency."""
    shares = AuditShare.objects.filter(
        uuid__in=[deadline.subject_uuid for deadline in deadlines], auditor__in=Membership.objects.active(now)
    )
    people = {share.uuid: [share.auditor.user] for share in shares.select_related("auditor__user")}
    keepers = audit_keeper(deadlines, now)
    return {deadline.pk: people.get(deadline.subject_uuid) or keepers[deadline.pk] for deadline in deadlines}


def audit_keeper(deadlines: Sequence[Deadline], now: datetime) -> Mapping[int, Sequence[User]]:
    """Who runs audits at the agency that owes the answers."""
    keepers = holders_of(roles_with(Permission.RUN_AUDIT), {deadline.owner_id for deadline in deadlines})
    return {deadline.pk: keepers[deadline.owner_id] for deadline in deadlines}


AUDIENCES: Mapping[str, Callable[[Sequence[Deadline], datetime], Mapping[int, Sequence[User]]]] = {
    RATER: rater,
    STRATEGY_KEEPER: strategy_keeper,
    UPDATER: updater,
    UPDATER_MANAGER: updater_manager,
    BOARD_CHAIR: board_chair,
    FEEDBACK_CALLER: feedback_caller,
    FEEDBACK_KEEPER: feedback_keeper,
    AUDITOR: auditor,
    AUDIT_KEEPER: audit_keeper,
}
