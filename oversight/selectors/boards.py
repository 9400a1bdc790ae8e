"""Boards as they are read: who may see and keep which, what they steer, and who leads what of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.enums import Permission
from accounts.models import Membership, User
from accounts.roles import roles_with
from accounts.selectors import agency_ids_where, current_memberships
from oversight.enums import BoardMeetingState, LeadKind, RowKind, RowStatus, StrategyStatus
from oversight.models import Board, BoardMeeting, BoardMember, Strategy, StrategyLead, StrategyRow, UpdateRequest
from oversight.rules.strategy import in_order

STATE_COLOURS = {
    BoardMeetingState.CALLED: "blue",
    BoardMeetingState.HELD: "green",
    BoardMeetingState.CANCELLED: "grey",
}
_DROPPED = (RowStatus.WITHDRAWN, RowStatus.SUPERSEDED)
_WAITING = (RowStatus.OPEN, RowStatus.WORKING_TOWARDS)
_WORKED_ON = (RowKind.KPI, RowKind.EXPECTATION, RowKind.ACTION)
_NOBODY = ("Nobody", "no main lead")


def boards_for(user: User | AnonymousUser) -> QuerySet[Board]:
    """Boards that the user sees, those that still meet first."""
    found = Board.objects.visible_to(user).select_related("agency", "chair__user")
    return found.order_by("closed_on", "name", "id")


def may_keep_board(user: User | AnonymousUser, board: Board) -> bool:
    """Whether the user calls meetings of the board and asks for updates: who keeps strategies at its agency."""
    return board.agency_id in agency_ids_where(user, Permission.KEEP_STRATEGY)


def sees_missing(user: User | AnonymousUser, board: Board) -> bool:
    """Whether the user is told, in names, who has still to answer: the chair, whatever their role, and whoever keeps it."""
    chairs = board.chair_id is not None and board.chair_id in {hat.pk for hat in current_memberships(user)}
    return chairs or may_keep_board(user, board)


def sees_answers(user: User | AnonymousUser, request: UpdateRequest) -> bool:
    """Whether the user reads what somebody else has answered and not: whoever hears of it when it is late."""
    kept = agency_ids_where(user, Permission.KEEP_STRATEGY)
    return request.membership.agency_id in kept or sees_missing(user, request.meeting.board)


def steerable(agency_ids: Sequence[int]) -> QuerySet[Strategy]:
    """What a board of one of these agencies can steer: its own strategies, and those shared with it, that have not ended."""
    shared = Strategy.partners.through.objects.filter(agency__in=agency_ids).values("strategy")
    found = Strategy.objects.filter(Q(owner__in=agency_ids) | Q(pk__in=shared, status=StrategyStatus.IN_FORCE))
    return found.exclude(status=StrategyStatus.ENDED).order_by("title", "id")


def steered(board: Board) -> QuerySet[Strategy]:
    """The strategies in force that the board steers and its agency may read."""
    return steerable([board.agency_id]).filter(boards=board, status=StrategyStatus.IN_FORCE)


def people_for(agency_ids: Sequence[int], now: datetime) -> QuerySet[Membership]:
    """Who can chair a board of these agencies: their people."""
    hats = Membership.objects.active(now).filter(agency__in=agency_ids)
    return hats.select_related("user", "agency").order_by("user__name", "agency__sort_name", "id")


def people_to_sit(board: Board, now: datetime) -> QuerySet[Membership]:
    """Who can be put on a board: people of its agency, and of partners of what it steers those who oversee education there."""
    partners = Strategy.partners.through.objects.filter(strategy__boards=board).values("agency")
    owners = board.strategies.values("owner")
    oversee = Q(role__in=roles_with(Permission.VIEW_OVERSIGHT)) & (Q(agency__in=partners) | Q(agency__in=owners))
    hats = Membership.objects.active(now).filter(Q(agency=board.agency_id) | oversee)
    return hats.select_related("user", "agency").order_by("user__name", "agency__sort_name", "id")


def members_of(board: Board) -> QuerySet[BoardMember]:
    """Who sits on it, by name."""
    return board.members.select_related("membership__agency").order_by("name", "id")


def meetings_of(board: Board) -> QuerySet[BoardMeeting]:
    """Its meetings, the newest first."""
    return board.meetings.order_by("-starts_at", "-id")


def open_rows(board: Board) -> list[StrategyRow]:
    """What is still worked on in the strategies that the board steers, in the order of their numbers. A row that was dropped,
    or stands under one that was, is none of them. One query.
    """
    rows = list(
        StrategyRow.objects.filter(strategy__in=steered(board))
        .select_related("strategy")
        .order_by("strategy__title", "id")
    )
    by_id = {row.pk: row for row in rows}

    def is_alive(row: StrategyRow | None) -> bool:
        while row is not None:
            if row.status in _DROPPED:
                return False
            row = by_id.get(row.parent_id or 0)
        return True

    of_strategy: dict[int, list[StrategyRow]] = defaultdict(list)
    for row in rows:
        if row.kind in _WORKED_ON and row.status in _WAITING and is_alive(row):
            of_strategy[row.strategy_id].append(row)
    return [row for found in of_strategy.values() for row in in_order(found)]


@dataclass
class Lead:
    """Somebody who can be asked, with the rows of which they are the main lead."""

    hat: Membership
    rows: list[StrategyRow] = field(default_factory=list)


@dataclass
class NotAsked:
    """Somebody who leads rows and cannot be asked here, and why; or rows that nobody leads. `hat` is the one that ended."""

    name: str
    why: str
    rows: list[StrategyRow] = field(default_factory=list)
    hat: Membership | None = None


@dataclass(frozen=True)
class Leads:
    """Who leads what a board steers: by hat those who can be asked, and those whose role has ended; and all who cannot be
    asked, these among them.
    """

    asked: dict[int, Lead]
    left: dict[int, Lead]
    not_asked: list[NotAsked]

    def of(self, hat_id: int) -> list[StrategyRow]:
        """The rows of which somebody is the main lead, also one whose role has ended."""
        lead = self.asked.get(hat_id) or self.left.get(hat_id)
        return lead.rows if lead else []


def leads_of(board: Board, now: datetime) -> Leads:
    """Who is the main lead of each open row, as it is now. Three queries however many rows."""
    rows = open_rows(board)
    main = StrategyLead.objects.filter(row__in=[row.pk for row in rows], is_main=True)
    people: dict[int, StrategyLead] = {}
    agencies: dict[int, StrategyLead] = {}
    for lead in main.select_related("membership__user", "membership__agency"):
        (people if lead.kind == LeadKind.LEAD else agencies)[lead.row_id] = lead
    hats = {lead.membership_id for lead in people.values() if lead.membership_id}
    here = set(Membership.objects.active(now).filter(pk__in=hats).values_list("pk", flat=True))
    asked: dict[int, Lead] = {}
    left: dict[int, Lead] = {}
    others: dict[tuple[str, str], NotAsked] = {}
    for row in rows:
        person, agency = people.get(row.pk), agencies.get(row.pk)
        if person is not None and person.membership is not None:
            group = asked if person.membership.pk in here else left
            group.setdefault(person.membership.pk, Lead(person.membership)).rows.append(row)
            continue
        if person is not None:
            name, why = person.name, "no account"
        elif agency is not None:
            name, why = agency.name, "names no person"
        else:
            name, why = _NOBODY
        others.setdefault((name, why), NotAsked(name, why)).rows.append(row)
    gone = [NotAsked(lead.hat.user.name, "role or account ended", lead.rows, lead.hat) for lead in left.values()]
    by_name = sorted([*others.values(), *gone], key=lambda one: ((one.name, one.why) == _NOBODY, one.name))
    return Leads(asked, left, by_name)


def has_left(hat: Membership, now: datetime) -> bool:
    """Whether the role, or the account, has ended."""
    return not Membership.objects.active(now).filter(pk=hat.pk).exists()
