"""Strategies and work plans: the list, one whole, its top, its colours, its budget and how it looks on paper."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require_anywhere, require_at, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.files import attachment
from accounts.selectors import agencies_where, may_anywhere
from accounts.uploads import clean_name
from accounts.views.asking import ask, confirm
from oversight.enums import Rated, RowKind
from oversight.forms.strategy import EndStrategyForm, MeaningsForm, StrategyFilterForm, StrategyForm
from oversight.forms.strategy_rows import BudgetForm
from oversight.models import Strategy
from oversight.rules.strategy import in_order
from oversight.selectors import strategy as selectors
from oversight.selectors.strategy_content import content_of
from oversight.services import strategy as services
from oversight.services.strategy_print import printed
from oversight.services.strategy_progress import write_budget_line

PER_PAGE = 25
_WHOLE = Strategy.objects.select_related("owner__local_authority")


def strategy_or_404(request: HttpRequest, strategy_uuid: UUID, *, keeps: bool = False) -> Strategy:
    """The strategy, for somebody who sees it (else Http404) and, if `keeps`, writes it (else 403)."""
    strategy = visible_or_404(_WHOLE, request.user, uuid=strategy_uuid)
    if keeps:
        require_at(request.user, Permission.KEEP_STRATEGY, strategy.owner)
    return strategy


def strategy_address(strategy: Strategy) -> str:
    return reverse("oversight:strategy", args=[strategy.uuid])


@require_safe
def strategies(request: HttpRequest) -> HttpResponse:
    """Those somebody sees: their agency's, those shared with it, and those of which they lead a row."""
    form = StrategyFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = selectors.strategies(request.user, chosen.get("kind", ""), chosen.get("state", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    if not page.paginator.count:
        require_anywhere(request.user, Permission.VIEW_OVERSIGHT)
    context = {
        "page_obj": page,
        "filter_form": form,
        "rows": [(one, selectors.STATUS_TAGS[one.status]) for one in page.object_list],
        "may_begin": may_anywhere(request.user, Permission.KEEP_STRATEGY),
    }
    return render(request, "oversight/strategies/list.html", context)


@require_http_methods(["GET", "POST"])
def strategy_new(request: HttpRequest) -> HttpResponse:
    require_anywhere(request.user, Permission.KEEP_STRATEGY)
    now = request_now(request)
    owners = agencies_where(request.user, Permission.KEEP_STRATEGY)
    form = StrategyForm(
        request.POST or None, initial={"starts_on": local_date(now)}, owners=owners,
        partners=selectors.possible_partners(owners),
    )  # fmt: skip
    return ask(
        request, form, lambda: services.open_strategy(**form.details(), by=request.user, now=now),
        heading="Begin a strategy or work plan", submit="Begin it", done="It is begun. Add its themes or objectives.",
        back=reverse("oversight:strategies"), then=strategy_address,
    )  # fmt: skip


@require_safe
def strategy(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    """The whole: its people, its rows in order, and how each stands."""
    found = strategy_or_404(request, strategy_uuid)
    today = local_date(request_now(request))
    tree = selectors.tree_of(found, today)
    context = {
        "strategy": found,
        "sections": list(selectors.sections_of(tree)),
        "counted": selectors.counted(tree),
        "status_tag": selectors.STATUS_TAGS[found.status],
        "people": list(found.people.order_by("role", "name")),
        "partners": list(found.partners.order_by("sort_name", "id")),
        "may_keep": selectors.may_keep(request.user, found),
        "kinds_on_top": [RowKind.THEME, RowKind.OBJECTIVE],
        "newest_version": selectors.versions_of(found).first(),
    }
    return render(request, "oversight/strategies/strategy.html", context)


@require_http_methods(["GET", "POST"])
def strategy_change(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    found = strategy_or_404(request, strategy_uuid, keeps=True)
    now = request_now(request)
    form = StrategyForm(
        request.POST or None, changes=found,
        partners=selectors.possible_partners([found.owner], found),
    )  # fmt: skip
    return ask(
        request, form,
        lambda: services.change_strategy(strategy=found, **form.details(), by=request.user, now=now),
        heading="Change what stands at the top", caption=found.title, submit="Save", done="It is changed.",
        back=strategy_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_begin(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    found = strategy_or_404(request, strategy_uuid, keeps=True)
    now = request_now(request)
    return confirm(
        request, lambda: services.put_in_force(strategy=found, by=request.user, now=now),
        heading="Put it in force", caption=found.title,
        intro="Partners see it from then on. Rows are rated, and whoever leads a KPI without a measure is reminded to rate it.",
        submit="Put it in force", done="It is in force.", back=strategy_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_end(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    found = strategy_or_404(request, strategy_uuid, keeps=True)
    now = request_now(request)
    form = EndStrategyForm(request.POST or None)
    return ask(
        request, form,
        lambda: services.end_strategy(strategy=found, **form.cleaned_data, by=request.user, now=now),
        heading="End it", caption=found.title, intro="Nothing is changed or rated any more. It can still be read.",
        submit="End it", submit_class="govuk-button--warning", done="It has ended.", back=strategy_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_colours(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    """What the colours mean here, from a day on."""
    found = strategy_or_404(request, strategy_uuid, keeps=True)
    now = request_now(request)
    today = local_date(now)
    meant = {which: selectors.meanings_of(found, which, today) for which in Rated}
    form = MeaningsForm(request.POST or None, initial={"from_on": today}, meant=meant)
    return ask(
        request, form,
        lambda: services.set_meanings(
            strategy=found, meanings=form.meanings(), from_on=form.day, by=request.user, now=now
        ),
        heading="What the colours mean", caption=found.title, submit="Save",
        intro="These words stand where somebody chooses a colour. What was rated before keeps its colour.",
        done="The meanings are saved.", back=strategy_address(found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_budget(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    """What there is, is promised and is spent; and another line, for whoever keeps it."""
    found = strategy_or_404(request, strategy_uuid, keeps=request.method == "POST")
    now = request_now(request)
    rows = in_order(row for row in found.rows.all() if not row.is_dropped)
    form = BudgetForm(request.POST or None, initial={"on": local_date(now)}, rows=rows)
    lines = selectors.budget_of(found)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    return ask(
        request, form, lambda: write_budget_line(strategy=found, **form.details(), by=request.user, now=now),
        template="oversight/strategies/budget.html", done="The line is written down.",
        back=strategy_address(found), then=reverse("oversight:strategy-budget", args=[found.uuid]),
        strategy=found, page_obj=page, money=selectors.money_of(found.budget_lines.all()),
        may_keep=selectors.may_keep(request.user, found) and not found.is_over,
    )  # fmt: skip


@require_safe
def strategy_print(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    """The whole in the shape of the document, to read and to print."""
    found = strategy_or_404(request, strategy_uuid)
    today = local_date(request_now(request))
    context = {
        "strategy": found,
        "content": content_of(found, today),
        "people": list(found.people.order_by("role", "name")),
        "meanings": [(which, selectors.meanings_of(found, which, today)) for which in Rated],
        "today": today,
        "headings": [RowKind.THEME.value, RowKind.OBJECTIVE.value],
    }
    return render(request, "oversight/strategies/print.html", context)


@require_safe
def strategy_pdf(request: HttpRequest, strategy_uuid: UUID) -> HttpResponse:
    """The same as a PDF, to be saved."""
    found = strategy_or_404(request, strategy_uuid)
    data = printed(found, local_date(request_now(request)))
    return attachment(data, name=clean_name(f"{found.title}.pdf"), content_type="application/pdf")
