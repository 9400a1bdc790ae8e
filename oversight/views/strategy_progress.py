"""How a row comes along: entries, ratings, the day of the next one, and files that show it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import visible_or_404
from accounts.clock import local_date, request_now
from accounts.files import download
from accounts.views.asking import ask
from oversight.enums import Rated, RowKind
from oversight.forms.strategy_rows import EntryForm, EvidenceForm, RateForm, RatingDayForm
from oversight.models import StrategyEvidence, StrategyRow
from oversight.rules.strategy import RATED
from oversight.selectors import strategy as selectors
from oversight.selectors.strategy_measures import Judged, judged
from oversight.services import strategy_progress as services
from oversight.services.strategy_clock import set_rating_day
from oversight.views.measures import in_words
from oversight.views.strategy_rows import row_address, row_or_404


def _row_to_write(request: HttpRequest, strategy_row_uuid: UUID) -> StrategyRow:
    """The row, for somebody who keeps its strategy or leads it; 403 for whoever only sees it."""
    row = row_or_404(request, strategy_row_uuid)
    if not selectors.may_write(request.user, row):
        raise PermissionDenied("Only those who lead this row, and who keeps the strategy, write here.")
    return row


@require_http_methods(["GET", "POST"])
def strategy_row_entry(request: HttpRequest, strategy_row_uuid: UUID) -> HttpResponse:
    """Something was achieved, or comes next."""
    row = _row_to_write(request, strategy_row_uuid)
    now = request_now(request)
    form = EntryForm(request.POST or None, initial={"on": local_date(now)}, steps=selectors.open_next_steps(row))
    return ask(
        request, form, lambda: services.write_entry(row=row, **form.details(), by=request.user, now=now),
        heading="What was achieved, or comes next?", caption=row.short, submit="Write it down",
        intro="Nothing about one young person. What is written down stays.", done="It is written down.",
        back=row_address(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_row_rate(request: HttpRequest, strategy_row_uuid: UUID, rating: str) -> HttpResponse:
    """One of the two ratings, with what each colour means."""
    row = _row_to_write(request, strategy_row_uuid)
    if rating not in Rated.values:
        raise Http404
    which = Rated(rating)
    now = request_now(request)
    today = local_date(now)
    by_hand = row.is_kpi and not row.measure_code
    form = RateForm(
        request.POST or None, initial={"on": today}, row=row, which=which,
        meanings=selectors.meanings_of(row.strategy, which, today), by_hand=by_hand,
    )  # fmt: skip
    rated = which in RATED[RowKind(row.kind)]
    said = judged(row, request.user, now) if which == Rated.KPI else None
    intro = said_in_words(said) if said else ""
    proposed = {"proposed_colour": said.colour_to_keep, "proposed_value": said.to_keep} if said else {}
    return ask(
        request, form, lambda: services.rate(row=row, **form.details(), **proposed, by=request.user, now=now),
        heading="Rate the KPI" if which == Rated.KPI else "Rate the progress", caption=row.short, submit="Rate it",
        intro=intro if rated else "A row of this kind has no such rating.", done="The rating is kept.",
        back=row_address(row),
    )  # fmt: skip


def said_in_words(said: Judged) -> str:
    number = f"{said.measure.title}: {in_words(said.measure, said.number)}."
    return (
        number if said.proposed is None else f"{number} By the limits of this row it is {said.proposed.label.lower()}."
    )


@require_http_methods(["GET", "POST"])
def strategy_row_again(request: HttpRequest, strategy_row_uuid: UUID) -> HttpResponse:
    """By when the KPI is rated next."""
    row = _row_to_write(request, strategy_row_uuid)
    now = request_now(request)
    form = RatingDayForm(request.POST or None)
    return ask(
        request, form, lambda: set_rating_day(row=row, **form.cleaned_data, by=request.user, now=now),
        heading="By when is it rated next?", caption=row.short, submit="Set the day", done="The day is set.",
        back=row_address(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def strategy_row_evidence(request: HttpRequest, strategy_row_uuid: UUID) -> HttpResponse:
    row = _row_to_write(request, strategy_row_uuid)
    now = request_now(request)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    return ask(
        request, form,
        lambda: services.attach_evidence(
            row=row, file=form.cleaned_data["form"], note=form.cleaned_data["note"], by=request.user, now=now
        ),
        heading="Attach evidence", caption=row.short, submit="Attach it", done="The file is attached.",
        back=row_address(row),
    )  # fmt: skip


@require_safe
def strategy_evidence(request: HttpRequest, strategy_evidence_uuid: UUID) -> HttpResponseBase:
    """A file that shows how a row stands, to be saved."""
    files = StrategyEvidence.objects.select_related("row__strategy")
    found = visible_or_404(files, request.user, uuid=strategy_evidence_uuid)
    return download(found.file, name=found.name, content_type=found.content_type)
