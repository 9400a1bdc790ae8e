"""A strategy or work plan from a document: handed in, its columns put right, looked at, brought in; and back out as one."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.files import attachment
from accounts.selectors import agencies_where
from accounts.tables import XLSX
from accounts.uploads import clean_name
from accounts.views.asking import ask
from education_plans.selectors.quality import RAG_COLOURS
from oversight.enums import RowKind
from oversight.forms.strategy import LONGEST
from oversight.forms.strategy_imports import BringInDocumentForm, ColumnsForm, DocumentForm
from oversight.models import Strategy, StrategyImport
from oversight.rules.plan_tables.proposal import Proposal, ProposedRow
from oversight.selectors import strategy as strategies
from oversight.selectors import strategy_imports as selectors
from oversight.services import strategy_imports as services
from oversight.services.strategy_documents import DOCX, as_word, as_workbook, document_of
from oversight.views.strategies import strategy_address, strategy_or_404

PER_PAGE = 200
MOST_UNPLACED = 300
_WHOLE = StrategyImport.objects.select_related("owner__local_authority", "uploaded_by", "strategy__owner")


def _import_or_404(request: HttpRequest, strategy_import_uuid: UUID) -> StrategyImport:
    wanted = visible_or_404(_WHOLE, request.user, uuid=strategy_import_uuid)
    require_at(request.user, Permission.KEEP_STRATEGY, wanted.owner)
    return wanted


@require_http_methods(["GET", "POST"])
def strategy_import_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_STRATEGY)
    now = request_now(request)
    owners = agencies_where(request.user, Permission.KEEP_STRATEGY)
    form = DocumentForm(request.POST or None, request.FILES or None, owners=owners)
    return ask(
        request, form,
        lambda: services.keep_document(
            owner=form.cleaned_data["owner"], file=form.cleaned_data["file"], by=request.user, now=now
        ),
        template="oversight/strategies/import.html", heading="Bring in a strategy or work plan", submit="Read it",
        done="", back=reverse("oversight:strategies"),
        then=lambda kept: reverse("oversight:strategy-import-columns", args=[kept.uuid]),
        more=lambda: {"earlier": list(selectors.earlier_imports(owners)[:10])},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_import_columns(request: HttpRequest, strategy_import_uuid: UUID) -> HttpResponse:
    """What each column holds: guessed, and put right by a person."""
    wanted = _import_or_404(request, strategy_import_uuid)
    if wanted.strategy is not None:
        return redirect(strategy_address(wanted.strategy))
    form = ColumnsForm(request.POST if request.method == "POST" else None, groups=selectors.column_groups(wanted))
    return ask(
        request, form,
        lambda: services.say_columns(
            wanted=wanted, columns=form.columns(), by=request.user, now=request_now(request)
        ),
        heading="What do the columns hold?", caption=wanted.file_name, submit="Look at what it becomes", done="",
        intro="This was guessed from the words at their top. A column that is none of these is kept as a note of each row.",
        back=reverse("oversight:strategy-import-new"), then=reverse("oversight:strategy-import", args=[wanted.uuid]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_import(request: HttpRequest, strategy_import_uuid: UUID) -> HttpResponse:
    """What the document becomes, row by row, with everything that is odd; and the act that brings it in."""
    wanted = _import_or_404(request, strategy_import_uuid)
    if wanted.strategy is not None:  # sent twice: the draft is there
        return redirect(strategy_address(wanted.strategy))
    now = request_now(request)
    found = selectors.proposal_for(wanted)
    digest = selectors.digest_of(found)
    form = BringInDocumentForm(
        request.POST or None, initial={**_top(wanted, found), "starts_on": local_date(now), "looked_at": digest},
        partners=strategies.possible_partners([wanted.owner]),
    )  # fmt: skip

    def more() -> dict[str, object]:
        if form.is_bound:  # what was refused is shown as it is now
            form.data = form.data.copy()
            form.data["looked_at"] = digest
        page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
        return {
            "wanted": wanted, "found": found, "page_obj": page, "rows": _rows(wanted, page.object_list),
            "counts": [(RowKind(kind).label, count) for kind, count in found.counts().items() if count],
            "unplaced": found.unplaced[:MOST_UNPLACED], "unplaced_more": max(0, len(found.unplaced) - MOST_UNPLACED),
        }  # fmt: skip

    return ask(
        request, form, lambda: services.bring_in(wanted=wanted, **form.details(), by=request.user, now=now),
        template="oversight/strategies/import_preview.html",
        done="It is brought in as a draft.", back=reverse("oversight:strategy-import-columns", args=[wanted.uuid]),
        then=strategy_address, more=more,
    )  # fmt: skip


def _top(wanted: StrategyImport, found: Proposal) -> dict[str, str]:
    """Title and purpose as the document has them, so that nothing before its tables is lost."""
    return {
        "title": (found.title or PurePosixPath(wanted.file_name).stem)[:200],
        "about": "\n".join(found.about)[:LONGEST],
    }


def _rows(wanted: StrategyImport, rows: Iterable[ProposedRow]) -> list[tuple]:
    """Each row with the colours of its ratings as tags, its indent, and which of its names are nobody’s here."""
    known = selectors.known_to(wanted.owner)
    return [
        (
            row, RowKind(row.kind).label, [(words, colour.label, RAG_COLOURS[colour])
                for words, colour in (("Progress", row.progress), ("KPI", row.kpi)) if colour],
            [(name, known.of(name)) for name in row.names],
        )
        for row in rows
    ]  # fmt: skip


@require_safe
def strategy_document(request: HttpRequest, strategy_uuid: UUID, ending: str) -> HttpResponse:
    """The whole as a document to work on, for whoever may read it."""
    found: Strategy = strategy_or_404(request, strategy_uuid)
    if ending not in ("docx", "xlsx"):
        raise Http404
    document = document_of(found, local_date(request_now(request)))
    data, kind = (as_word(document), DOCX) if ending == "docx" else (as_workbook(document), XLSX)
    return attachment(data, name=clean_name(f"{found.title}.{ending}"), content_type=kind)
