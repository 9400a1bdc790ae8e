"""The weekly entry: all young people of a provider on one screen."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from accounts.access import allowed, require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.models import Agency
from accounts.selectors import may_anywhere
from learners.models import Enrolment
from tracking.forms.attendance import (
    WAYS,
    WeekLines,
    WeekRowForm,
    WhichWeekForm,
    posted_places,
)
from tracking.rules.attendance_weeks import WEEK, monday_of
from tracking.selectors.attendance import EntryRow, entry_rows, meanings_of, places_in_week, providers_of
from tracking.services.attendance import Recorded, WeeksRefused, record_weeks

PER_PAGE = 60


@require_http_methods(["GET", "POST"])
def weekly_entry(request: HttpRequest) -> HttpResponse:
    """Everybody at a provider in one week, with the week before beside it. One save; everything wrong is said at once."""
    require_anywhere(request.user, Permission.RECORD_ATTENDANCE)
    now = request_now(request)
    which = WhichWeekForm(request.GET, providers=providers_of(request.user), today=local_date(now))
    provider, week_on, way = which.chosen_provider, which.chosen_week, which.chosen_way
    if provider is None:
        context = {"which": which, "heading": "Record attendance", "submit": "Show the week"}
        return render(request, "tracking/attendance/choose_provider.html", context)
    page, rows = _rows(request, provider, week_on)
    meanings = meanings_of(provider)
    data = request.POST if request.method == "POST" else None
    lines = WeekLines([WeekRowForm(data, row=row, way=way, meanings=meanings) for row in rows])
    if request.method == "POST" and (typed := lines.judge(week_on)) is not None:
        try:
            done = record_weeks(typed=typed, by=request.user, now=now)  # type: ignore[arg-type]
        except WeeksRefused as error:
            lines.refuse(error)
        else:
            messages.success(request, _in_words(done))
            return redirect(request.get_full_path())
    context = {
        "which": which,
        "provider": provider,
        "week_on": week_on,
        "way": way,
        "form": lines,
        "page_obj": page,
        "may_bring_in": may_anywhere(request.user, Permission.SEND_ROLL),
        **_addresses(provider, week_on, way, which.today),
    }
    return render(request, "tracking/attendance/weekly_entry.html", context)


def _rows(request: HttpRequest, provider: Agency, week_on: date) -> tuple[Page[Enrolment], list[EntryRow]]:
    """The lines of the page; of a form that was sent, the lines that were sent."""
    places = places_in_week(request.user, provider, week_on)
    if request.method == "POST":
        places = places.filter(uuid__in=[UUID(each) for each in posted_places(request.POST) if _is_uuid(each)])
    page = Paginator(places, PER_PAGE).get_page(request.GET.get("page") if request.method == "GET" else 1)
    seen = list(page.object_list)
    may = {learner.pk for learner in allowed(request.user, Permission.RECORD_ATTENDANCE, [e.learner for e in seen])}
    return page, entry_rows([each for each in seen if each.learner_id in may], week_on)


def _is_uuid(text: str) -> bool:
    return len(text) == 32 and all(letter in "0123456789abcdef" for letter in text)


def _in_words(done: Recorded) -> str:
    parts = [
        f"{number} {words}"
        for number, words in ((done.new, "recorded"), (done.changed, "changed"), (done.removed, "taken away"))
        if number
    ]
    return f"Saved: {', '.join(parts)}." if parts else "Nothing was changed."


def _addresses(provider: Agency, week_on: date, way: str, today: date) -> dict[str, Any]:
    def address(week: date, by: str) -> str:
        return f"{reverse('tracking:attendance')}?{urlencode({'provider': str(provider.uuid), 'week': str(week), 'by': by})}"

    return {
        "earlier_url": address(week_on - WEEK, way),
        "later_url": address(week_on + WEEK, way) if week_on < monday_of(today) else "",
        "earlier_on": week_on - WEEK,
        "later_on": week_on + WEEK,
        "ways": [{"text": text, "url": address(week_on, by), "current": by == way} for by, text in WAYS.items()],
    }
