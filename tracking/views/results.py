"""How courses end, by provider and by year, and the lists behind the numbers (A35)."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.selectors import may_anywhere
from agreements.rules import academic_year
from tracking.forms.results import AimsFilterForm, ResultsFilterForm
from tracking.selectors.progress import row_of
from tracking.selectors.results import ResultFilters, aims_listed, results_page

PER_PAGE = 25

#: The parts of a bar of leavers.
SERIES = (
    {"key": "achieved", "label": "Achieved", "tone": "green"},
    {"key": "not_achieved", "label": "Completed only", "tone": "amber"},
    {"key": "withdrawn", "label": "Left early", "tone": "red"},
)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Retention, pass, achievement, value added and what came next of the courses the user may see, for one year."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    today = local_date(request_now(request))
    form = ResultsFilterForm(request.GET, user=request.user, today=today)
    filters = form.filters()
    page = results_page(request.user, filters, today=today)
    return render(
        request,
        "tracking/results.html",
        {
            "filter_form": form,
            "page": page,
            "year": academic_year(filters.year or form.latest),
            "series": SERIES,
            "charted_providers": [each for each in page.by_provider if each.results.leavers],
            "charted_years": [each for each in page.by_year if each.results.leavers],
            "waiting_url": replace(filters, year=None, show="waiting").address(),
            "list_url": ResultFilters().address(),
            "may_import": may_anywhere(request.user, Permission.RECORD_PROGRESS),
        },
    )


@require_safe
def aims(request: HttpRequest) -> HttpResponse:
    """The courses behind a number, by the name of the young person."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    today = local_date(request_now(request))
    form = AimsFilterForm(request.GET, user=request.user, today=today)
    filters = form.filters()
    page = Paginator(aims_listed(request.user, filters, today=today), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "tracking/aims.html",
        {
            "filter_form": form,
            "page_obj": page,
            "rows": [row_of(aim, today) for aim in page.object_list],
            "results_url": replace(filters, show="", next_step="").address("tracking:results"),
        },
    )
