"""The monthly monitor of plans: how many were due, complete, on time and good, and the list behind each number (M4)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts import looks
from accounts.access import require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import LookKind, Permission
from accounts.files import attachment
from accounts.models import Agency
from accounts.tables import CSV, XLSX
from education_plans.exports import monitor_csv, monitor_workbook
from education_plans.forms.monitor import MonthForm
from education_plans.rules.months import first_of, name_of
from education_plans.selectors import monitor as selectors
from education_plans.selectors.monitor import NUMBERS, Counts, MonitorFilters, Month, Row

PER_PAGE = 25
SERIES = (
    {"key": "on_time", "label": "On time", "tone": "green"},
    {"key": "late", "label": "Complete, but late", "tone": "amber"},
    {"key": "open", "label": "Not complete", "tone": "red"},
)


def _school(request: HttpRequest) -> Agency:
    require_anywhere(request.user, Permission.CHECK_PLAN)
    schools = selectors.schools_of(request.user)
    asked = request.GET.get("school")
    found = next((school for school in schools if not asked or str(school.uuid) == asked), None)
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest) -> MonthForm:
    return MonthForm(request.GET, this_month=first_of(local_date(request_now(request))))


@require_GET
def monitor(request: HttpRequest) -> HttpResponse:
    """The running month as it stands; one that is over as it was frozen."""
    school, form, now = _school(request), _form(request), request_now(request)
    shown = selectors.month_shown(school, form.chosen(), request.user, now)
    agencies = [row for row in shown.rows if row.key_worker is None]
    workers = [row for row in shown.rows if row.key_worker is not None]
    challenges = selectors.challenge_urls(school, [row.agency for row in agencies], request.user, local_date(now))
    context = {
        "school": school,
        "shown": shown,
        "month_name": name_of(shown.month),
        "filter_form": form,
        "cards": _cards(shown),
        "agencies": [_row(shown, row) | {"challenge_url": challenges.get(row.agency.pk, "")} for row in agencies],
        "workers": [_row(shown, row) for row in workers],
        "trend": _bars(school, shown, now),
        "series": SERIES,
        "download_url": reverse("education_plans:monitor-download") + f"?month={shown.month:%Y-%m}",
    }
    return render(request, "education_plans/monitor/page.html", context)


def _cards(shown: Month) -> list[dict[str, Any]]:
    tones = {"open": "red", "on_time": "green"}
    return [
        {
            "label": NUMBERS[name][0],
            "number": getattr(shown.whole, name),
            "url": MonitorFilters(month=shown.month, number=name).address(),
            "tone": tones.get(name, "") if getattr(shown.whole, name) else "",
        }
        for name in NUMBERS
    ]


def _row(shown: Month, row: Row) -> dict[str, Any]:
    worker = str(row.key_worker.uuid) if row.key_worker else ""
    return {
        "row": row,
        "cells": [
            {
                "label": NUMBERS[name][0],
                "count": getattr(row.counts, name),
                "url": MonitorFilters(
                    month=shown.month, number=name, agency=str(row.agency.uuid), key_worker=worker
                ).address(),
            }
            for name in NUMBERS
        ],
    }


def _bars(school: Agency, shown: Month, now: Any) -> list[dict[str, Any]]:
    months = [each for each in selectors.trend(school, now) if each[0] != shown.month]
    months.append((shown.month, shown.whole))
    return [
        _bar(name_of(month), counts, f"?month={month:%Y-%m}")
        for month, counts in sorted(months, key=lambda each: each[0])
    ]


def _bar(label: str, counts: Counts, url: str) -> dict[str, Any]:
    late = counts.complete - counts.on_time
    return {"label": label, "on_time": counts.on_time, "late": late, "open": counts.open, "url": url}


@require_GET
def monitor_list(request: HttpRequest) -> HttpResponse:
    """The clocks behind one number."""
    school, form, now = _school(request), _form(request), request_now(request)
    month, number = form.chosen(), request.GET.get("number", "due")
    if number not in NUMBERS:
        raise Http404
    filters = MonitorFilters(
        month=month,
        number=number,
        agency=request.GET.get("agency", ""),
        key_worker=request.GET.get("key_worker", ""),
    )
    page = Paginator(selectors.listed(school, filters, request.user, now), PER_PAGE).get_page(request.GET.get("page"))
    looks.note_found(request.user, LookKind.SEARCH, [item.deadline.learner for item in page.object_list])
    context = {
        "school": school,
        "page_obj": page,
        "items": page.object_list,
        "number": NUMBERS[number][0],
        "month_name": name_of(month),
        "monitor_url": reverse("education_plans:monitor") + f"?month={month:%Y-%m}",
    }
    return render(request, "education_plans/monitor/list.html", context)


@require_GET
def monitor_download(request: HttpRequest) -> HttpResponse:
    """The numbers of one month as Excel, or with ?as=csv as CSV. No young person is named in them."""
    require_anywhere(request.user, Permission.EXPORT)
    school, form, now = _school(request), _form(request), request_now(request)
    shown = selectors.month_shown(school, form.chosen(), request.user, now)
    as_csv = request.GET.get("as") == "csv"
    data, kind, ending = (monitor_csv(shown), CSV, "csv") if as_csv else (monitor_workbook(shown), XLSX, "xlsx")
    return attachment(data, name=f"plans-{shown.month:%Y-%m}.{ending}", content_type=kind)
