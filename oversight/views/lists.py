"""Lists of young people that can be cut down, kept as a view and downloaded."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import looks
from accounts.access import require_anywhere
from accounts.clock import database_now, local_date, request_now
from accounts.enums import LookKind, Permission
from accounts.models import Agency
from accounts.selectors import current_memberships, may_anywhere
from accounts.views.asking import ask
from accounts.wording import short_day
from learners.models import Learner
from oversight.enums import ExportFormat, Listing
from oversight.forms.lists import DownloadForm, PeopleForm
from oversight.models import ExportJob
from oversight.selectors import exports as selectors
from oversight.selectors.list_kinds import ELSEWHERE, KINDS, ListKind, address_of_list, kinds_for, page_of
from oversight.selectors.measures import knows_activity
from oversight.services import exports as services

PER_PAGE = 25
LONGEST_QUERY = ExportJob._meta.get_field("filters").max_length or 0
#: They are reached from the measure alone.
_BEHIND_MEASURES = frozenset({Listing.MEASURE, Listing.MEASURE_CLOCKS})
#: What a list says of itself in every line, so that nobody is asked for it.
_WITHOUT = {Listing.NEET: ("on",), Listing.YEAR_11: ("ages",)}


def kind_or_404(request: HttpRequest, listing: str) -> ListKind:
    """The kind of list, for somebody who sees young people (else 403) and may know of what it tells (else Http404)."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    kind = KINDS.get(listing)  # type: ignore[call-overload]
    if kind is None or (kind.own_agencies and not knows_activity(request.user)):
        raise Http404
    return kind


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """The lists somebody may open."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    context = {
        "kinds": [
            {"label": kind.listing.label, "url": page_of(kind.listing), "intro": kind.intro}
            for kind in kinds_for(request.user)
            if kind.listing not in _BEHIND_MEASURES
        ],
        "may_export": may_anywhere(request.user, Permission.EXPORT),
        "views": len(selectors.views_of(request.user)),
    }
    return render(request, "oversight/lists/index.html", context)


@require_safe
def people_list(request: HttpRequest, listing: str) -> HttpResponse:
    """One list, cut down to what its filters say."""
    kind = kind_or_404(request, listing)
    if kind.listing in ELSEWHERE:
        return redirect(f"{page_of(kind.listing)}?{request.GET.urlencode()}")
    now = request_now(request)
    form = PeopleForm(request.GET, user=request.user, without=_WITHOUT.get(kind.listing, ()))
    asked = form.filters()
    if asked and asked.q:
        looks.refuse_too_many(request.user, LookKind.SEARCH)
    query = asked.query() if asked else ""
    found = kind.rows(request.user, query, now) if asked else Learner.objects.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    if asked and asked.q:
        looks.note_found(request.user, LookKind.SEARCH, page.object_list)
    facts = kind.read(list(page.object_list), request.user, now)
    columns = [column for column in kind.columns if column.shown]
    context = {
        "kind": kind,
        "label": kind.listing.label,
        "filter_form": form,
        "page_obj": page,
        "headings": [column.heading for column in columns],
        "rows": [
            {
                "learner": fact.learner,
                "cells": [(column.heading, written(column.value(fact))) for column in columns],
            }
            for fact in facts
        ],
        "query": query,
        "is_cut": bool(asked is None or query),
        "views": [(view, selectors.address_of(view)) for view in selectors.views_of(request.user, kind.listing)],
        "may_export": may_anywhere(request.user, Permission.EXPORT),
        "may_save": asked is not None,
    }
    return render(request, "oversight/lists/list.html", context)


def written(value: object) -> str:
    if isinstance(value, date):
        return short_day(value)
    return "" if value is None else str(value)


@require_http_methods(["GET", "POST"])
def list_download(request: HttpRequest, listing: str) -> HttpResponse:
    """Ask for a list as a file: a short one is made at once, a long one in the background."""
    require_anywhere(request.user, Permission.EXPORT)
    kind = kind_or_404(request, listing)
    now = request_now(request)
    agency = selectors.download_agency(request.user)
    assert agency is not None  # a role that may export is a role at an agency
    query = _known(kind, request)
    recipients = selectors.recipients_for(request.user, agency, local_date(now), listing=kind.listing, filters=query)
    form = DownloadForm(request.POST or None, recipients=recipients, initial={"recipient": str(agency.uuid)})
    back = address_of_list(kind.listing, query)

    def act() -> ExportJob:
        looks.refuse_too_many(request.user, LookKind.EXPORT)
        return _asked(request, kind, query, agency, form.cleaned_data)

    return ask(
        request, form, act, back=back, done="", then=lambda job: reverse("oversight:export", args=[job.uuid]),
        heading="Download this list", caption=kind.listing.label, submit="Make the file",
        more=lambda: {
            "intro": f"{_counted(request, kind, query)} that your role lets you download. More than "
            f"{services.MOST_AT_ONCE:,} rows are made in the background: you can go on working, and are told."
        },
    )  # fmt: skip


def _asked(request: HttpRequest, kind: ListKind, query: str, agency: Agency, cleaned: dict[str, Any]) -> ExportJob:
    job = services.ask_for_list(
        listing=kind.listing, filters=query, format=ExportFormat(cleaned["format"]), recipient=cleaned["recipient"],
        agency=agency, by=request.user, now=request_now(request),
    )  # fmt: skip
    return job if services.is_long(job) else services.make_list(job=job, now_source=database_now)


def _counted(request: HttpRequest, kind: ListKind, query: str) -> str:
    number = kind.leaving(kind.rows(request.user, query, request_now(request)), request.user).count()
    return f"{number:,} {'row' if number == 1 else 'rows'}"


def _known(kind: ListKind, request: HttpRequest) -> str:
    """The filters in the address; Http404 if they make no sense, so that no file is wider than what was asked."""
    try:
        query = kind.canonical(request.GET.urlencode())
    except ValueError as error:
        raise Http404 from error
    if len(query) > LONGEST_QUERY:
        raise Http404
    return query


def hat_agency(request: HttpRequest) -> Agency:
    """The agency for which somebody works now: where views are kept."""
    return next(
        hat.agency
        for hat in current_memberships(request.user)
        if Permission.VIEW_LEARNER in hat.role_definition.permissions
    )
