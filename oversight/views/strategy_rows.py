"""One row of a strategy: what it says, who leads it, how far it has come."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask, confirm
from agreements.models import ProjectNotice
from deadlines.services import find_open
from oversight.duties import KPI_RATING
from oversight.enums import RowKind, RowStatus
from oversight.forms.strategy_rows import LeadForm, MoveForm, RowForm, StatusForm
from oversight.models import Strategy, StrategyLead, StrategyRow
from oversight.rules.strategy import MAY_HOLD, RATED, in_order, standing
from oversight.selectors import strategy as selectors
from oversight.selectors.strategy_measures import judged
from oversight.services import strategy_rows as services
from oversight.views.measures import in_words
from oversight.views.strategies import strategy_address, strategy_or_404

_WHOLE = StrategyRow.objects.select_related("strategy__owner__local_authority", "parent", "superseded_by", "notice")


def row_or_404(request: HttpRequest, strategy_row_uuid: UUID, *, keeps: bool = False) -> StrategyRow:
    """The row, for somebody who sees its strategy (else Http404) and, if `keeps`, writes it (else 403)."""
    row = visible_or_404(_WHOLE, request.user, uuid=strategy_row_uuid)
    if keeps:
        require_at(request.user, Permission.KEEP_STRATEGY, row.strategy.owner)
    return row


def row_address(row: StrategyRow) -> str:
    return reverse("oversight:strategy-row", args=[row.uuid])


@require_safe
def strategy_row(request: HttpRequest, strategy_row_uuid: UUID) -> HttpResponse:
    """A row with its leads, ratings, entries, evidence and money, and what stands under it."""
    row = row_or_404(request, strategy_row_uuid)
    today = local_date(request_now(request))
    kind = RowKind(row.kind)
    whole = selectors.tree_of(row.strategy, today, with_entries=True)
    node = next(node for node in selectors.flat(whole) if node.row.pk == row.pk)
    deadline = find_open(duty_code=KPI_RATING, subject_uuid=row.uuid) if row.is_kpi else None
    may_keep = selectors.may_keep(request.user, row.strategy)
    said = judged(row, request.user, request_now(request))
    context = {
        "strategy": row.strategy,
        "row": row,
        "node": node,
        "standing": standing(RowStatus(row.status), row.due_on, today),
        "above": _above(row),
        "below": list(selectors.flat(node.children)),
        "ratings": selectors.ratings_of(row),
        "entries": list(row.entries.select_related("by", "fulfils").order_by("-on", "-id")),
        "evidence": list(row.evidence.select_related("uploaded_by").order_by("-id")),
        "money": selectors.money_of(row.budget_lines.all()) if row.budget_lines.exists() else None,
        "rated": [(which, getattr(node, which.value)) for which in RATED[kind]],
        "deadline": deadline,
        "measured": (said, in_words(said.measure, said.number)) if said else None,
        "is_rated_by_hand": row.is_kpi and not row.measure_code,
        "may_hold": MAY_HOLD[kind],
        "may_keep": may_keep and not row.strategy.is_over,
        "may_write": (may_keep or row.pk in selectors.rows_led_by(request.user, row.strategy))
        and not row.strategy.is_over,
        "sees_notice": bool(row.notice)
        and ProjectNotice.objects.visible_to(request.user).filter(pk=row.notice_id).exists(),
    }
    return render(request, "oversight/strategies/row.html", context)


def _above(row: StrategyRow) -> list[StrategyRow]:
    """The rows under which it stands, the uppermost first."""
    found, upper = [], row.parent
    while upper is not None and upper not in found:
        found.append(upper)
        upper = upper.parent
    return found[::-1]


@require_http_methods(["GET", "POST"])
def strategy_add(request: HttpRequest, strategy_uuid: UUID, row_kind: str) -> HttpResponse:
    """A theme or objective on top."""
    strategy = strategy_or_404(request, strategy_uuid, keeps=True)
    return _add(request, strategy, None, row_kind, strategy_address(strategy))


@require_http_methods(["GET", "POST"])
def strategy_row_add(request: HttpRequest, strategy_row_uuid: UUID, row_kind: str) -> HttpResponse:
    """Something under a row."""
    row = row_or_404(request, strategy_row_uuid, keeps=True)
    return _add(request, row.strategy, row, row_kind, row_address(row))


def _add(request: HttpRequest, strategy: Strategy, parent: StrategyRow | None, kind: str, back: str) -> HttpResponse:
    if kind not in MAY_HOLD[RowKind(parent.kind) if parent else None]:
        raise Http404
    now = request_now(request)
    row_kind = RowKind(kind)
    form = _row_form(request, strategy, row_kind)
    name = row_kind.label if row_kind == RowKind.KPI else row_kind.label.lower()
    article = "an" if name[0] in "aeo" else "a"
    return ask(
        request, form,
        lambda: services.add_row(
            strategy=strategy, kind=row_kind, parent=parent, details=form.details(), leads=form.leads(),
            by=request.user, now=now,
        ),
        heading=f"Add {article} {name}", caption=parent.short if parent else strategy.title, submit="Add it",
        done="It is added.", back=back,
    )  # fmt: skip


def _row_form(request: HttpRequest, strategy: Strategy, kind: RowKind, row: StrategyRow | None = None) -> RowForm:
    return RowForm(
        request.POST or None,
        changes=row,
        kind=kind,
        agencies=selectors.possible_lead_agencies(strategy),
        people=selectors.possible_leads(strategy) if row is None else [],
        notices=ProjectNotice.objects.visible_to(request.user).filter(agency=strategy.owner).order_by("-recorded_at"),
        is_new=row is None,
    )


@require_http_methods(["GET", "POST"])
def strategy_row_change(request: HttpRequest, strategy_row_uuid: UUID) -> HttpResponse:
    row = row_or_404(request, strategy_row_uuid, keeps=True)
    now = request_now(request)
    form = _row_form(request, row.strategy, RowKind(row.kind), row)
    return ask(
        request, form, lambda: services.change_row(row=row, details=form.changed(row), by=request.user, now=now),
        heading="Change the row", caption=row.short, submit="Save", done="It is changed.", back=row_address(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_row_move(request: HttpRequest, strategy_row_uuid: UUID) -> HttpResponse:
    row = row_or_404(request, strategy_row_uuid, keeps=True)
    now = request_now(request)
    kind = RowKind(row.kind)
    others = row.strategy.rows.exclude(pk=row.pk)
    parents = [other for other in others if kind in MAY_HOLD[RowKind(other.kind)] and not other.is_dropped]
    form = MoveForm(request.POST or None, parents=in_order(parents), may_stand_on_top=kind in MAY_HOLD[None])
    return ask(
        request, form,
        lambda: services.move_row(row=row, parent=form.parent_chosen(), by=request.user, now=now),
        heading="Put it under another row", caption=row.short, submit="Put it there", done="It stands there now.",
        intro="Everything under it goes with it. Numbers stay as they are.", back=row_address(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_row_status(request: HttpRequest, strategy_row_uuid: UUID) -> HttpResponse:
    row = row_or_404(request, strategy_row_uuid, keeps=True)
    now = request_now(request)
    same = row.strategy.rows.filter(kind=row.kind).exclude(pk=row.pk)
    others = in_order(other for other in same if not other.is_dropped)
    form = StatusForm(request.POST or None, initial={"status": row.status}, row=row, others=others)
    return ask(
        request, form, lambda: services.say_status(row=row, **form.details(), by=request.user, now=now),
        heading="How far has it come?", caption=row.short, submit="Save", done="It is saved.", back=row_address(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_row_lead(request: HttpRequest, strategy_row_uuid: UUID) -> HttpResponse:
    """One more agency or person on the row."""
    row = row_or_404(request, strategy_row_uuid, keeps=True)
    now = request_now(request)
    form = LeadForm(
        request.POST or None, agencies=selectors.possible_lead_agencies(row.strategy),
        people=selectors.possible_leads(row.strategy),
    )  # fmt: skip
    return ask(
        request, form, lambda: services.add_lead(row=row, lead=form.details(), by=request.user, now=now),
        heading="Who leads it or helps?", caption=row.short, submit="Put them on the row",
        intro="Somebody who leads or helps writes down what was achieved, and rates the row and what stands under it.",
        done="They are on the row.", back=row_address(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_lead_remove(request: HttpRequest, strategy_lead_uuid: UUID) -> HttpResponse:
    leads = StrategyLead.objects.select_related("row__strategy__owner__local_authority")
    lead = visible_or_404(leads, request.user, uuid=strategy_lead_uuid)
    require_at(request.user, Permission.KEEP_STRATEGY, lead.row.strategy.owner)
    now = request_now(request)
    return confirm(
        request, lambda: services.remove_lead(lead=lead, by=request.user, now=now),
        heading=f"Take {lead.name} off the row", caption=lead.row.short, submit="Take them off",
        submit_class="govuk-button--warning", done="They are off the row.", back=row_address(lead.row),
    )  # fmt: skip
