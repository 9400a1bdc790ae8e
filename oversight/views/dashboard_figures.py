"""Figures for each role: cards, tables and trends, each number a link to its list; and what of them may leave."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.files import attachment
from accounts.selectors import may_anywhere
from accounts.tables import CSV, XLSX, csv_bytes, workbook_bytes
from oversight import selectors
from oversight.enums import Listing
from oversight.forms.lists import PeopleForm
from oversight.selectors import dashboard_figures as figures_of
from oversight.selectors import dashboard_trends as trends
from oversight.selectors.dashboard_figures import Seat
from oversight.selectors.exports import address_of, views_of
from oversight.selectors.figures_out import sheets
from oversight.selectors.measures import PeopleFilters, knows_activity

#: Missing education stays below this (M6).
MISSING_BELOW = 0.05
#: What every figure says of itself, or what would name somebody.
_WITHOUT = ("q", "show", "doing", "on", "attending", "week", "recorded", "plan")
_CAPTIONS = {
    Seat.VIRTUAL_SCHOOL: "The whole authority",
    Seat.MANAGER: "Your agency’s young people",
    Seat.PROVIDER: "Your learners",
    Seat.OWN: "The young people you work with",
}


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What is true of how many young people, for the role of whoever looks."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    now = request_now(request)
    form = PeopleForm(request.GET, user=request.user, without=_WITHOUT)
    filters = form.filters()
    context: dict[str, Any] = {"filter_form": form, "seat": figures_of.seat_of(request.user).value}
    context["caption"] = _CAPTIONS[figures_of.seat_of(request.user)]
    if filters is not None:
        context |= _shown(request, filters) | {"query": filters.query(), "now": now}
    context["views"] = [(view, address_of(view)) for view in views_of(request.user, Listing.FIGURES)]
    context["may_export"] = may_anywhere(request.user, Permission.EXPORT)
    return render(request, "oversight/figures.html", context)


def _shown(request: HttpRequest, filters: PeopleFilters) -> dict[str, Any]:
    user, now, seat = request.user, request_now(request), figures_of.seat_of(request.user)
    asked = figures_of.Asked(user, filters, now)
    target, limit = trends.attendance_limits(now)
    weeks = trends.attendance_by_week(user, filters, now)
    shown: dict[str, Any] = {
        "cards": figures_of.cards(asked),
        "this_week": figures_of.this_week(asked),
        "tables": _tables(asked, seat),
        "weeks": [
            {"label": week.label, "value": week.percent, "possible": week.possible, "people": week.people,
             "urls": {"people": week.url}}
            for week in weeks
        ],
        "has_weeks": any(week.people for week in weeks),
        "marks": [{"at": target, "label": f"Target {target}%"}, {"at": limit, "label": f"Limit {limit}%"}],
        "columns": [{"key": "people", "label": "Young people"}, {"key": "possible", "label": "Possible sessions"}],
    }  # fmt: skip
    if knows_activity(user):
        shown["months"] = trends.activity_by_month(user, filters, now)
        shown["activity"] = trends.ACTIVITY
    if found := figures_of.missing_education(asked):
        missing, all_of_them = found
        shown["missing"] = missing
        shown["missing_of"] = all_of_them
        shown["missing_rate"] = missing.count / all_of_them.count if all_of_them.count else None
        shown["missing_below"] = MISSING_BELOW
        shown["missing_is_fine"] = not all_of_them.count or missing.count / all_of_them.count < MISSING_BELOW
    if not filters.parameters():
        shown["duties"] = selectors.duties_at_a_glance(user, now=now, mine=seat in (Seat.OWN, Seat.PROVIDER))
        if may_anywhere(user, Permission.VIEW_OVERSIGHT) and seat != Seat.PROVIDER:
            shown["kept"] = trends.adherence_by_month(user, now)
    return shown


def _tables(asked: figures_of.Asked, seat: Seat) -> list[figures_of.Table]:
    tables = []
    if seat == Seat.VIRTUAL_SCHOOL:
        tables.append(figures_of.by_provider(asked))
        if not asked.filters.area:
            tables.append(figures_of.by_area(asked))
    if seat in (Seat.MANAGER, Seat.VIRTUAL_SCHOOL):
        tables.append(figures_of.by_key_worker(asked))
    return tables


@require_safe
def figures_download(request: HttpRequest) -> HttpResponse:
    """The figures as Excel, or with ?as=csv as CSV. They may go anywhere, so small numbers are hidden in them, and nobody is
    named.
    """
    require_anywhere(request.user, Permission.EXPORT)
    form = PeopleForm(request.GET, user=request.user, without=_WITHOUT)
    filters, now = form.filters(), request_now(request)
    if filters is None:
        raise Http404
    found = sheets(request.user, filters, now, form.in_words())
    as_csv = request.GET.get("as") == "csv"
    if as_csv:
        rows: list[list[object]] = [row for title, lines in found for row in [[title], *lines, []]]
        data, kind, ending = csv_bytes(rows), CSV, "csv"
    else:
        data, kind, ending = workbook_bytes(found), XLSX, "xlsx"
    return attachment(data, name=f"figures-{local_date(now).isoformat()}.{ending}", content_type=kind)
