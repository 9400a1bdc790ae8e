"""Attendance of the academic year, and the lists behind its numbers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import require_anywhere
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.models import Agency
from accounts.selectors import may_anywhere
from learners.models import Learner
from tracking.forms.attendance import AttendanceListForm
from tracking.selectors.attendance import providers_of
from tracking.selectors.attendance_year import KINDS, people_in_year, year_of

PER_PAGE = 25


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Everybody together, and each provider; each number leads to its list."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    year = year_of(request.user, local_date(request_now(request)))  # type: ignore[arg-type]
    page = Paginator(year.providers, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "page_obj": page,
        "may_record": may_anywhere(request.user, Permission.RECORD_ATTENDANCE),
    }
    return render(request, "tracking/attendance/year.html", context)


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The young people behind a number."""
    require_anywhere(request.user, Permission.VIEW_LEARNER)
    form = AttendanceListForm(request.GET, providers=providers_of(request.user))
    found = people_in_year(
        request.user,  # type: ignore[arg-type]
        local_date(request_now(request)),
        kind=form.chosen_kind,
        provider=form.chosen_provider,
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    learners = Learner.objects.in_bulk([person.learner_id for person in page])
    agencies = Agency.objects.in_bulk({pk for person in page for pk in person.providers})
    rows = [
        {
            "learner": learners[person.learner_id],
            "providers": ", ".join(sorted(agencies[pk].name for pk in person.providers)),
            "person": person,
        }
        for person in page
    ]
    context = {"filter_form": form, "kind": KINDS[form.chosen_kind], "rows": rows, "page_obj": page}
    return render(request, "tracking/attendance/list.html", context)
