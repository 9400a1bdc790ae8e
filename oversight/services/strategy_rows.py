"""Rows of a strategy: themes, objectives, KPIs, expectations and actions, with who leads them (K1, W2, W3).

`add_row` adds one with all that a document says of it. What is asked of each row stands in `fill`, `check_place`, `lead_on` and
`stand`, which need no query: whoever brings in a whole document asks the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import Agency, Membership, User
from agreements.models import ProjectNotice
from oversight.enums import Direction, LeadKind, RowKind, RowStatus, StrategyStatus
from oversight.measures import registry as measures
from oversight.models import Strategy, StrategyLead, StrategyRow
from oversight.rules.strategy import DEEPEST, MAY_HOLD, STATUSES, thresholds_fit
from oversight.selectors.strategy import possible_lead_agencies
from oversight.services.strategy import StrategyRefused, check_colleague, locked
from oversight.services.strategy_clock import end_rounds, hand_over_rounds, is_waited_for, open_first_round
from oversight.services.update_clock import follow_leads

#: What the history of rows and leads says.
ADDED, PUT_ON = "Added", "Put on the row"


class WrongPlace(ServiceError):
    def __init__(self, kind: RowKind, under: str) -> None:
        super().__init__(f"A row of the kind “{kind.label}” cannot stand {under}.")


class RowIsDropped(ServiceError):
    def __init__(self) -> None:
        super().__init__("It was withdrawn or superseded. Take that back first.")


class LedAlready(ServiceError):
    field = "membership"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} does that already.")


@dataclass(frozen=True, kw_only=True)
class RowDetails:
    """What a document says in one row. What does not belong to the kind of row stays empty."""

    number: str = ""
    text: str
    note: str = ""
    timescale: str = ""
    due_on: date | None = None
    target: Decimal | None = None
    green_from: Decimal | None = None
    amber_from: Decimal | None = None
    direction: Direction = Direction.HIGHER
    measure_code: str = ""
    first_rating_on: date | None = None
    notice: ProjectNotice | None = None


@dataclass(frozen=True, kw_only=True)
class NewLead:
    """Who leads or helps: an agency, a colleague, or anybody by the name that the document gives."""

    kind: LeadKind
    agency: Agency | None = None
    membership: Membership | None = None
    name: str = ""
    is_main: bool = False


@transaction.atomic
def add_row(
    *,
    strategy: Strategy,
    kind: RowKind,
    parent: StrategyRow | None,
    details: RowDetails,
    leads: Sequence[NewLead] = (),
    by: User,
    now: datetime,
) -> StrategyRow:
    """Add a row under another, or on top, with its leads. Of a strategy in force the clock of a KPI that is rated by hand
    begins. Raises StrategyRefused, StrategyIsOver, WrongPlace, LedAlready.
    """
    strategy = locked(strategy)
    parent = _as_it_is(strategy, parent)
    check_place(RowKind(kind), parent, depth=1 + len(_upwards(strategy, parent)))
    last = strategy.rows.aggregate(last=Max("position"))["last"] or 0
    row = StrategyRow(strategy=strategy, parent=parent, kind=kind, position=last + 1)
    fill(row, details)
    _check_number(row)
    history.save(row, by=by, reason=ADDED, at=now)
    for lead in leads:
        _add_lead(row, lead, by=by, now=now)
    if strategy.status == StrategyStatus.IN_FORCE:
        open_first_round(row=row, by=by, now=now)
        follow_leads(strategy, by=by, now=now)
    return row


@transaction.atomic
def change_row(*, row: StrategyRow, details: RowDetails, by: User, now: datetime) -> StrategyRow:
    """Change what a row says; its history keeps what it said before. A KPI that gets a measure is not rated by hand any more,
    so its clock stops; one that loses it is rated by hand again by the day that it names. Raises StrategyRefused,
    StrategyIsOver.
    """
    strategy = locked(row.strategy)
    row = _locked_row(row)
    had_clock = row.first_rating_on is not None and not row.measure_code
    fill(row, details)
    _check_number(row)
    history.save(row, by=by, reason="Changed", at=now)
    if row.measure_code:
        end_rounds(StrategyRow.objects.filter(pk=row.pk), reason="A measure rates it from now on", by=by, now=now)
    elif strategy.status == StrategyStatus.IN_FORCE and not had_clock and not is_waited_for(row):
        open_first_round(row=row, by=by, now=now)
    return row


@transaction.atomic
def move_row(*, row: StrategyRow, parent: StrategyRow | None, by: User, now: datetime) -> StrategyRow:
    """Put a row, with all below it, under another. Raises WrongPlace, StrategyRefused, StrategyIsOver."""
    strategy = locked(row.strategy)
    row = _locked_row(row)
    parent = _as_it_is(strategy, parent)
    if row.pk in _upwards(strategy, parent):
        raise StrategyRefused("parent", "A row cannot stand under itself.")
    check_place(RowKind(row.kind), parent, depth=1 + len(_upwards(strategy, parent)))
    row.parent = parent
    history.save(row, by=by, reason="Put elsewhere", at=now)
    follow_leads(strategy, by=by, now=now)
    return row


@transaction.atomic
def say_status(
    *,
    row: StrategyRow,
    status: RowStatus,
    reason: str = "",
    superseded_by: StrategyRow | None = None,
    on: date | None = None,
    by: User,
    now: datetime,
) -> StrategyRow:
    """Say how far a row has come: open, done, met, withdrawn, superseded by another. Whatever is dropped needs a reason, and
    nobody need rate it, or anything under it, any more. Raises StrategyRefused, StrategyIsOver.
    """
    strategy = locked(row.strategy)
    row = _locked_row(row)
    if superseded_by is not None:
        superseded_by = StrategyRow.objects.filter(pk=superseded_by.pk, strategy=strategy).exclude(pk=row.pk).first()
    stand(row, status, reason=reason, superseded_by=superseded_by, on=on, today=local_date(now))
    history.save(row, by=by, reason=str(RowStatus(status).label), at=now)
    if row.is_dropped:
        reason = "It, or what it stands under, was dropped"
        end_rounds(strategy.rows.filter(pk__in=_with_all_below(row)), reason=reason, by=by, now=now)
    follow_leads(strategy, by=by, now=now)
    return row


@transaction.atomic
def add_lead(*, row: StrategyRow, lead: NewLead, by: User, now: datetime) -> StrategyLead:
    """An agency or a person leads the row or helps with it. A new main lead takes the place of the one before, who stays as a
    lead. A clock that runs goes to the agency that leads now, and what a board asks to the main lead. Raises
    StrategyRefused, StrategyIsOver, LedAlready.
    """
    strategy = locked(row.strategy)
    row = _locked_row(row)
    added = _add_lead(row, lead, by=by, now=now)
    hand_over_rounds(StrategyRow.objects.filter(pk=row.pk), by=by, now=now)
    follow_leads(strategy, by=by, now=now)
    return added


@transaction.atomic
def remove_lead(*, lead: StrategyLead, by: User, now: datetime) -> None:
    """They lead it no more; the history stays, and a clock that runs goes to the agency that leads now. Raises StrategyIsOver."""
    strategy = locked(lead.row.strategy)
    history.save(lead, by=by, reason="Leads it no more", at=now)
    row_id = lead.row_id
    lead.delete()
    hand_over_rounds(StrategyRow.objects.filter(pk=row_id), by=by, now=now)
    follow_leads(strategy, by=by, now=now)


def _add_lead(row: StrategyRow, new: NewLead, *, by: User, now: datetime) -> StrategyLead:
    lead = lead_on(row, new)
    if new.membership:
        check_colleague(row.strategy, new.membership)
    if new.agency and not possible_lead_agencies(row.strategy).filter(pk=new.agency.pk).exists():
        raise StrategyRefused("agency", "Choose the agency whose strategy it is, or a partner that sees it.")
    same = row.leads.filter(kind=lead.kind, agency=lead.agency, membership=lead.membership, name__iexact=lead.name)
    if same.exists() or (lead.membership and row.leads.filter(kind=lead.kind, membership=lead.membership).exists()):
        raise LedAlready(lead.name)
    if lead.is_main:
        for before in row.leads.select_for_update().filter(kind=lead.kind, is_main=True):
            before.is_main = False
            history.save(before, by=by, reason="Not the main lead any more", at=now)
    history.save(lead, by=by, reason=PUT_ON, at=now)
    return lead


def _as_it_is(strategy: Strategy, row: StrategyRow | None) -> StrategyRow | None:
    """Another row of the strategy as it is since the strategy was locked: whoever chose it may have read it before a change.
    Raises StrategyRefused where it is none of its rows.
    """
    if row is None:
        return None
    found = StrategyRow.objects.filter(pk=row.pk, strategy=strategy).first()
    if found is None:
        raise StrategyRefused("parent", "Choose a row of this strategy.")
    return found


def _upwards(strategy: Strategy, row: StrategyRow | None) -> list[int]:
    """The row and those under which it stands, each once."""
    parents = dict(StrategyRow.objects.filter(strategy=strategy).values_list("pk", "parent_id"))
    found: list[int] = []
    above = row.pk if row else None
    while above is not None and above not in found:
        found.append(above)
        above = parents[above]
    return found


def _with_all_below(row: StrategyRow) -> set[int]:
    """The row and whatever stands under it."""
    found, level = {row.pk}, {row.pk}
    while level:
        level = set(StrategyRow.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
        found |= level
    return found


def _check_number(row: StrategyRow) -> None:
    others = StrategyRow.objects.filter(strategy=row.strategy_id, number__iexact=row.number).exclude(pk=row.pk)
    if row.number and others.exists():
        raise StrategyRefused("number", f"There is a row with the number {row.number} already.")


def check_place(kind: RowKind, parent: StrategyRow | None, *, depth: int) -> None:
    """Whether such a row may stand there, so deep; on top it is 1. Raises RowIsDropped, WrongPlace, StrategyRefused."""
    if parent is not None and parent.is_dropped:
        raise RowIsDropped
    above = RowKind(parent.kind) if parent else None
    if kind not in MAY_HOLD[above]:
        raise WrongPlace(kind, f"under one of the kind “{above.label}”" if above else "on top")
    if depth > DEEPEST + 2 or (depth > DEEPEST and kind in (RowKind.THEME, RowKind.OBJECTIVE)):
        raise StrategyRefused("kind", f"Headings stand at most {DEEPEST} deep.")


def fill(row: StrategyRow, details: RowDetails) -> None:
    """Let a row say this; nothing is saved. Raises StrategyRefused."""
    text = details.text.strip()
    if not text:
        raise StrategyRefused("text", "Enter the text.")
    if not thresholds_fit(details.green_from, details.amber_from, Direction(details.direction)):
        raise StrategyRefused(
            "amber_from", "Enter both limits, so that green is harder to reach than amber, or neither of them."
        )
    code = details.measure_code.strip()
    if code and measures.find(code) is None:
        raise StrategyRefused("measure_code", "Choose a measure from the list.")
    row.number, row.text, row.note = details.number.strip(), text, details.note.strip()
    row.timescale, row.due_on = details.timescale.strip(), details.due_on
    row.target, row.green_from, row.amber_from = details.target, details.green_from, details.amber_from
    row.direction, row.measure_code = details.direction, code
    row.first_rating_on, row.notice = details.first_rating_on, details.notice


def lead_on(row: StrategyRow, new: NewLead) -> StrategyLead:
    """Somebody on a row, not saved. Raises StrategyRefused."""
    known = str(new.agency) if new.agency else new.membership.user.name if new.membership else ""
    name = new.name.strip() or known
    field = "agency" if new.kind == LeadKind.AGENCY else "membership"
    if not name:
        raise StrategyRefused(field, "Choose who it is, or enter a name.")
    if new.membership if new.kind == LeadKind.AGENCY else new.agency:
        raise StrategyRefused(field, "An agency is a lead agency; a person leads or helps.")
    is_main = new.is_main and new.kind != LeadKind.CONTRIBUTOR
    return StrategyLead(
        row=row, kind=new.kind, agency=new.agency, membership=new.membership, name=name, is_main=is_main
    )


def stand(
    row: StrategyRow,
    status: RowStatus,
    *,
    reason: str,
    superseded_by: StrategyRow | None,
    on: date | None,
    today: date,
) -> None:
    """Let a row have come so far; nothing is saved. `superseded_by` is another row of its strategy. Raises StrategyRefused."""
    if status not in STATUSES[RowKind(row.kind)]:
        raise StrategyRefused("status", "That cannot be said of such a row.")
    if status in (RowStatus.WITHDRAWN, RowStatus.SUPERSEDED) and not reason.strip():
        raise StrategyRefused("reason", "Enter why it is dropped.")
    if on is not None and on > today:
        raise StrategyRefused("on", "The day must be today or earlier.")
    if status != RowStatus.SUPERSEDED:
        superseded_by = None
    elif superseded_by is None:
        raise StrategyRefused("superseded_by", "Choose the row that takes its place.")
    elif superseded_by.is_dropped:
        raise StrategyRefused("superseded_by", "That row was dropped itself. Choose another one.")
    row.status, row.status_reason, row.superseded_by = status, reason.strip(), superseded_by
    settled = status not in (RowStatus.OPEN, RowStatus.WORKING_TOWARDS)
    row.status_on = (on or today) if settled else None


def _locked_row(row: StrategyRow) -> StrategyRow:
    rows = StrategyRow.objects.select_for_update(of=("self",)).select_related("strategy__owner")
    return rows.get(pk=row.pk)
