"""How the promises of one agreement are kept: on a page that prints well, and as a spreadsheet."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.files import attachment
from accounts.selectors import agency_ids_where
from accounts.tables import XLSX
from agreements.exports import adherence_workbook
from agreements.forms.adherence_page import PeriodForm
from agreements.models import Agreement
from agreements.selectors.adherence_page import JUDGED, PERIODS, KeptPage, kept_page
from agreements.selectors.challenges import parties_of


@require_GET
def adherence(request: HttpRequest, agreement_uuid: UUID) -> HttpResponse:
    """Each clause over a period, the trend of a year, and the middle of other agreements in the region."""
    agreement = _load(request, agreement_uuid)
    form = PeriodForm(request.GET)
    page = kept_page(agreement, request.user, period=form.chosen(), now=request_now(request))
    context = {
        "page": page,
        "agreement": agreement,
        "filter_form": form,
        "period_words": PERIODS[page.period],
        "columns": JUDGED.values(),
        "series": [
            {"key": column, "label": label, "tone": tone}
            for (column, label), tone in zip(JUDGED.items(), ("green", "amber", "red"), strict=True)
        ],
        "shown": [clause for clause in page.clauses if clause.counts.judged or clause.open.count],
        "idle": [clause.duty.title for clause in page.clauses if not (clause.counts.judged or clause.open.count)],
        "clause_bars": [
            {
                "label": clause.duty.title,
                **{column: getattr(clause.counts, column) for column in JUDGED},
            }
            for clause in page.clauses
            if clause.counts.judged
        ],
        "month_bars": [month.bar for month in page.months],
        "may_export": _may_export(request, agreement),
        "now": request_now(request),
    }
    return render(request, "agreements/adherence/page.html", context)


@require_GET
def adherence_export(request: HttpRequest, agreement_uuid: UUID) -> HttpResponse:
    agreement = _load(request, agreement_uuid)
    if not _may_export(request, agreement):
        raise PermissionDenied("Your role does not let you download lists here.")
    now = request_now(request)
    page: KeptPage = kept_page(agreement, request.user, period=PeriodForm(request.GET).chosen(), now=now)
    name = f"adherence-{local_date(now).isoformat()}.xlsx"
    return attachment(adherence_workbook(page, now=now), name=name, content_type=XLSX)


def _may_export(request: HttpRequest, agreement: Agreement) -> bool:
    may = set(agency_ids_where(request.user, Permission.EXPORT))
    return bool(may & {party.pk for party in parties_of(agreement)})


def _load(request: HttpRequest, agreement_uuid: UUID) -> Agreement:
    agreements = Agreement.objects.select_related("provider__local_authority", "virtual_school", "predecessor")
    return visible_or_404(agreements, request.user, uuid=agreement_uuid)
