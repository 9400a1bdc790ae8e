"""How the rows of a strategy come along: entries, the two ratings, evidence and money (K2, W2, W3, W15). Nothing is rewritten."""

from datetime import date, datetime
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction

from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import User
from accounts.services.files import keeping_files
from accounts.uploads import check_file
from education_plans.enums import Rag
from oversight.enums import BudgetKind, EntryKind, Rated, RowKind, StrategyStatus
from oversight.models import BudgetLine, Strategy, StrategyEntry, StrategyEvidence, StrategyRating, StrategyRow
from oversight.rules.strategy import RATED
from oversight.services.strategy import NotInForce, StrategyRefused, locked
from oversight.services.strategy_clock import meet_round, open_round
from oversight.services.strategy_rows import RowIsDropped
from oversight.services.update_clock import count_answer

#: No budget of ours is larger, and a slip of the finger soon is.
LARGEST_SUM = Decimal(100_000_000)


class NoMore(ServiceError):
    field = "fulfils"

    def __init__(self) -> None:
        super().__init__("That next step was taken already, or belongs to another row.")


@transaction.atomic
def write_entry(
    *,
    row: StrategyRow,
    kind: EntryKind,
    text: str,
    on: date | None,
    fulfils: StrategyEntry | None = None,
    by: User,
    now: datetime,
) -> StrategyEntry:
    """Write down what was achieved, or what comes next. `fulfils` is the next step that was taken with it. Whoever was asked
    about the row before a board meets has answered. Raises StrategyRefused, StrategyIsOver, NoMore.
    """
    row = _locked_row(row)
    entry = entry_on(row, kind, text, on, by=by, now=now)
    if fulfils is not None:
        if kind != EntryKind.ACHIEVEMENT:
            raise StrategyRefused("fulfils", "Only what was achieved can be a next step that was taken.")
        known = StrategyEntry.objects.filter(
            pk=fulfils.pk, row=row, kind=EntryKind.NEXT_STEP, fulfilled_by__isnull=True
        )
        if not known.exists():
            raise NoMore
    entry.fulfils = fulfils
    entry.save(force_insert=True)
    count_answer(row=row, by=by, now=now)
    return entry


@transaction.atomic
def rate(
    *,
    row: StrategyRow,
    which: Rated,
    colour: Rag,
    rationale: str,
    on: date,
    again_on: date | None = None,
    proposed_colour: Rag | None = None,
    proposed_value: Decimal | None = None,
    by: User,
    now: datetime,
) -> StrategyRating:
    """Give a row a colour, with the reason; those before stay as its history. It is an answer to whoever asked about the row
    before a board meets. Rating a KPI by hand meets the clock that waits
    for it, and `again_on` begins the next one. `proposed_colour` and `proposed_value` are what a measure said; without
    the number the colour is not kept, because it could tell a small one (ADR 16).

    Raises StrategyRefused, StrategyIsOver, NotInForce, RowIsDropped.
    """
    row = _locked_row(row)
    if row.is_dropped:
        raise RowIsDropped
    if row.strategy.status != StrategyStatus.IN_FORCE:
        raise NotInForce
    if which not in RATED[RowKind(row.kind)]:
        raise StrategyRefused("which", "Such a row has no rating of this kind.")
    if not rationale.strip():
        raise StrategyRefused("rationale", "Enter why it is this colour.")
    today = local_date(now)
    if on > today:
        raise StrategyRefused("on", "The day must be today or earlier.")
    rating = StrategyRating(
        row=row, which=which, colour=colour, rationale=rationale.strip(), on=on,
        proposed_colour=(proposed_colour or "") if proposed_value is not None else "", proposed_value=proposed_value,
        at=now, by=by,
    )  # fmt: skip
    rating.save(force_insert=True)
    count_answer(row=row, by=by, now=now)
    if which == Rated.KPI and not row.measure_code:
        meet_round(row=row, rating=rating, by=by, now=now)
        if again_on is not None:
            if again_on <= today:
                raise StrategyRefused("again_on", "The day of the next rating must be later than today.")
            open_round(row=row, due_on=again_on, by=by, now=now)
    return rating


def entry_on(
    row: StrategyRow, kind: EntryKind, text: str, on: date | None, *, by: User, now: datetime
) -> StrategyEntry:
    """What was achieved on a row or comes next, not saved. Raises StrategyRefused."""
    if row.is_heading:
        raise StrategyRefused("", "Entries are written on KPIs, expectations and actions.")
    if not text.strip():
        raise StrategyRefused("text", "Enter what was achieved or comes next.")
    if on is not None and kind == EntryKind.ACHIEVEMENT and on > local_date(now):
        raise StrategyRefused("on", "What was achieved was so today or earlier.")
    return StrategyEntry(row=row, kind=kind, text=text.strip(), on=on, at=now, by=by)


def colour_of_document(
    row: StrategyRow, which: Rated, colour: Rag, *, rationale: str, on: date, by: User, now: datetime
) -> StrategyRating:
    """A colour that a document gave to a row before it was here, also of a draft, not saved. It meets no clock and begins none.
    Raises StrategyRefused.
    """
    if which not in RATED[RowKind(row.kind)]:
        raise StrategyRefused("which", "Such a row has no rating of this kind.")
    if on > local_date(now):
        raise StrategyRefused("on", "The day must be today or earlier.")
    return StrategyRating(row=row, which=which, colour=colour, rationale=rationale.strip(), on=on, at=now, by=by)


def attach_evidence(*, row: StrategyRow, file: File, note: str = "", by: User, now: datetime) -> StrategyEvidence:
    """Keep a file that shows how a row stands; it is checked before anything is stored. Raises StrategyIsOver and what
    `accounts.uploads.check_file` raises.
    """
    checked = check_file(file)
    with keeping_files() as keep, transaction.atomic():
        row = _locked_row(row)
        return keep(StrategyEvidence(row=row, note=note.strip(), uploaded_at=now, uploaded_by=by), checked)


@transaction.atomic
def write_budget_line(
    *,
    strategy: Strategy,
    kind: BudgetKind,
    amount: Decimal,
    what: str,
    on: date,
    row: StrategyRow | None = None,
    by: User,
    now: datetime,
) -> BudgetLine:
    """Write down money that is there, promised or spent, for one row or the whole. A sum below nought takes back what was
    written before. Raises StrategyRefused, StrategyIsOver.
    """
    strategy = locked(strategy)
    if not amount or abs(amount) > LARGEST_SUM:
        raise StrategyRefused("amount", "Enter an amount other than nought, of at most 100 million pounds.")
    if not what.strip():
        raise StrategyRefused("what", "Enter what it is for.")
    if row is not None and row.strategy_id != strategy.pk:
        raise StrategyRefused("row", "Choose a row of this strategy.")
    line = BudgetLine(strategy=strategy, row=row, kind=kind, amount=amount, what=what.strip(), on=on, at=now, by=by)
    line.save(force_insert=True)
    return line


def _locked_row(row: StrategyRow) -> StrategyRow:
    locked(row.strategy)
    rows = StrategyRow.objects.select_for_update(of=("self",)).select_related("strategy__owner")
    return rows.get(pk=row.pk)
