"""A document becomes a draft: read and kept, its columns put right, then brought in whole or not at all (K8, W3)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath

from django.core.files.base import File
from django.db import transaction

from accounts import history
from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import Agency, Membership, User
from accounts.tables import TableRefused
from accounts.uploads import FileKindRefused, UploadRefused, check_file, check_table
from education_plans.enums import Rag
from oversight.enums import LeadKind, Rated, RowStatus
from oversight.models import (
    Strategy,
    StrategyEntry,
    StrategyImport,
    StrategyLead,
    StrategyRating,
    StrategyRow,
)
from oversight.reading import LIMITS, NEITHER, TOO_LARGE, read_document
from oversight.rules.plan_tables.columns import Column, columns_of, groups_of
from oversight.rules.plan_tables.proposal import Proposal, ProposedRow
from oversight.rules.plan_tables.source import as_data
from oversight.selectors.strategy_imports import Known, digest_of, known_to, proposal_for
from oversight.services.strategy import StrategyDetails, open_strategy
from oversight.services.strategy_progress import colour_of_document, entry_on
from oversight.services.strategy_rows import ADDED, PUT_ON, NewLead, RowDetails, check_place, fill, lead_on, stand

#: How long what was read in a document is kept for somebody to bring it in.
WAITS_FOR = timedelta(days=30)
#: Columns of all different tables: each is a question that somebody answers.
MOST_QUESTIONS = 300


class DocumentRefused(ServiceError):
    """The document cannot be read or brought in; the text says why."""

    field = "file"


class AlreadyBroughtIn(ServiceError):
    def __init__(self) -> None:
        super().__init__("This document has been brought in already.")


class ChangedSinceLooked(ServiceError):
    def __init__(self) -> None:
        super().__init__(
            "Somebody changed what the columns hold, or who is known here, since you looked at this page. Look once more. "
            "Nothing was changed."
        )


class NothingToBringIn(ServiceError):
    def __init__(self) -> None:
        super().__init__("No row was found. Say which column holds the actions or the KPIs.")


def keep_document(*, owner: Agency, file: File, by: User, now: datetime) -> StrategyImport:
    """Read a Word document or Excel workbook and keep what stands in it. Nothing else is changed yet. Raises DocumentRefused."""
    ending = PurePosixPath(file.name or "").suffix.lower()
    if ending not in (".docx", ".xlsx"):
        raise DocumentRefused(NEITHER)
    if file.size > LIMITS.megabytes * 1024 * 1024:
        raise DocumentRefused(TOO_LARGE)
    try:
        checked = check_file(file) if ending == ".docx" else check_table(file, megabytes=LIMITS.megabytes)
        source = read_document(BytesIO(checked.data))
    except FileKindRefused as error:
        raise DocumentRefused(NEITHER) from error
    except (UploadRefused, TableRefused) as error:
        raise DocumentRefused(str(error)) from error
    if not any(source.tables):
        raise DocumentRefused("There is no table in the document. A strategy or work plan is read from its tables.")
    columns = [columns_of(titles) for titles, _ in groups_of(list(source.tables))]
    if sum(len(one) for one in columns) > MOST_QUESTIONS:
        raise DocumentRefused(
            "The document has too many tables of different columns. Keep only those of the plan in it."
        )
    kept = StrategyImport(
        owner=owner, file_name=checked.name, sha256=sha256(checked.data).hexdigest(), source=as_data(source),
        columns=columns, uploaded_by=by, uploaded_at=now,
    )  # fmt: skip
    history.save(kept, by=by, reason="Uploaded", at=now)
    return kept


@transaction.atomic
def say_columns(
    *, wanted: StrategyImport, columns: Sequence[Sequence[Column | None]], by: User, now: datetime
) -> StrategyImport:
    """Say what the columns of its tables hold. Raises AlreadyBroughtIn, DocumentRefused."""
    wanted = _locked(wanted)
    if [len(one) for one in columns] != [len(one) for one in wanted.columns]:
        raise DocumentRefused("These are not the columns of this document.")
    for one in columns:
        named = [column for column in one if column]
        if len(named) != len(set(named)):
            raise DocumentRefused("Two columns cannot hold the same thing. Keep one of them as a note.")
    wanted.columns = [list(one) for one in columns]
    history.save(wanted, by=by, reason="Columns said", at=now)
    return wanted


@transaction.atomic
def bring_in(
    *,
    wanted: StrategyImport,
    looked_at: str,
    details: StrategyDetails,
    partners: Iterable[Agency],
    by: User,
    now: datetime,
) -> Strategy:
    """Make the draft that the preview showed, all or nothing; `looked_at` is the digest of what was shown. Names of the agency,
    of these partners and of its own people become links; others stay names. Colours are kept as those of the day on which
    the document was written, else of today. Raises AlreadyBroughtIn, ChangedSinceLooked, NothingToBringIn, StrategyRefused,
    DocumentRefused.
    """
    wanted = _locked(wanted)
    proposal = proposal_for(wanted)
    if not proposal.rows:
        raise NothingToBringIn
    if digest_of(proposal) != looked_at:
        raise ChangedSinceLooked
    partners = list(partners)
    strategy = open_strategy(owner=wanted.owner, kind=proposal.kind, details=details, partners=partners, by=by, now=now)
    today = local_date(now)
    as_of = min(details.written_on or today, today)
    rationale = f"As it stood in the document {wanted.file_name}."
    _add_rows(strategy, proposal, known_to(wanted.owner, partners), rationale, as_of, by=by, now=now)
    wanted.strategy, wanted.applied_at = strategy, now
    history.save(wanted, by=by, reason="Brought in", at=now)
    return strategy


def throw_documents_away(*, now: datetime) -> int:
    """What was read in documents that nobody brought in for thirty days is deleted; how many."""
    waiting = StrategyImport.objects.filter(applied_at__isnull=True, uploaded_at__lte=now - WAITS_FOR)
    with transaction.atomic():
        old = list(waiting.select_for_update(of=("self",), skip_locked=True).defer("source"))
        for one in old:
            one.delete()
    return len(old)


def _locked(wanted: StrategyImport) -> StrategyImport:
    wanted = (
        StrategyImport.objects.select_for_update(of=("self",), no_key=True).select_related("owner").get(pk=wanted.pk)
    )
    if wanted.applied_at is not None:
        raise AlreadyBroughtIn
    return wanted


def _add_rows(
    strategy: Strategy, proposal: Proposal, known: Known, rationale: str, as_of: date, *, by: User, now: datetime
) -> None:
    """All rows with what stands beside them, in as many queries however many they are. The draft is new: it has no other rows,
    nobody waits for any of them, and those who are known may lead them.
    """
    rows: list[StrategyRow] = []
    leads: list[StrategyLead] = []
    entries: list[StrategyEntry] = []
    ratings: list[StrategyRating] = []
    for position, proposed in enumerate(proposal.rows, 1):
        parent = None if proposed.parent is None else rows[proposed.parent]
        row = StrategyRow(strategy=strategy, parent=parent, kind=proposed.kind, position=position)
        try:
            check_place(proposed.kind, parent, depth=proposed.depth)
            fill(
                row, RowDetails(
                    number=proposed.number, text=proposed.text, note=proposed.note, timescale=proposed.timescale,
                    due_on=proposed.due_on, target=proposed.target,
                ),
            )  # fmt: skip
            leads += _with_one_main([lead_on(row, lead) for lead in _leads(proposed, known)])
            entries += [entry_on(row, said.kind, said.text, said.on, by=by, now=now) for said in proposed.said]
            ratings += [
                colour_of_document(row, which, Rag(colour), rationale=rationale, on=as_of, by=by, now=now)
                for which, colour in ((Rated.PROGRESS, proposed.progress), (Rated.KPI, proposed.kpi))
                if colour is not None
            ]
        except ServiceError as error:
            raise _refused(proposed, error) from error
        rows.append(row)
    levels: dict[int, list[StrategyRow]] = defaultdict(list)
    for proposed, row in zip(proposal.rows, rows, strict=True):
        levels[proposed.depth].append(row)
    for depth in sorted(levels):  # what a row stands under is there before it
        history.create_all(levels[depth], by=by, reason=ADDED, at=now)
    history.create_all(leads, by=by, reason=PUT_ON, at=now)
    StrategyEntry.objects.bulk_create(entries)
    StrategyRating.objects.bulk_create(ratings)
    _settle(proposal, rows, by=by, now=now)


def _with_one_main(leads: list[StrategyLead]) -> list[StrategyLead]:
    """The last of each kind that is said to be the main one is it, as if they were put on the row one after the other."""
    mains = {lead.kind: lead for lead in leads if lead.is_main}
    for lead in leads:
        lead.is_main = mains.get(lead.kind) is lead
    return leads


def _settle(proposal: Proposal, rows: Sequence[StrategyRow], *, by: User, now: datetime) -> None:
    """What was done, met or dropped; last, because nothing is added below a row that is dropped."""
    by_number = {row.number: row for row in rows if row.number}
    changes: list[tuple[StrategyRow, str]] = []
    for proposed, row in zip(proposal.rows, rows, strict=True):
        if proposed.status == RowStatus.OPEN:
            continue
        try:
            stand(
                row, proposed.status, reason=proposed.status_reason, on=proposed.status_on,
                superseded_by=by_number.get(proposed.superseded_by), today=local_date(now),
            )  # fmt: skip
        except ServiceError as error:
            raise _refused(proposed, error) from error
        changes.append((row, str(proposed.status.label)))
    fields = ["status", "status_on", "status_reason", "superseded_by"]
    history.change_all(changes, fields=fields, by=by, at=now)


def _refused(proposed: ProposedRow, error: ServiceError) -> DocumentRefused:
    return DocumentRefused(f"{proposed.where}: {error} Nothing was changed.")


def _leads(proposed: ProposedRow, known: Known) -> list[NewLead]:
    leads, hats = [], set()
    for name in proposed.names:
        found = known.of(name)
        if isinstance(found, Membership):
            if (name.kind, found.pk) in hats:
                continue
            hats.add((name.kind, found.pk))
        leads.append(
            NewLead(
                kind=name.kind, agency=found if isinstance(found, Agency) else None,
                membership=found if isinstance(found, Membership) and name.kind != LeadKind.AGENCY else None,
                name=name.name, is_main=name.is_main,
            )
        )  # fmt: skip
    return leads
