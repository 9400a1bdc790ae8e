"""What is recorded of a meeting that was held, and put right where it was wrong."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from education_plans.forms.meetings import CorrectMeetingForm, RecordMeetingForm
from education_plans.models import PlanMeeting, Planned
from education_plans.selectors.meetings import invited_to
from education_plans.services import PlanError
from education_plans.services.correcting import correct_meeting
from education_plans.services.meetings import record_meeting
from education_plans.views.meeting_parts import about_a_plan, form_context, meeting_or_404, page_of


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=True)
def meeting_record(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    """Who came, what was said and decided."""
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    form = RecordMeetingForm(request.POST if request.method == "POST" else None, invitees=list(invited_to(found)))
    if request.method == "POST" and form.is_valid():
        try:
            record_meeting(meeting=found, **form.details(), by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "The meeting is recorded. Now add who does what by when.")
            return redirect(page_of(plan, found))
    return _page(request, plan, form, "Record the meeting", found)


@require_http_methods(["GET", "POST"])
@about_a_plan(manages=True)
def meeting_correct(request: HttpRequest, plan: Planned, now: datetime, plan_meeting_uuid: UUID) -> HttpResponse:
    """What was recorded wrongly; what stood there before is kept and shown."""
    found = meeting_or_404(request, plan, plan_meeting_uuid)
    recorded: dict[str, Any] = {
        "starts_at": found.starts_at,
        "young_person_said": found.young_person_said,
        "decisions": found.decisions,
        "next_on": found.next_on,
    }
    form = CorrectMeetingForm(
        request.POST if request.method == "POST" else None, invitees=list(invited_to(found)), initial=recorded
    )
    if request.method == "POST" and form.is_valid():
        try:
            correct_meeting(meeting=found, **form.details(), by=request.user, now=now)
        except PlanError as error:
            form.refuse(error)
        else:
            messages.success(request, "It is put right. What stood there before is kept.")
            return redirect(page_of(plan, found))
    return _page(request, plan, form, "Correct what was recorded", found, submit="Save the correction")


def _page(
    request: HttpRequest, plan: Planned, form: RecordMeetingForm, heading: str, found: PlanMeeting, submit: str = ""
) -> HttpResponse:
    context = {**form_context(plan, form, heading, submit or heading, page_of(plan, found)), "meeting": found}
    return render(request, "education_plans/meetings/record.html", context)
