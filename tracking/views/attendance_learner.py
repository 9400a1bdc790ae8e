"""How one young person attends, and their timetable."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import allows, require, visible_or_404
from accounts.clock import local_date, request_now
from accounts.enums import Permission
from accounts.views.asking import ask
from learners.models import Enrolment, Learner
from tracking.forms.attendance import TimetableForm
from tracking.selectors.attendance_learner import COLUMNS, attendance_of
from tracking.services.attendance_timetables import set_timetable
from tracking.views.incidents import learner_url


@require_GET
def of_learner(request: HttpRequest, learner_uuid: UUID) -> HttpResponse:
    """Each place with its weeks drawn and in a table, its timetable, and what is done where attendance is low."""
    learner = visible_or_404(Learner, request.user, uuid=learner_uuid)
    require(request.user, Permission.VIEW_LEARNER, learner)
    places = attendance_of(learner, request.user, local_date(request_now(request)))  # type: ignore[arg-type]
    context = {
        "learner": learner,
        "learner_url": learner_url(learner),
        "places": places,
        "columns": COLUMNS,
        "may_record": allows(request.user, Permission.RECORD_ATTENDANCE, learner),
    }
    return render(request, "tracking/attendance/learner.html", context)


@require_http_methods(["GET", "POST"])
def new_timetable(request: HttpRequest, enrolment_uuid: UUID) -> HttpResponse:
    place = visible_or_404(Enrolment.objects.select_related("learner", "provider"), request.user, uuid=enrolment_uuid)
    require(request.user, Permission.RECORD_ATTENDANCE, place.learner)
    now = request_now(request)
    form = TimetableForm(request.POST or None, initial={"from_on": local_date(now), "sessions": 10})
    return ask(
        request, form, lambda: set_timetable(enrolment=place, **form.cleaned_data, by=request.user, now=now),  # type: ignore[arg-type]
        heading="Set the timetable", caption=f"{place.learner.full_name}, {place}", submit="Set timetable",
        done="The timetable is set.", back=reverse("tracking:attendance-of", args=[place.learner.uuid]),
    )  # fmt: skip
